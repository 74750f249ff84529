"""The pages: every module here that declares a PAGE is one; nothing else needs to know of it."""

import pkgutil
from importlib import import_module

from dashboard.page import Page


def collect_pages() -> tuple[Page, ...]:
    """All pages in the order of their navigation. Raises ValueError where two claim one path."""
    modules = [import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)]
    pages = sorted((module.PAGE for module in modules if hasattr(module, "PAGE")), key=lambda page: page.order)
    paths = [page.path for page in pages]
    if len(set(paths)) != len(paths):
        raise ValueError(f"two pages claim the same path: {sorted(paths)}")
    return tuple(pages)
