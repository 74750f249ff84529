"""What can go wrong between us and a platform, before it is known whether a person must look; and what may be shown."""

import re
from collections.abc import Iterable

import httpx

from etl.mapping.codes import masked
from etl.source import Secret

_LONG_NUMBER = re.compile(r"\d{5,}")
_LONGEST_MESSAGE = 200


class TransientError(Exception):
    """A failure that may be gone a moment later; `wait` is what the platform asked for, in seconds."""

    def __init__(self, sentence: str, wait: float | None = None) -> None:
        super().__init__(sentence)
        self.wait = wait


class PastLastPageError(Exception):
    """The platform said 'past the last page' by its status."""


class BrokenBodyError(Exception):
    """The bytes are not whole JSON or XML: cut off, or something else altogether. The bytes are never quoted."""


def shown(url: httpx.URL) -> str:
    """An address fit for a sentence: without user information and parameters, which may hold keys."""
    return str(url.copy_with(username=None, password=None, query=None, fragment=None))


def where(secret: Secret) -> str:
    """Where a secret is kept, never what it is."""
    return f"the environment variable {secret.env}" if secret.env else f"the file {secret.file}"


def quoted(message: object, secrets: Iterable[str]) -> str:
    """A platform's own message fit for a sentence: one short line without our secrets, addresses and long numbers."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in str(message)[:5000]).split())
    for secret in secrets:
        text = text.replace(secret, "…") if secret else text
    return _LONG_NUMBER.sub("#", masked(text))[:_LONGEST_MESSAGE]
