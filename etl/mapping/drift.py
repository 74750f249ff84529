"""Notices before loading that the records of a dataset look otherwise than at its last good load, and says how."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from etl.connectors.page import Page, Shape
from etl.cursor import Cursor
from etl.entities import ENTITIES
from etl.errors import SourceChanged
from etl.mapping.derive import holds
from etl.mapping.kinds import kind_of, unlike
from etl.mapping.mapper import MappedPage
from etl.mapping.shapes import Remembered, shown, write_shape
from etl.nearest import nearest
from etl.site.source_files import where_in
from etl.source import Dataset, Source

# So many records must lack a name before the platform is said to lack it: one or two may just be odd, unless they have
# nothing of what is mapped.
_ENOUGH = 3
_MOST_SAID = 12
_MOST_FAULTS = 3
_NEVER = Remembered(mapped=False, always=False, kind="")


@dataclass(frozen=True, slots=True)
class Need:
    """A key of the mapping and the paths it reads; `several`: one of them is enough."""

    key: tuple[str | int, ...]
    paths: tuple[str, ...]
    required: bool = False
    field: str | None = None


@dataclass
class ShapeWatch:
    """Looks at every page of one dataset. `remembered`: what each path was like at the last good load."""

    source: Source
    dataset: Dataset
    remembered: Mapping[str, Remembered]
    looked: int = 0
    present: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, set[str]] = field(default_factory=dict)
    table: bool = False

    def look(self, page: Page, mapped: MappedPage) -> None:
        """Take a page in, before it is loaded. Raises SourceChanged where what is mapped is missing or unreadable."""
        faults = self.faults(page, mapped)
        if faults:
            name = f"{self.source.key}/{self.dataset.name}"
            if len(faults) > _MOST_FAULTS:
                faults[_MOST_FAULTS:] = [f"and so with {len(faults) - _MOST_FAULTS} other names"]
            raise SourceChanged(f"{name}: {'; '.join(faults)}; mend the mapping, nothing of this page was loaded")
        self.take(page)

    def take(self, page: Page) -> None:
        """Remember the names and kinds of a page."""
        for path, values in page.columns.items():
            self.kinds.setdefault(path, set()).update({kind_of(values)} - {""})
        if page.shape is not None:
            self.looked += self._live(page)
            self.present.update(page.shape.present)
            self.table = self.table or page.shape.table

    def faults(self, page: Page, mapped: MappedPage) -> list[str]:
        """Why this page must not be loaded: what is mapped is gone, or of a kind that cannot be read any more."""
        return [*self._missing(page), *self._unreadable(page, mapped)]

    def findings(self) -> list[str]:
        """What is otherwise than it was and does no harm: new names, other kinds of value; nothing new is loaded."""
        found = []
        new = self.new()
        if new:
            found.append(f"new in its records and not mapped, so not loaded: {_listed(new)}")
        for path, kinds in self.kinds.items():
            known = self.remembered.get(path)
            if known and known.kind and kinds and unlike(known.kind, _kind(kinds)):
                found.append(f"'{shown(path)}' is {_kind(kinds)} now, it was {known.kind}")
        return found

    def absent(self) -> list[str]:
        """The mapped paths that no record so far has."""
        paths = self.dataset.paths() if self.looked and not self.table else ()
        return [path for path in paths if path not in self.present and not self.kinds.get(path)]

    def new(self) -> list[str]:
        """The names that were not there at the last good load; none before the first."""
        if not self.remembered:
            return []
        mapped = self.dataset.paths()
        return [path for path in self.present if shown(path) not in self.remembered and path not in mapped]

    def remember(self, cursor: Cursor) -> None:
        """Write down what was seen, as the shape of a good load."""
        mapped = self.dataset.paths()
        now = {}
        for path, number in self.present.items():
            known = self.remembered.get(path, _NEVER)
            always = number >= self.looked if self.table or self.looked >= _ENOUGH else known.always
            kind = _kind(self.kinds.get(path, set())) or known.kind
            now[path] = Remembered(path in mapped, always, kind)
        write_shape(cursor, (self.source.city_code, self.source.key, self.dataset.name), self.remembered, now)

    def _missing(self, page: Page) -> Iterator[str]:
        shape = page.shape
        # A table's header is looked at by its connector, which knows when two names are the same.
        if shape is None or shape.table or (self._live(page) < _ENOUGH and not self._all_gone(shape)):
            return
        for need in self._needs():
            gone = [path for path in need.paths if path not in shape.present and not kind_of(page.columns[path])]
            if len(gone) < len(need.paths):
                continue
            known = [self.remembered[path] for path in gone if path in self.remembered]
            if any(each.always for each in known) or (need.required and not known):
                yield self._missing_sentence(need, gone, tuple(shape.present), bool(known))

    def _all_gone(self, shape: Shape) -> bool:
        """Whether nothing that is mapped is there, but other names are: then even one record is enough."""
        known = [path for path in self.dataset.paths() if path in self.remembered]
        return len(shape.present) >= _ENOUGH <= len(known) and not any(path in shape.present for path in known)

    def _missing_sentence(self, need: Need, gone: Sequence[str], names: Sequence[str], before: bool) -> str:
        mapped = self.dataset.paths()
        free = [name for name in names if name not in mapped]
        new = [name for name in free if shown(name) not in self.remembered] if self.remembered else free
        free = [name for name in free if shown(name) == name]
        near = nearest(gone[0], [name for name in new if name in free]) or nearest(gone[0], free)
        listed = " or ".join(f"'{shown(path)}'" for path in gone)
        said = f"its records have no {listed}{' any more' if before else ''}, which {self._where(need)} reads"
        if near:
            return f"{said}; perhaps it is called '{shown(near)}'{' now' if before else ''}"
        return f"{said}; new in them: {_listed(new)}" if new and before else said

    def _unreadable(self, page: Page, mapped: MappedPage) -> Iterator[str]:
        reasons = Counter(each.reason for each in mapped.rejects)
        for need in self._needs():
            path = need.paths[0]
            known = self.remembered.get(path)
            if known is None or not known.kind:
                continue
            values = [value for value in page.columns[path] if value is not None and value != ""]
            kind = kind_of(values)
            if len(values) < _ENOUGH or not unlike(known.kind, kind):
                continue
            rejected = sum(number for reason, number in reasons.items() if _is_of(need.field, reason))
            if kind in ("list", "object") or rejected >= len(values):
                yield f"'{shown(path)}', which {self._where(need)} reads, is {kind} now, it was {known.kind}"

    def _needs(self) -> Iterator[Need]:
        number = self.source.datasets.index(self.dataset)
        required = {each.name for each in ENTITIES[self.dataset.entity].fields if each.required}
        for name, mapping in self.dataset.fields.items():
            groups = [mapping.first_of] if mapping.first_of else [(path,) for path in mapping.paths]
            for paths in groups:
                yield Need(("datasets", number, "fields", name), paths, name in required, name)
            if mapping.when:
                yield Need(("datasets", number, "fields", name, "when"), (mapping.when.field,))
        for path in self.dataset.place.paths:
            yield Need(("datasets", number, "place"), (path,))
        conditions = {"deleted": self.dataset.deleted, "since": self.dataset.since}
        for key, each in conditions.items():
            if each is not None:
                yield Need(("datasets", number, key), (each.field,))

    def _where(self, need: Need) -> str:
        return f"{'.'.join(map(str, need.key[2:]))} ({where_in(self.source.path, need.key)})"

    def _live(self, page: Page) -> int:
        """Records looked at that do not announce a deletion: those need not say more than their key and time."""
        looked = page.shape.looked if page.shape else 0
        if self.dataset.deleted is None or not len(page):
            return looked
        deleted = sum(holds(self.dataset.deleted, page.columns))
        return looked * (len(page) - deleted) // len(page)


def _kind(kinds: set[str]) -> str:
    return next(iter(kinds)) if len(kinds) == 1 else "mixed" if kinds else ""


def _listed(names: Sequence[str]) -> str:
    said = dict.fromkeys(map(shown, names))
    return ", ".join(list(said)[:_MOST_SAID]) + (f" (of {len(names)})" if len(names) > _MOST_SAID else "")


def _is_of(name: str | None, reason: str) -> bool:
    return name is not None and reason in (f"{name}_not_a_time", f"{name}_not_a_number")
