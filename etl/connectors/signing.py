"""Signs a question: parameters sorted and joined, the secret added, the digest of it sent along."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

import orjson

from etl.connectors.asking import Ask, nested, text_of
from etl.connectors.moments import written
from etl.declare.auth import SignedAuth
from etl.errors import SiteInvalid


class Signer:
    """Signs every question anew. The same question, time and nonce give the same signature."""

    def __init__(
        self,
        auth: SignedAuth,
        keys: tuple[str, str],
        zone: str,
        now: Callable[[], datetime],
        nonce: Callable[[], str],
    ) -> None:
        """`keys` are the app key ('' where there is none) and the secret; `zone` is that of the timestamp."""
        if auth.digest not in hashlib.algorithms_available:
            raise SiteInvalid(f"http.auth.digest: {auth.digest} is not known to the OpenSSL of this machine")
        self._auth = auth
        self._app_key, self._secret = keys
        self.secrets: tuple[str, ...] = tuple(key for key in keys if key)
        self._zone = zone
        self._now = now
        self._nonce = nonce

    def apply(self, ask: Ask) -> Ask:
        """The same question with key, time, nonce and signature."""
        auth = self._auth
        named = (
            (auth.app_key_parameter, self._app_key),
            (auth.timestamp_parameter, written(self._now(), auth.timestamp_format, self._zone)),
            (auth.nonce_parameter, self._nonce()),
        )
        added = {name: value for name, value in named if name}
        added[auth.sign_parameter] = self._signature(ask, added)
        if auth.placed == "headers":
            return replace(ask, headers={**ask.headers, **added})
        if auth.placed == "parameters" and ask.post:
            return ask.having(added)
        return replace(ask, address={**ask.address, **added})

    def renew(self) -> bool:
        """There is nothing to have anew: every question is signed by itself."""
        return False

    def text(self, ask: Ask, added: dict[str, str]) -> str:
        """What is signed, without the secret."""
        auth = self._auth
        pairs = [*ask.pairs(), *added.items()]
        if ask.post and auth.covers == "all":
            fields: dict[str, Any] = nested(ask.parameters) if ask.post == "json" else dict(ask.parameters)
            pairs += [(name, _flat(value)) for name, value in fields.items()]
        left_out = {*auth.excluded, auth.sign_parameter}
        pairs = [pair for pair in pairs if pair[0] not in left_out and (pair[1] or not auth.skip_empty)]
        if auth.percent_encoded:
            pairs = [(quote(name, safe=""), quote(value, safe="")) for name, value in pairs]
        # Sorted by bytes, as everyone's reference code does; Python's own order of texts is the same.
        return auth.between.join(f"{name}{auth.equals}{value}" for name, value in sorted(pairs))

    def _signature(self, ask: Ask, added: dict[str, str]) -> str:
        auth = self._auth
        text = self.text(ask, added)
        placed = auth.mixed_text.replace("{secret}", self._secret)
        if auth.mixed_in == "hmac":
            # Some ask for both: the secret as the key, and named in the text.
            after = placed if auth.mixed_text != "{secret}" else ""
            digest = hmac.digest(self._secret.encode(), f"{text}{after}".encode(), auth.digest)
        else:
            before = placed if auth.mixed_in in {"prefix", "both"} else ""
            after = placed if auth.mixed_in in {"suffix", "both"} else ""
            digest = hashlib.new(auth.digest, f"{before}{text}{after}".encode(), usedforsecurity=False).digest()
        if auth.written == "base64":
            return base64.b64encode(digest).decode()
        return digest.hex().upper() if auth.written == "upper_hex" else digest.hex()


def _flat(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode() if isinstance(value, dict) else text_of(value)
