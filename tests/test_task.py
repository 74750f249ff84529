"""Tasks: what is due, done, done on time, owned and evidenced is what the plan says, by any of its headings."""

from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.events import COMMUNITIES
from platforms.telling import Teller, day

_NUMBERS = count()
FINISHED = ("done", "evidenced", "accepted")
FIELDS = ("category", "programme", "goal", "phase", "unit_code", "weight", "progress")
DAYS = ("due_on", "started_on", "done_on", "updated_at")


def task(key: str, **values: Any) -> dict[str, Any]:
    empty = dict.fromkeys((*FIELDS, *DAYS))
    common = {"occurred_on": day(0), "status": "not_started", "evidence_count": 0, "community": COMMUNITIES[0]}
    return {"record_key": key, "deleted": 0, **empty, **common, **values}


TASKS = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from([*FINISHED, "not_started", "in_progress", "withdrawn", None]),
            "due_on": st.one_of(st.none(), st.integers(1, 4).map(day)),
            "done_on": st.one_of(st.none(), st.integers(1, 4).map(day)),
            "unit_code": st.sampled_from(["water", None]),
            "programme": st.sampled_from(["great_safety", "digital"]),
            "weight": st.sampled_from([None, 1, 0.5, 12.125]),
            "evidence_count": st.integers(0, 2),
        }
    ),
    max_size=10,
)


def expected(tasks: list[dict[str, Any]]) -> dict[str, int]:
    """The measures of all tasks, as a person would count them."""
    there = [each for each in tasks if each["status"] != "withdrawn"]
    done = [each for each in there if each["status"] in FINISHED or (not each["status"] and each["done_on"])]
    due = [each for each in there if each["due_on"]]
    on_time = [each for each in done if each["due_on"] and each["done_on"] and each["done_on"] <= each["due_on"]]
    return {
        "given": len(there),
        "given_done": len(done),
        "with_owner": sum(each["unit_code"] is not None for each in there),
        "with_evidence": sum(each["evidence_count"] > 0 for each in there),
        "with_weight": sum(each["weight"] is not None for each in there),
        "weight_thousandths": sum(int((each["weight"] or 0) * 1000) for each in there),
        "done_weight_thousandths": sum(int((each["weight"] or 0) * 1000) for each in done),
        "due": len(due),
        "due_done": sum(each in done for each in due),
        "done_on_time": len(on_time),
        "overdue_open": sum(each not in done for each in due),
        "started": 0,
        "done": sum(each["done_on"] is not None for each in done),
    }


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tasks=TASKS)
def test_the_mart_counts_tasks_as_a_person_would(teller: Teller, tasks: list[dict[str, Any]]) -> None:
    source = f"tasks_{next(_NUMBERS)}"
    told = [task(str(number), **each) for number, each in enumerate(tasks)]
    teller.load(source, "task", "pilot_task", told)
    for programme in (None, "digital"):
        chosen = [each for each in told if programme in (None, each["programme"])]
        wanted = expected(chosen)
        sums = ", ".join(f"coalesce(sum({name}), 0)" for name in wanted)
        query = f"SELECT {sums} FROM cockpit.mart_task_plan_day WHERE source_key = :source"
        query += " AND programme = :programme" if programme else ""
        (found,) = teller.rows(query, source=source, **({"programme": programme} if programme else {}))
        assert dict(zip(wanted, map(int, found), strict=True)) == wanted


BROKEN: dict[str, dict[str, Any]] = {
    "due_before_given": {"due_on": day(-1)},
    "due_after_2100": {"due_on": "9999-12-31"},
    "started_after_done": {"started_on": day(3), "done_on": day(2)},
    "started_in_the_future": {"started_on": "2099-01-01"},
    "done_in_the_future": {"done_on": "2099-01-01"},
    "given_before_1990": {"occurred_on": "1989-01-01"},
    "given_in_the_future": {"occurred_on": "2099-01-01"},
    "weight_not_positive": {"weight": 0},
    "weight_too_large": {"weight": 1e300},
    "negative_evidence_count": {"evidence_count": -1},
    "progress_not_a_percentage": {"progress": 101},
    "occurred_on_missing": {"occurred_on": None},
}


def test_what_cannot_be_true_is_put_aside(teller: Teller) -> None:
    told = [task("good"), *[{**task(reason), **values} for reason, values in BROKEN.items()]]
    assert teller.load("broken", "task", "measure", told) == {"extracted": 13, "inserted": 1, "rejected": 12}
    assert teller.reasons("broken") == {reason: reason for reason in BROKEN}


def test_an_owner_no_list_knows_is_an_owner_and_a_days_change_of_status_moves_the_count(teller: Teller) -> None:
    query = "SELECT sum(with_owner), sum(given_done), sum(overdue_open) FROM cockpit.mart_task_county_day "
    query += "WHERE source_key = 'changing'"
    teller.load("changing", "task", "pilot_task", [task("a", unit_code="无名专班", due_on=day(3))])
    assert teller.rows(query) == [(1, 0, 1)]
    changed = task("a", unit_code="无名专班", due_on=day(4), status="evidenced", done_on=day(4))
    assert teller.load("changing", "task", "pilot_task", [changed]) == {"extracted": 1, "updated": 1}
    assert teller.rows(query) == [(1, 1, 0)]
    assert teller.station.faults() == []
