"""The kinds of record the warehouse understands; a module here with an ENTITY is all a new one takes."""

import pkgutil
from importlib import import_module
from types import MappingProxyType

from etl.entities.entity import Check, Entity, Field, FieldType, Kind

__all__ = ["ENTITIES", "Check", "Entity", "Field", "FieldType", "Kind"]


def _collect() -> MappingProxyType[str, Entity]:
    found: dict[str, Entity] = {}
    for module in sorted(each.name for each in pkgutil.iter_modules(__path__)):
        if module != "entity":
            entity: Entity = import_module(f"{__name__}.{module}").ENTITY
            found[entity.key] = entity
    return MappingProxyType(found)


ENTITIES = _collect()
