"""OAuth 2 client credentials: fetches a token, keeps it until shortly before it ends, once anew when it is refused."""

import base64
import hashlib
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

import httpx

from etl.connectors.asking import Ask
from etl.connectors.body import decode, value_at
from etl.connectors.faults import BrokenBodyError, TransientError, shown
from etl.declare.auth import OAuthAuth
from etl.errors import SiteInvalid, SourceChanged

_LARGEST_ANSWER = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Token:
    """`ends` is in seconds since 1970."""

    value: str
    ends: float


# A source is polled every few seconds: its token outlives the connection, by a digest of what it was asked with.
_tokens: dict[str, _Token] = {}
_locks: dict[str, threading.Lock] = {}


class ClientCredentials:
    """A bearer token that is fetched when needed."""

    def __init__(
        self,
        auth: OAuthAuth,
        keys: tuple[str, str],
        base: httpx.URL,
        client: httpx.Client,
        now: Callable[[], datetime],
    ) -> None:
        """`keys` are the client's id and secret; `base` is the platform's address. Raises SiteInvalid."""
        self._auth = auth
        self._id, self._secret = keys
        self._client = client
        self._now = now
        self._url = _token_address(auth.token_url, base)
        told = "\n".join((str(self._url), *keys, auth.scope or "", str(sorted(auth.parameters.items()))))
        self._name = hashlib.sha256(told.encode()).hexdigest()
        self._lock = _locks.setdefault(self._name, threading.Lock())

    @property
    def secrets(self) -> tuple[str, ...]:
        """The client's secret, and the token while there is one."""
        token = _tokens.get(self._name)
        return (self._secret, token.value) if token else (self._secret,)

    def apply(self, ask: Ask) -> Ask:
        """The question with a token that is good now. Raises TransientError or SourceChanged."""
        with self._lock:
            token = _tokens.get(self._name)
            if token is None or self._now().timestamp() >= token.ends:
                token = _tokens[self._name] = self._fetch()
        return replace(ask, headers={**ask.headers, "Authorization": f"Bearer {token.value}"})

    def renew(self) -> bool:
        """Forget the token: the platform may have ended it early."""
        with self._lock:
            return _tokens.pop(self._name, None) is not None

    def _fetch(self) -> _Token:
        fields = {"grant_type": "client_credentials", **self._auth.parameters}
        headers = {"Accept": "application/json"}
        if self._auth.scope:
            fields["scope"] = self._auth.scope
        if self._auth.credentials == "body":
            fields |= {"client_id": self._id, "client_secret": self._secret}
        else:
            pair = f"{quote(self._id, safe='')}:{quote(self._secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        with self._client.stream("POST", self._url, data=fields, headers=headers) as response:
            body = b""
            for piece in response.iter_bytes():
                body += piece
                if len(body) > _LARGEST_ANSWER:
                    raise SourceChanged(f"{shown(self._url)} answered more than a token; check token_url")
        self._judge(response.status_code)
        return self._read(body)

    def _judge(self, status: int) -> None:
        if status in {408, 425, 429} or status >= 500:
            raise TransientError(f"gave no token: {shown(self._url)} answered {status}")
        if status not in {200, 201}:
            raise SourceChanged(
                f"{shown(self._url)} gave no token and answered {status}; check token_url, client_id, "
                "client_secret and scope in [http.auth]"
            )

    def _read(self, body: bytes) -> _Token:
        try:
            answer = decode(body, None)
        except BrokenBodyError as error:
            raise TransientError(f"gave no token: the answer of {shown(self._url)} is no JSON: {error}") from None
        token, length = value_at(answer, self._auth.token), value_at(answer, self._auth.expires_in)
        if not isinstance(token, str) or not token or not (token.isascii() and token.isprintable()):
            raise SourceChanged(
                f"{shown(self._url)} answered without a token at '{self._auth.token}'; check token in [http.auth], "
                "and whether client_id and client_secret are right"
            )
        try:
            seconds = float(str(length)) if length is not None else math.inf
        except ValueError:
            seconds = math.inf
        # A token that lives shorter than the reserve is used for half its life; without an end, until it is refused.
        kept = max(seconds - self._auth.renew_before_seconds, seconds / 2)
        return _Token(token, self._now().timestamp() + kept)


def _token_address(text: str, base: httpx.URL) -> httpx.URL:
    try:
        url = base.join(text)
    except httpx.InvalidURL:
        raise SiteInvalid("http.auth.token_url is not an address") from None
    if url.scheme not in {"http", "https"} or not url.host:
        raise SiteInvalid("http.auth.token_url must be a path, or start with http:// or https:// and name a host")
    if base.scheme == "https" and url.scheme != "https":
        raise SiteInvalid("http.auth.token_url must be https, as base_url is: the client's secret is sent there")
    return url
