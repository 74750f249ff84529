"""Tells a platform who asks; one more way is one more function in KINDS."""

import base64
import secrets as randomness
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol

import httpx

from etl.connectors.asking import Ask
from etl.connectors.faults import where
from etl.connectors.oauth import ClientCredentials
from etl.connectors.signing import Signer
from etl.declare.auth import ApiKeyAuth, BasicAuth, BearerAuth, OAuthAuth, SignedAuth
from etl.errors import SiteInvalid
from etl.source import Http, Secret


class Authenticator(Protocol):
    """Puts what proves us into a question."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """The texts that must never be shown."""

    def apply(self, ask: Ask) -> Ask:
        """The question as it is sent."""

    def renew(self) -> bool:
        """Forget what can be had anew after a refusal; False where there is nothing."""


@dataclass(frozen=True, slots=True)
class Means:
    """What an authenticator may need: secrets, the clock, the source's zone, and a client to ask for tokens with."""

    secret: Callable[[Secret], str]
    now: Callable[[], datetime]
    zone: str
    base: httpx.URL
    client: httpx.Client

    def line(self, reference: Secret) -> str:
        """A secret that can be sent in a header. Raises SiteInvalid for one that cannot."""
        value = self.secret(reference).strip()
        # Checked here because the library below would quote a bad header in its own message.
        if not value or not (value.isascii() and value.isprintable()):
            raise SiteInvalid(f"{where(reference)} must hold one line of plain characters, the secret and nothing else")
        return value

    def text(self, given: str | Secret | None) -> str:
        """A text that is declared openly or kept as a secret."""
        return self.line(given) if isinstance(given, Secret) else given or ""


class _Constant:
    """The same headers or parameters with every question."""

    def __init__(self, secrets: tuple[str, ...], headers: Mapping[str, str], address: Mapping[str, str]) -> None:
        self.secrets = secrets
        self._headers = headers
        self._address = address

    def apply(self, ask: Ask) -> Ask:
        return replace(ask, headers={**ask.headers, **self._headers}, address={**ask.address, **self._address})

    def renew(self) -> bool:
        return False


def _bearer(auth: BearerAuth, means: Means) -> Authenticator:
    token = means.line(auth.token)
    return _Constant((token,), {"Authorization": f"Bearer {token}"}, {})


def _basic(auth: BasicAuth, means: Means) -> Authenticator:
    password = means.secret(auth.password).strip()
    if not password or not password.isprintable():
        raise SiteInvalid(f"{where(auth.password)} must hold one line, the password and nothing else")
    pair = base64.b64encode(f"{auth.user}:{password}".encode()).decode()
    return _Constant((password, pair), {"Authorization": f"Basic {pair}"}, {})


def _api_key(auth: ApiKeyAuth, means: Means) -> Authenticator:
    key = means.line(auth.key)
    return _Constant((key,), {}, {auth.parameter: key}) if auth.parameter else _Constant((key,), {auth.header: key}, {})


def _signed(auth: SignedAuth, means: Means) -> Authenticator:
    keys = means.text(auth.app_key), means.line(auth.secret)
    return Signer(auth, keys, means.zone, means.now, lambda: randomness.token_hex(16))


def _oauth(auth: OAuthAuth, means: Means) -> Authenticator:
    keys = means.text(auth.client_id), means.line(auth.client_secret)
    return ClientCredentials(auth, keys, means.base, means.client, means.now)


KINDS: Mapping[str, Callable[[Any, Means], Authenticator]] = MappingProxyType(
    {"bearer": _bearer, "basic": _basic, "api_key": _api_key, "signed": _signed, "oauth2": _oauth}
)


def authenticator(http: Http, means: Means) -> Authenticator:
    """Who we are for this platform. Raises SiteInvalid for a secret that cannot be used."""
    return KINDS[http.auth.kind](http.auth, means) if http.auth else _Constant((), {}, {})


def secret_behind(http: Http) -> Secret | None:
    """The secret a platform knows us by; None where nothing is declared."""
    auth = http.auth
    if auth is None:
        return None
    for name in ("token", "password", "key", "secret", "client_secret"):
        found = getattr(auth, name, None)
        if isinstance(found, Secret):
            return found
    return None
