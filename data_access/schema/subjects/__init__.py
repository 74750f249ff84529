"""The subjects of the warehouse: a module here with a FACT and a MART is what a new one adds to the schema."""

import pkgutil
from importlib import import_module

from sqlalchemy import Table

from data_access.schema.mart import Mart

FACTS: dict[str, Table] = {}
MARTS: dict[str, Mart] = {}
for _name in sorted(each.name for each in pkgutil.iter_modules(__path__)):
    _module = import_module(f"{__name__}.{_name}")
    FACTS[_name] = _module.FACT
    MARTS[_name] = _module.MART
