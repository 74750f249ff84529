"""Loads the scripted platform through the real pipeline into a test's database, and compares what came of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from replay.pipeline import counted
from sqlalchemy import Engine, text

from data_access.connection import ConnectionUrls
from data_access.schema import FACTS, MARTS, Mart, event
from data_access.site import read_site
from data_access.warehouse import open_engine
from etl.months import sum_months
from etl.run import Wish, run_source
from etl.site.reference import load_reference
from etl.site.source_files import read_sources
from etl.source import Dataset, Source
from etl.surroundings import Surroundings
from platforms.counting import quality_faults

SMALL_CITY = Path(__file__).parents[1] / "sites" / "small_city"
PERSON_KEY = b"k" * 32
_SHARED = ("city_code", "source_key", "batch_id", "loaded_at")
_FACTS = "SELECT source_key, count(*) AS number FROM ({}) AS fact GROUP BY 1".format(
    " UNION ALL ".join(f"SELECT source_key FROM {table.fullname}" for table in FACTS.values())
)
FACT = [column.name for column in event.columns if column.name not in _SHARED]


def trial_source(url: str, key: str = "trial", batch_rows: int = 100, **dataset: Any) -> Source:
    """The source of small_city at `url`; `dataset` replaces parts of its dataset, as a TOML file would say them."""
    source = read_sources(read_site(SMALL_CITY), {"COCKPIT_TRIAL_URL": url})[0]
    declared = Dataset.model_validate({**source.datasets[0].model_dump(), **dataset})
    return source.model_copy(update={"key": key, "batch_rows": batch_rows, "datasets": (declared,)})


@dataclass(frozen=True, slots=True)
class Station:
    """A database with the divisions of small_city, ready to load."""

    surroundings: Surroundings

    @property
    def engine(self) -> Engine:
        """The writer's engine."""
        return self.surroundings.engine

    def load(self, source: Source, wish: Wish | None = None) -> dict[str, int]:
        """Run the source; its counts that are not zero."""
        return counted(run_source(source, self.surroundings, None, wish))

    def sum_months(self, *cities: str) -> None:
        """Add up the months of these cities that are over."""
        site = self.surroundings.site
        named = tuple(site.cities[0].model_copy(update={"code": city}) for city in cities)
        sum_months(self.engine, site.model_copy(update={"cities": named}))

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def facts(self, source: str) -> list[tuple[Any, ...]]:
        """All that is known of the events of a source, by key, without batch and time of loading."""
        order = f"SELECT {', '.join(FACT)} FROM cockpit.event WHERE source_key = :source ORDER BY record_key"
        return self.rows(order, source=source)

    def version(self) -> int:
        """The version of the mart of events; 0 before there is one."""
        found = self.rows("SELECT version FROM cockpit.mart_version WHERE mart = 'event'")
        return int(found[0][0]) if found else 0

    def day(self, day: str, source: str = "trial") -> dict[str, int]:
        """The measures of one day that are not zero, from the widest grain."""
        measures = MARTS["event"].measures
        sums = ", ".join(f"coalesce(sum({name}), 0)" for name in measures)
        where = "day = CAST(:day AS date) AND source_key = :source"
        (row,) = self.rows(f"SELECT {sums} FROM cockpit.mart_event_county_day WHERE {where}", day=day, source=source)
        return {name: int(value) for name, value in zip(measures, row, strict=True) if value}

    def by_day(self, mart: str, source: str) -> dict[str, dict[str, int]]:
        """The measures of a mart that are not zero, by day, from its widest grain."""
        table, measures = MARTS[mart].tables[0].table.fullname, MARTS[mart].measures
        sums = ", ".join(f"sum({name})" for name in measures)
        rows = self.rows(f"SELECT day, {sums} FROM {table} WHERE source_key = :source GROUP BY 1", source=source)
        named = {str(row[0]): dict(zip(measures, map(int, row[1:]), strict=True)) for row in rows}
        return {day: {name: value for name, value in found.items() if value} for day, found in named.items()}

    def faults(self) -> list[str]:
        """What does not fit together: marts, batches, ledger and quality against facts."""
        found = self.mart_faults(*MARTS)
        found += [
            f"batch {row[0]} does not add up"
            for row in self.rows(
                "SELECT batch_id FROM cockpit.batch "
                "WHERE extracted <> inserted + updated + unchanged + superseded + rejected"
            )
        ]
        found += [
            f"{row[0]}: the ledger counts {row[1]} records, the warehouse holds {row[2]}"
            for row in self.rows(
                f"""
                SELECT source_key, ledger.number, coalesce(facts.number, 0)
                FROM (
                    SELECT source_key, sum(inserted - deleted) AS number FROM cockpit.batch GROUP BY 1
                ) AS ledger
                FULL JOIN ({_FACTS}) AS facts
                USING (source_key)
                WHERE ledger.number IS DISTINCT FROM coalesce(facts.number, 0)
                """
            )
        ]
        rejected = "SELECT (SELECT sum(rejected) FROM cockpit.batch), (SELECT count(*) FROM cockpit.quarantine)"
        counts, kept = self.rows(rejected)[0]
        if (counts or 0) < kept:
            found.append(f"{counts} records were rejected, {kept} are in quarantine")
        remembered = f"""
            SELECT source_key, w.number, e.number
            FROM (SELECT source_key, sum(records) AS number FROM cockpit.watermark GROUP BY 1) AS w
            FULL JOIN ({_FACTS}) AS e USING (source_key)
            WHERE coalesce(w.number, 0) <> coalesce(e.number, 0)
            """
        found += [f"{row[0]}: {row[1]} records are remembered, there are {row[2]}" for row in self.rows(remembered)]
        return found + quality_faults(self.engine)

    def mart_faults(self, *marts: str) -> list[str]:
        """Where a grain or the spread of these marts is not what is recomputed from the facts."""
        tables = [(MARTS[key], table) for key in marts for table in MARTS[key].every_table]
        return [fault for mart, table in tables for fault in self._differences(mart, table)]

    def _differences(self, mart: Mart, table: Any) -> list[str]:
        """Rows of a mart that are not the sums of what facts contribute, and sums that are not in the mart."""
        names = [column.name for column in table.columns]
        measures = [name for name in names if name in (*mart.measures, "cases")]
        dimensions = [name for name in names if name not in measures]
        sums = ", ".join(f"sum({name})::bigint AS {name}" for name in measures)
        kept = f"SELECT {', '.join(dimensions + measures)} FROM {table.fullname}"
        told = mart.contribution
        if mart.spread and table is mart.spread.table:
            counted = f"*, {mart.spread.bucket} AS bucket, {mart.spread.name} AS cases"
            told = f"(SELECT {counted} FROM {told} WHERE {mart.spread.name} > 0) AS told"
        if mart.later and table is mart.later.table:
            single = ", ".join(f"('{measure}', {measure}, {day})" for measure, day in mart.later.done)
            after = "GREATEST(told_later.done_on - day, 0) AS days_after"
            told = (
                f"(SELECT kept.*, told_later.measure, {after}, told_later.cases FROM {told} AS kept "
                f"CROSS JOIN LATERAL (VALUES {single}) AS told_later (measure, cases, done_on) "
                "WHERE told_later.cases > 0) AS told"
            )
        fresh = f"SELECT {', '.join(dimensions)}, {sums} FROM {told} GROUP BY {', '.join(dimensions)}"
        query = f"(({kept}) EXCEPT ALL ({fresh})) UNION ALL (({fresh}) EXCEPT ALL ({kept}))"
        return [f"{table.name}: {row}" for row in self.rows(query)[:5]]


@contextmanager
def station(urls: ConnectionUrls, data: Path, pool_size: int = 4, folder: Path = SMALL_CITY) -> Iterator[Station]:
    """A station on a test's database, the divisions of the site `folder` loaded."""
    engine = open_engine(urls.writer, pool_size=pool_size)
    site = read_site(folder)
    load_reference(site, engine)
    yield Station(Surroundings(engine, site, data, {}, PERSON_KEY))
    engine.dispose()
