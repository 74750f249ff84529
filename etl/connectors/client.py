"""The connection to one platform: its address, whom it is verified by, and what its library may log."""

import logging
import ssl

import httpx

from etl.connectors.faults import shown
from etl.errors import SiteInvalid
from etl.source import Http


def open_client(http: Http, accept: str) -> httpx.Client:
    """A client for one platform; close it."""
    addresses = (http.base_url, getattr(http.auth, "token_url", ""))
    return httpx.Client(
        headers={"Accept": accept, "Accept-Encoding": "gzip, deflate"},
        timeout=http.timeout_seconds,
        # Without https there is nothing to verify, and reading all authorities takes longer than a small load.
        verify=_certificates() if any(each.startswith("https:") for each in addresses) else False,
        follow_redirects=False,
        # A proxy from the environment must not see the tokens of platforms inside the city's network.
        trust_env=False,
    )


def address_of(text: str) -> httpx.URL:
    """The address of a platform. Raises SiteInvalid."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        raise SiteInvalid("http.base_url is not an address; it looks like https://platform.example/api") from None
    if url.scheme not in {"http", "https"} or not url.host:
        raise SiteInvalid("http.base_url must start with http:// or https:// and name a host")
    return url


def _certificates() -> ssl.SSLContext:
    # The system's own authorities too: platforms inside a city often have certificates of the city's authority.
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


def _without_parameters(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(shown(each) if isinstance(each, httpx.URL) else each for each in record.args)
    return True


# The library logs every address whole when asked to be talkative, and keys and signatures may be in it.
logging.getLogger("httpx").addFilter(_without_parameters)
