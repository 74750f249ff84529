"""/healthz: the process answers; /readyz: it can serve, its databases answer too. Neither says anything else."""

from collections.abc import Callable, Sequence

from flask import Blueprint, Response
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError


def blueprint(engines: Sequence[Engine]) -> Blueprint:
    """Both routes; `engines` are what the process reads from."""
    found = Blueprint("health", __name__)
    found.add_url_rule("/healthz", "alive", lambda: _plain("ok"))
    found.add_url_rule("/readyz", "ready", _ready(engines))
    return found


def _ready(engines: Sequence[Engine]) -> Callable[[], Response]:
    def ready() -> Response:
        try:
            for engine in engines:
                with engine.connect() as connection:
                    connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return _plain("the database does not answer", 503)
        return _plain("ok")

    return ready


def _plain(said: str, status: int = 200) -> Response:
    return Response(said, status, mimetype="text/plain")
