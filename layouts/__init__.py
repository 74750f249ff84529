"""Pages and scenes: every module here that declares a PAGE is one, in wall/ a SCENE; nothing else needs to know."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from dashboard.page import Page
from dashboard.wall.scene import Scene


def collect_pages() -> tuple[Page, ...]:
    """All pages in the order of their navigation. Raises ValueError where two claim one path."""
    found = [module.PAGE for _name, module in _modules(__name__) if hasattr(module, "PAGE")]
    pages = sorted(found, key=lambda page: page.order)
    paths = [page.path for page in pages]
    if len(set(paths)) != len(paths):
        raise ValueError(f"two pages claim the same path: {sorted(paths)}")
    return tuple(pages)


def collect_scenes() -> tuple[Scene, ...]:
    """All scenes of walls in their order. Raises ValueError where one is not called like its file."""
    found = {name: module.SCENE for name, module in _modules(f"{__name__}.wall") if hasattr(module, "SCENE")}
    for name, scene in found.items():
        if scene.key != name:
            raise ValueError(f"layouts/wall/{name}.py: a scene is called like its file, not '{scene.key}'")
    return tuple(sorted(found.values(), key=lambda scene: scene.order))


def _modules(package: str) -> Iterator[tuple[str, ModuleType]]:
    for each in pkgutil.iter_modules(import_module(package).__path__):
        yield each.name, import_module(f"{package}.{each.name}")
