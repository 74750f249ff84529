"""Sign-in by the identity provider of the city: what it says of somebody becomes an account, a role and divisions."""

import re
from collections.abc import Mapping
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, session, url_for
from joserfc.errors import JoseError
from requests.exceptions import RequestException
from werkzeug.wrappers import Response

from dashboard.access.administration import LOGIN_NAME
from data_access.site_roles import OpenId

_NEXT = "openid_next"
_SECONDS = 10


class NotLetInError(Exception):
    """The provider did not let somebody in (`openid`), or they are nobody here (`stranger`)."""


class Provider:
    """The provider of a site, asked with a state, a nonce and a proof of who asked (PKCE)."""

    def __init__(self, server: Flask, declared: OpenId, secret: str) -> None:
        self._declared = declared
        self._client = OAuth(server).register(
            "openid",
            client_id=declared.client_id,
            client_secret=secret,
            server_metadata_url=declared.issuer.rstrip("/") + "/.well-known/openid-configuration",
            client_kwargs={
                "scope": " ".join(declared.scopes),
                "code_challenge_method": "S256",
                "default_timeout": _SECONDS,
            },
        )

    def ask(self, wanted: str) -> Response:
        """Send the browser to the provider; `wanted` is where it goes afterwards. Raises NotLetInError."""
        session[_NEXT] = wanted
        try:
            answer: Response = self._client.authorize_redirect(url_for("access.openid_back", _external=True))
        except (OAuthError, RequestException, ValueError):
            raise NotLetInError("openid") from None
        return answer

    def wanted(self) -> str | None:
        """Where the browser wanted to go; said once."""
        found: str | None = session.pop(_NEXT, None)
        return found

    def answer(self) -> tuple[str, str, tuple[str, ...]]:
        """Account, role and divisions of who comes back from the provider. Raises NotLetInError."""
        try:
            token = self._client.authorize_access_token()
            claims = dict(token["userinfo"])
            if not {self._declared.account_claim, self._declared.role_claim} <= set(claims):
                claims = {**self._client.userinfo(token=token), **claims}
        except (OAuthError, JoseError, RequestException, KeyError, ValueError):
            raise NotLetInError("openid") from None
        return given(self._declared, claims)


def given(declared: OpenId, claims: Mapping[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    """Account, role and divisions that claims stand for. Raises NotLetInError where they stand for none."""
    name = str(claims.get(declared.account_claim, "")).strip().lower()
    held = _texts(claims.get(declared.role_claim))
    found = next((each for each in declared.roles if each.value in held), None)
    if found is None or not re.fullmatch(LOGIN_NAME, name):
        raise NotLetInError("stranger")
    divisions = found.divisions
    if not divisions and declared.division_claim:
        divisions = _texts(claims.get(declared.division_claim))
        # Nothing said must not mean everything seen.
        if not divisions:
            raise NotLetInError("stranger")
    return name, found.role, divisions


def _texts(claim: object) -> tuple[str, ...]:
    """A claim that is a text, or a list of texts."""
    if isinstance(claim, str):
        return tuple(part.strip() for part in claim.split(",") if part.strip())
    return tuple(each for each in claim if isinstance(each, str)) if isinstance(claim, list) else ()
