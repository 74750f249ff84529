"""What stands before the application: which proxies are believed, and how long a request may ask the database."""

from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from data_access.patience import begin

Network = IPv4Network | IPv6Network
Application = Callable[..., Iterable[bytes]]


class TrustedProxies:
    """Takes address and scheme of a request from the proxy that passed it on, where that is one of `networks`.

    Anybody can write such headers: of others they count as not written. The name asked for is never taken from them: a
    proxy passes `Host` on.
    """

    def __init__(self, application: Application, networks: Sequence[Network]) -> None:
        self._direct = application
        self._behind = ProxyFix(application, x_for=1, x_proto=1)
        self._networks = tuple(networks)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        trusted = self._is_trusted(str(environ.get("REMOTE_ADDR", "")))
        return (self._behind if trusted else self._direct)(environ, start_response)

    def _is_trusted(self, address: str) -> bool:
        try:
            asking = ip_address(address)
        except ValueError:
            return False
        return any(asking in network for network in self._networks)


def stand(server: Flask, networks: Sequence[Network], seconds: float) -> None:
    """Put both before an application that is ready to serve."""
    server.wsgi_app = TrustedProxies(server.wsgi_app, networks)  # type: ignore[method-assign]
    server.before_request_funcs.setdefault(None, []).insert(0, lambda: begin(seconds))
    server.teardown_request_funcs.setdefault(None, []).append(lambda _error: begin(0))
