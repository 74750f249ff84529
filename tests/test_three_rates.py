"""Three rates come to one total by the weights of the site, and to none where the site gives no weights."""

from pathlib import Path

import pytest
from fake_reads import FakeFreshness, FakeReads
from screen import build, demonstration_site, draw, said

from data_access.comparing import weighted
from data_access.metric import Metric
from data_access.scope import Scope
from data_access.site import SiteError, ThreeRates, read_site
from data_access.value import Value

RATES = {"hotline_response": 97.0, "hotline_resolution": 80.0, "hotline_satisfaction": 90.0}
WEIGHTS = {"hotline_response": 30.0, "hotline_resolution": 35.0, "hotline_satisfaction": 35.0}
GIVEN = ThreeRates(response=30, resolution=35, satisfaction=35, document="本市考核办法")
TICKETS = FakeFreshness(kind="hotline_ticket")
ROOT = Path(__file__).parent / "sites" / "small_city"


class _Rates(FakeReads):
    """The three rates as they are; one of them may be withheld."""

    hidden: str = ""

    def total(self, metric: Metric, scope: Scope) -> Value:
        if metric.key not in RATES:
            return super().total(metric, scope)
        if metric.key == self.hidden:
            return Value(None, None, None, withheld=True)
        return Value(RATES[metric.key], 100.0, RATES[metric.key])


def rates(reads: FakeReads, given: ThreeRates | None) -> str:
    site = demonstration_site().model_copy(update={"three_rates": given})
    return said(draw(build(reads, TICKETS, site=site), "demands-rates", "?p=2026-09"))


def test_the_total_is_the_mean_by_the_weights_of_the_site_and_names_their_document() -> None:
    assert "综合得分 88.6（30 : 35 : 35，本市考核办法）" in rates(_Rates(), GIVEN)


def test_no_weights_are_made_up() -> None:
    assert "综合得分" not in rates(_Rates(), None)


def test_where_one_rate_is_not_told_the_total_is_not_either() -> None:
    reads = _Rates()
    reads.hidden = "hotline_resolution"
    assert "综合得分 —（" in rates(reads, GIVEN)
    values = {key: Value(1.0, 1.0, value) for key, value in RATES.items()}
    assert weighted(values, WEIGHTS) == pytest.approx(88.6)
    assert weighted(values | {"hotline_response": Value(None, None, None)}, WEIGHTS) is None
    assert weighted(values, {}) is None


def test_weights_without_a_document_are_refused(tmp_path: Path) -> None:
    text = (ROOT / "site.toml").read_text(encoding="utf-8")
    path = tmp_path / "site.toml"
    path.write_text(f"{text}\n[three_rates]\nresponse = 30\nresolution = 35\nsatisfaction = 35\n", encoding="utf-8")
    with pytest.raises(SiteError, match="document"):
        read_site(tmp_path)
    path.write_text(
        f'{text}\n[three_rates]\nresponse = 30\nresolution = 35\nsatisfaction = 35\ndocument = "文件"\n',
        encoding="utf-8",
    )
    assert read_site(tmp_path).three_rates == ThreeRates(response=30, resolution=35, satisfaction=35, document="文件")
