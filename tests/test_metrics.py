"""Every metric is sound and says all of itself; the page of metrics is what the registry says."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from data_access.metric import Direction, Metric, Sensitivity, Text
from data_access.registry import METRICS, refuse_unsound
from data_access.schema import MARTS
from etl.commands import COMMANDS
from etl.commands.command import Job
from etl.entities import ENTITIES

PROJECT = Path(__file__).resolve().parents[1]
PAGE = PROJECT / "docs" / "metrics.md"
ALL = list(METRICS.values())
RATE = METRICS["grid_events_closing_rate"]
INTAKE = frozenset({"reported", "found", "accepted", "opened", "came"})


def names(metrics: Iterator[Metric]) -> list[str]:
    return [metric.key for metric in metrics]


def test_the_page_is_what_the_registry_says() -> None:
    (written,) = COMMANDS["metrics"].run(cast(Job, None))
    assert f"{written}\n" == PAGE.read_text(encoding="utf-8"), "stale: python -m etl metrics > docs/metrics.md"


def test_every_metric_and_every_measure_it_uses_stand_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for metric in ALL:
        section = page.partition(f"\n`{metric.key}`: ")[2].partition("\n### ")[0]
        assert metric.definition.zh in section
        assert metric.definition.en in section
        for side in metric.terms:
            assert all(f"`{side.mart}.{measure}`" in section for measure in (*side.plus, *side.minus)), metric.key
            assert all(member in section for _, members in side.where for member in members), metric.key
        assert all(f"`{key}`" in section for key in metric.companions)


def test_keys_are_words_and_begin_with_nothing_odd() -> None:
    assert names(each for each in ALL if not re.fullmatch(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", each.key)) == []


def texts(metric: Metric) -> Iterator[tuple[str, Text]]:
    """Every text of a metric by the name of its field."""
    for name in ("name", "definition", "unit", "owner", "numerator_name"):
        yield name, getattr(metric, name)
    for name in ("denominator_name", "exclusions", "caveat"):
        if (text := getattr(metric, name)) is not None:
            yield name, text
    yield "theme", metric.theme.name
    yield from (("changes", change.said) for change in metric.changes)


def test_every_text_is_there_in_both_languages() -> None:
    bare = [
        f"{metric.key}.{name}"
        for metric in ALL
        for name, text in texts(metric)
        if not (text.zh.strip() and text.en.strip())
    ]
    assert bare == []
    assert names(each for each in ALL if not each.basis.strip() or not each.changes) == []


def test_definitions_exclusions_and_caveats_are_sentences() -> None:
    loose = [
        f"{metric.key}.{name}"
        for metric in ALL
        for name, text in texts(metric)
        if name in ("definition", "exclusions", "caveat", "changes")
        and not (text.zh.endswith("。") and text.en.endswith(".") and text.en[0] == text.en[0].upper())
    ]
    assert loose == []


def test_the_english_of_a_metric_has_no_chinese_punctuation_and_names_differ() -> None:
    mixed = [
        f"{each.key}.{name}" for each in ALL for name, text in texts(each) if re.search(r"[，。；：（）]", text.en)
    ]
    assert mixed == []
    for language in ("zh", "en"):
        told = [metric.name.in_language(language) for metric in ALL]
        assert sorted({name for name in told if told.count(name) > 1}) == []


def test_terms_name_kinds_of_the_entity_that_fills_their_mart() -> None:
    kinds = {
        mart: {kind.key for each in ENTITIES.values() if each.mart == mart for kind in each.kinds} for mart in MARTS
    }
    for metric in ALL:
        for side in metric.terms:
            asked = {member for name, members in side.where if name == "kind" for member in members}
            # A mart may hold what an entity of any kind brings; where kinds are declared, no other is asked for.
            assert not kinds[side.mart] or asked <= kinds[side.mart], metric.key


def test_what_is_about_persons_is_protected() -> None:
    persons = {kind.key for each in ENTITIES.values() for kind in each.kinds if kind.about == "person"}
    for metric in ALL:
        asked = {
            member for side in metric.terms for name, members in side.where if name == "kind" for member in members
        }
        if asked & persons and metric.sensitivity is Sensitivity.PUBLIC:
            pytest.fail(f"{metric.key} counts {sorted(asked & persons)} and is public")


def test_what_comes_in_has_no_good_direction() -> None:
    wrong = [
        metric.key
        for metric in ALL
        if metric.denominator is None
        and INTAKE & set(metric.numerator.plus)
        and not metric.numerator.stock
        and metric.numerator.mart in ("event", "mediation_case", "case_step", "deliberation")
        and metric.direction is not Direction.NONE
    ]
    assert wrong == []


def test_no_count_of_people_gives_away_the_parts_of_a_share() -> None:
    """Where both sides of a share are told as counts too, small parts of it can be worked out."""
    counts = {metric.numerator.counted for metric in ALL if metric.protected and metric.denominator is None}
    for metric in ALL:
        if metric.protected and metric.denominator is not None and metric.mart == metric.denominator.mart:
            both = {metric.numerator.counted, metric.denominator.counted}
            assert not both <= counts, f"both sides of {metric.key} are metrics of their own"


def test_no_two_metrics_divide_the_same_by_the_same() -> None:
    assert len({tuple(side.counted for side in metric.terms) for metric in ALL}) == len(ALL)
    twin = replace(RATE, key="twin", name=Text("另一个", "another"))
    with pytest.raises(ValueError, match="'grid_events_closing_rate' and 'twin' divide the same by the same"):
        refuse_unsound([*ALL, twin])


@pytest.mark.parametrize("key", ["grid_events_closing_rate", "grid_events_hours", "grid_events_on_time"])
def test_speed_and_closing_are_never_alone(key: str) -> None:
    with pytest.raises(ValueError, match=f"'{key}' says how soon or how much was done"):
        refuse_unsound([replace(METRICS[key], companions=())])


@pytest.mark.parametrize("odd", [replace(RATE, companions=("nothing",)), replace(RATE, matured_by="nothing")])
def test_what_a_metric_names_exists(odd: Metric) -> None:
    with pytest.raises(ValueError, match=r"names metrics that do not exist: \['nothing'\]"):
        refuse_unsound([*(each for each in ALL if each is not RATE), odd])


def test_no_metric_is_its_own_companion() -> None:
    assert names(each for each in ALL if each.key in each.companions) == []
