"""Dry run of a source: a sample is read, mapped and staged as a load would do it, and then undone to the last row."""

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain

from psycopg2.sql import SQL, Identifier, Literal
from sqlalchemy import Connection

from data_access.schema import UNMAPPED
from etl.connectors.opening import open_connector
from etl.connectors.page import Page
from etl.connectors.table import key
from etl.cursor import Cursor
from etl.errors import JobError
from etl.ledger import new_identifier
from etl.mapping.codebooks import read_code_book
from etl.mapping.codes import scrub_unknown
from etl.mapping.drift import ShapeWatch
from etl.mapping.fields import NULL
from etl.mapping.mapper import MappedPage, Mapper, Reject
from etl.mapping.places import Gazetteer
from etl.mapping.shapes import read_shape, shown
from etl.since import clock_checks
from etl.site.reference import is_current, replace_reference
from etl.source import Dataset, Source
from etl.staging import BatchStamp, decide, reject_broken, stage
from etl.surroundings import Surroundings

_UNMAPPED = Literal(UNMAPPED)


@dataclass
class Findings:
    """What a dry run of one dataset found. `fault` or `drift`: why a load would stop; '' and [] where it would not.

    `rows` are the mapped values by column, in the order read; `unmapped` counts the source's own codes by field;
    `actions` what the records would do; `reached` how many would be known down to which level.
    """

    source: Source
    dataset: Dataset
    fault: str = ""
    read: int = 0
    rows: list[dict[str, str]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    unmapped: dict[str, Counter[str]] = field(default_factory=dict)
    actions: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    never_stored: list[str] = field(default_factory=list)
    drift: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        """Whether a load of this sample would go through and store something, or find nothing new."""
        return not self.fault and not self.drift and len(self.rejects) < max(self.read, 1)


def check_source(source: Source, sources: Sequence[Source], surroundings: Surroundings, rows: int) -> list[Findings]:
    """Try the first `rows` records of every dataset of `source`. `sources` are all of the site. Changes no table.

    Raises SiteInvalid; what the platform does wrong is in the findings.
    """
    found = []
    for dataset in source.datasets:
        pages, fault = _sample(source, dataset, surroundings, rows)
        with surroundings.engine.connect() as connection:
            transaction = connection.begin()
            try:
                if not is_current(connection, surroundings.site, sources):
                    replace_reference(connection, surroundings.site, sources)
                findings = _try(source, dataset, surroundings, connection, pages)
            finally:
                transaction.rollback()
        findings.fault = fault
        found.append(findings)
    return found


def _sample(source: Source, dataset: Dataset, surroundings: Surroundings, rows: int) -> tuple[list[Page], str]:
    """The first pages, cut off at `rows` records, and why there are no more where the source failed."""
    if source.files is not None:
        # Nothing is loaded, so a file that is still being written does no harm.
        source = source.model_copy(update={"files": source.files.model_copy(update={"settle_seconds": 0.0})})
    pages: list[Page] = []
    try:
        with closing(open_connector(source, dataset, surroundings).pages(None)) as coming:
            for page in coming:
                pages.append(_first(page, rows))
                rows -= len(page) + len(page.unreadable)
                if rows <= 0:
                    break
    except JobError as error:
        return pages, str(error)
    return pages, ""


def _first(page: Page, rows: int) -> Page:
    if len(page) <= rows:
        return page
    columns = {path: values[:rows] for path, values in page.columns.items()}
    return replace(page, columns=columns, locators=page.locators[:rows])


def _try(
    source: Source, dataset: Dataset, surroundings: Surroundings, connection: Connection, pages: Sequence[Page]
) -> Findings:
    findings = Findings(source, dataset, read=sum(len(page) + len(page.unreadable) for page in pages))
    places = Gazetteer(connection, source.city_code)
    codes = read_code_book(surroundings.site.folder, source, dataset)
    mapper = Mapper(source, dataset, codes, places, surroundings.person_key)
    driver = connection.connection.cursor()
    try:
        cursor: Cursor = driver  # type: ignore[assignment]
        watch = ShapeWatch(source, dataset, read_shape(cursor, source.city_code, source.key, dataset.name))
        mapped = [_map(mapper, watch, page, findings) for page in pages]
        for values in chain.from_iterable(_missed(places, dataset, page) for page in pages):
            findings.unmapped.setdefault("place", Counter())[values] += 1
        _stage(cursor, mapper, mapped, surroundings.site.time_zone, findings)
    finally:
        driver.close()
    _look_at_names(watch, findings)
    return findings


def _map(mapper: Mapper, watch: ShapeWatch, page: Page, findings: Findings) -> MappedPage:
    mapped = mapper.read(page)
    findings.drift += [sentence for sentence in watch.faults(page, mapped) if sentence not in findings.drift]
    watch.take(page)
    findings.rejects += mapped.rejects
    rows = [dict(zip(mapper.columns, line.split("\t"), strict=True)) for line in mapped.lines]
    findings.rows += rows
    for name in (name for name in mapper.columns if f"{name}_source" in mapper.columns):
        own = [row[f"{name}_source"] for row in rows if row[name] == UNMAPPED and row[f"{name}_source"] != NULL]
        if own:
            findings.unmapped.setdefault(name, Counter()).update(own)
    return mapped


def _missed(places: Gazetteer, dataset: Dataset, page: Page) -> list[str]:
    located = places.locate(dataset.place, page.columns, len(page))
    return [scrub_unknown(missed) for missed in located.missed if missed]


def _stage(cursor: Cursor, mapper: Mapper, mapped: Sequence[MappedPage], zone: str, findings: Findings) -> None:
    """What a load would make of the mapped records, up to the point where it would change a table."""
    lines = [line for page in mapped for line in page.lines]
    locators = [locator for page in mapped for locator in page.locators]
    source = findings.source
    common = (source.city_code, source.key, mapper.dataset.kind, new_identifier(), datetime.now(UTC))
    stage(cursor, mapper.entity, BatchStamp(*common, zone), mapper.columns, lines)
    for ordinal, reason, *_ in reject_broken(cursor, mapper.entity, clock_checks(mapper.dataset)):
        findings.rejects.append(Reject(locators[ordinal], reason, mapper.describe(lines[ordinal])))
    decide(cursor, mapper.entity)
    cursor.execute("SELECT action, count(*) FROM change GROUP BY action")
    findings.actions.update(dict(cursor.fetchall()))
    levels = [
        name for name in ("grid_code", "community_code", "township_code", "county_code") if name in mapper.columns
    ]
    cases = SQL(" ").join(SQL("WHEN {0} <> {1} THEN {2}").format(Identifier(n), _UNMAPPED, Literal(n)) for n in levels)
    would_change = "SELECT CASE {} ELSE {} END, count(*) FROM change WHERE action IN ('insert', 'update') GROUP BY 1"
    cursor.execute(SQL(would_change).format(cases, _UNMAPPED))
    findings.reached.update(dict(cursor.fetchall()))


def _look_at_names(watch: ShapeWatch, findings: Findings) -> None:
    mapped = findings.dataset.paths()
    around = {".".join(path.split(".")[:depth]) for path in mapped for depth in range(1, path.count(".") + 2)}
    names = around | {key(path) for path in mapped}
    free = [path for path in watch.present if path not in names and key(path) not in names]
    findings.never_stored = sorted({shown(path) for path in free})
    findings.remarks = watch.findings()
    absent = ", ".join(f"'{path}'" for path in watch.absent())
    if absent:
        findings.remarks.append(f"mapped and in none of the records read: {absent}")
