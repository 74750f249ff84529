"""What cannot be right in deadlines.csv, holidays.csv and the office hours is refused with file and line."""

import shutil
from pathlib import Path

import pytest
from platforms.station import SMALL_CITY

from data_access.site import SiteError, read_site
from etl.errors import SiteInvalid
from etl.site.rows import read_reference

HEADER = "city_code,entity,kind,category,valid_from,valid_to,starts,value,unit,document,certainty\n"
RULES = """\
3410,event,hotline_ticket,,2020-01-01,,occurred_at,10,working_days,trial table,demonstration
3410,event,hotline_ticket,road,2020-01-01,2026-12-25,accepted_at,4,working_hours,trial table,demonstration
3410,event,hotline_ticket,road,2026-12-25,,occurred_at,24,hours,trial table,demonstration
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small city, with office hours, that a test may spoil."""
    copied = Path(shutil.copytree(SMALL_CITY, tmp_path / "site"))
    text = (copied / "site.toml").read_text(encoding="utf-8")
    (copied / "site.toml").write_text(f'office_hours = "08:00-12:00 14:00-18:00"\n{text}', encoding="utf-8")
    return copied


def test_a_table_that_is_right_is_read(folder: Path) -> None:
    (folder / "deadlines.csv").write_text(HEADER + RULES, encoding="utf-8")
    rules = {table.name: rows for table, rows in read_reference(read_site(folder), []).items()}["deadline_rule"]
    assert [(rule["category"], rule["value"], rule["office_hours"][:5]) for rule in rules] == [
        ("", 10.0, ""),
        ("road", 4.0, "08:00"),
        ("road", 24.0, ""),
    ]


WRONG = {
    "no city": ("3410,event", "3411,event", "3411"),
    "no entity with deadlines": ("event,hotline_ticket,,", "register,station,,", "register"),
    "no kind": ("hotline_ticket,road", "hotline_call,road", "hotline_call"),
    "no category": (",road,2020", ",rode,2020", "rode"),
    "no unit": ("working_days", "workdays", "workdays"),
    "half a day": ("10,working_days", "1.5,working_days", "1.5"),
    "nothing": ("24,hours", "0,hours", "'0'"),
    "no number": ("24,hours", "soon,hours", "soon"),
    "no document": ("24,hours,trial table", "24,hours,", "document"),
    "no day": ("2026-12-25,,", "25.12.2026,,", "25.12.2026"),
    "no start": ("accepted_at", "closed_at", "closed_at"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_deadline_is_refused_with_its_line(folder: Path, name: str) -> None:
    old, new, said = WRONG[name]
    assert old in RULES
    (folder / "deadlines.csv").write_text(HEADER + RULES.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SiteInvalid, match=r"deadlines\.csv: line \d") as caught:
        read_reference(read_site(folder), [])
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2027,yes,x", "a year"),
        ("2027-01-01,maybe,x", "maybe"),
        ("2027-13-01,no,x", "2027-13-01"),
        ("2027-01-01,no,", "document"),
    ],
)
def test_a_wrong_holiday_is_refused_with_its_line(folder: Path, row: str, said: str) -> None:
    (folder / "holidays.csv").write_text(f"day,working,document\n{row}\n", encoding="utf-8")
    with pytest.raises(SiteInvalid, match=r"holidays\.csv: line 2") as caught:
        read_reference(read_site(folder), [])
    assert said in str(caught.value)


def test_working_hours_need_office_hours(folder: Path) -> None:
    text = (folder / "site.toml").read_text(encoding="utf-8")
    (folder / "deadlines.csv").write_text(HEADER + RULES, encoding="utf-8")
    (folder / "site.toml").write_text(text.replace("office_hours", "#", 1), encoding="utf-8")
    with pytest.raises(SiteInvalid, match="office_hours"):
        read_reference(read_site(folder), [])
    (folder / "site.toml").write_text(text.replace("08:00-12:00", "12:00-08:00", 1), encoding="utf-8")
    with pytest.raises((SiteInvalid, SiteError), match="office_hours"):
        read_reference(read_site(folder), [])
