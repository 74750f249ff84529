"""How an HTTP platform is told who asks."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from etl.declare.base import Declared, Secret


class BearerAuth(Declared):
    """`Authorization: Bearer <token>`."""

    kind: Literal["bearer"]
    token: Secret = Field(description="the token")


class BasicAuth(Declared):
    """A user name and a password with every request."""

    kind: Literal["basic"]
    user: str = Field(description="the name")
    password: Secret = Field(description="the password")


class ApiKeyAuth(Declared):
    """A key in a header of the platform's choice, or in a parameter of the address."""

    kind: Literal["api_key"]
    header: str = Field("X-API-Key", description="the header that carries the key")
    parameter: str | None = Field(None, description="the parameter of the address that carries it instead")
    key: Secret = Field(description="the key")


class SignedAuth(Declared):
    """A signature over the sorted parameters, as many Chinese gateways ask for it.

    Every parameter becomes name + `equals` + value (nested values as compact JSON, in the order of their names); they
    are sorted by name in the order of bytes, put together with `between`, and the secret is added. The defaults sign
    `a=1&b=2&…` with HMAC-SHA-256.
    """

    kind: Literal["signed"]
    secret: Secret = Field(description="what is added to the text before it is digested")
    digest: Literal["md5", "sha1", "sha256", "sm3"] = Field("sha256", description="the digest that is the signature")
    mixed_in: Literal["hmac", "prefix", "suffix", "both"] = Field(
        "hmac", description="the secret is the key of an HMAC, or stands before, after, or on both sides of the text"
    )
    mixed_text: str = Field(
        "{secret}",
        description="where more than the secret is put there, as in '&key={secret}'; ends the text of an HMAC",
    )
    equals: str = Field("=", description="between a name and its value; '' for platforms that join them directly")
    between: str = Field("&", description="between two parameters; '' for platforms that join them directly")
    percent_encoded: bool = Field(False, description="names and values are signed as RFC 3986 encodes them")
    skip_empty: bool = Field(True, description="parameters without a value are not signed")
    excluded: tuple[str, ...] = Field((), description="parameters that are sent and not signed")
    covers: Literal["all", "address"] = Field(
        "all", description="what is signed of a POST: the fields of its body too, or the parameters of its address only"
    )
    written: Literal["upper_hex", "lower_hex", "base64"] = Field("lower_hex", description="how the digest is written")
    sign_parameter: str = Field("sign", description="the parameter that carries the signature")
    app_key_parameter: str | None = Field(None, description="the parameter that says who asks; with `app_key`")
    app_key: str | Secret | None = Field(None, description="who asks, as the platform calls us")
    timestamp_parameter: str | None = Field(None, description="the parameter that carries the time of the question")
    timestamp_format: str = Field("unix", description="unix, unix_ms, or a strftime format in the source's time zone")
    nonce_parameter: str | None = Field(None, description="the parameter that carries a new random text each time")
    placed: Literal["parameters", "address", "headers"] = Field(
        "parameters", description="where key, time, nonce and signature go; 'parameters': with the dataset's own"
    )

    @model_validator(mode="after")
    def _whole(self) -> "SignedAuth":
        if (self.app_key is None) != (self.app_key_parameter is None):
            raise ValueError("app_key: give both app_key and app_key_parameter, or neither")
        if "{secret}" not in self.mixed_text:
            raise ValueError("mixed_text: must hold {secret}, the place where the secret is put")
        return self


class OAuthAuth(Declared):
    """OAuth 2 client credentials: a token is fetched, kept until shortly before it ends, and sent as a bearer."""

    kind: Literal["oauth2"]
    token_url: str = Field(description="where tokens are issued: an address, or a path on the host of base_url")
    client_id: str | Secret = Field(description="the client's id")
    client_secret: Secret = Field(description="the client's secret")
    scope: str | None = Field(None, description="the scope that is asked for")
    credentials: Literal["body", "basic"] = Field("body", description="where the client's id and secret go")
    parameters: dict[str, str] = Field(default_factory=dict, description="further fields of the token request")
    token: str = Field("access_token", description="where in the answer the token is")
    expires_in: str = Field("expires_in", description="where in the answer it says how many seconds the token lasts")
    renew_before_seconds: float = Field(60.0, ge=0, description="a token is fetched anew so long before it ends")


Auth = Annotated[BearerAuth | BasicAuth | ApiKeyAuth | SignedAuth | OAuthAuth, Field(discriminator="kind")]
