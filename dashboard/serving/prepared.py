"""Language, compression and the cache of numbers, which everything else of the server relies on."""

from pathlib import Path

from flask import Flask
from flask_babel import Babel
from flask_caching import Cache
from flask_compress import Compress

from dashboard.serving import web
from data_access.site import Site

_APPLICATION = Path(__file__).resolve().parents[1]
# What a process keeps of numbers; one has some kilobytes.
_NUMBERS_BYTES = 64 * 1024 * 1024
_COMPRESSED = [
    "text/html",
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/json",
    "application/geo+json",
]


def prepare(server: Flask, site: Site, shared: Path | None) -> Cache:
    """Set the server up, before anything is added to it; gives the cache, which has files in the folder `shared`."""
    web.offer(server, site.languages)
    server.config.update(
        BABEL_TRANSLATION_DIRECTORIES=str(_APPLICATION / "i18n"),
        BABEL_DEFAULT_LOCALE="zh",
        MAX_CONTENT_LENGTH=web.LARGEST_BODY,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_CACHE_BACKEND=web.CompressedSuites,
        COMPRESS_CACHE_KEY=lambda asked: asked.full_path,
        COMPRESS_MIMETYPES=_COMPRESSED,
        CACHE_TYPE="dashboard.kept.shared_numbers.numbers_kept",
        CACHE_DIR=str(shared) if shared else "",
        CACHE_DEFAULT_TIMEOUT=3600,
        CACHE_BYTES=_NUMBERS_BYTES,
    )
    Babel(server, locale_selector=web.language)
    Compress(server)
    return Cache(server)
