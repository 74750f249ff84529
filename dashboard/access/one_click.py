"""The roles of a demonstration by one click: on loopback only, and refused wherever else a server listens."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import request

from data_access.site import Site, SiteError
from data_access.site_roles import SiteRoles


def is_loopback(host: str) -> bool:
    """Whether a name or address is this machine's own and no other's."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def offers_one_click(site: Site, roles: SiteRoles, host: str, *, wanted: bool) -> bool:
    """Whether the sign-in page offers them. Raises SiteError where others could reach them.

    `host` is where the server listens, `wanted` the setting COCKPIT_ONE_CLICK.
    """
    if not (wanted and site.demonstration and roles.demonstration):
        return False
    if not is_loopback(host):
        raise SiteError(
            f"the demonstration lets anybody in by one click and COCKPIT_HOST is {host}, which others can reach: "
            "set COCKPIT_HOST to 127.0.0.1, or COCKPIT_ONE_CLICK to no and sign in with the printed passwords"
        )
    return True


def asked_on_loopback() -> bool:
    """Whether this request came to this machine by its own address, from itself and through nobody in between.

    The server may have been started by hand on another address; a proxy on this machine makes everybody look local.
    """
    between = any(name in request.headers for name in ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via"))
    asked = urlsplit(f"//{request.host}").hostname or ""
    listening = str(request.environ.get("SERVER_NAME", ""))
    return not between and all(is_loopback(each) for each in (asked, listening, request.remote_addr or ""))
