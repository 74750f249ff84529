"""Where made-up numbers would come from: two loads, one of which put a record aside."""

from dataclasses import dataclass

import pandas as pd
from fake_city import NOW
from fake_reads import FakeReads

from data_access.lineage import Provenance, Statement, formula
from data_access.metric import Metric
from data_access.quality import Quality
from data_access.records import rows_refused
from data_access.scope import Scope
from data_access.value import Refusal, Value


@dataclass
class FakeLineage:
    """Provenance of what `FakeReads` gives; `wrong` makes the facts tell another number."""

    wrong: bool = False

    def explain(self, metric: Metric, scope: Scope, quality: Quality) -> Provenance:
        value = FakeReads().total(metric, scope)
        again = Value(1.0, value.denominator, metric.value(1.0, value.denominator)) if self.wrong else value
        load = {"source_key": "grid_events", "dataset": "events", "source_time": NOW, "finished_at": NOW}
        counts = {"extracted": 120, "rejected": 1, "content_hash": "checksum of the page"}
        reason = {"source_key": "grid_events", "dataset": "events", "reason": "missing time", "records": 1}
        return Provenance(
            metric=metric,
            formula=formula(metric),
            value=value,
            recomputed=again,
            statements=(Statement("SELECT sum(on_time) FROM mart", {"city": scope.city}),),
            batches=pd.DataFrame([load | counts, load | counts]),
            corrections=pd.DataFrame(columns=["source_key", "field", "unit_code", "reason", "records", "newest"]),
            findings=pd.DataFrame([{"source_key": "grid_events", "finding": "category", "records": 7, "of": 120}]),
            aside=pd.DataFrame([reason]),
            quality=quality,
            changes=metric.changes,
            rows_refused=rows_refused(metric, scope),
        )

    def rows_refused(self, metric: Metric, scope: Scope) -> Refusal | None:
        return rows_refused(metric, scope)

    def rows(self, metric: Metric, scope: Scope, limit: int, offset: int) -> pd.DataFrame:
        every = [{"source_key": "grid_events", "record_key": f"case {n}", "numerator": n % 2} for n in range(250)]
        return pd.DataFrame(every[offset : offset + limit])
