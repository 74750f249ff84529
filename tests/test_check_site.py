"""check-site refuses a site folder that cannot be right, in one sentence that says where it is wrong and what to do."""

import os
import shutil
from errno import EACCES
from pathlib import Path

import pytest
from platforms.station import SMALL_CITY

from data_access.site import SiteError, read_site
from etl.__main__ import main
from etl.errors import SiteInvalid
from etl.site.files import read_site_files
from etl.site.secret_files import find_secret, secrets_of
from etl.site.source_files import read_source
from etl.source import Secret

TRIAL = "sources/trial.toml"
TARGETS = "metric_key,division_code,valid_from,valid_to,comparator,value,document\n"
POINT = '{"type":"Point","coordinates":[118,29]}'
METRIC = "grid_events_on_time"
SECOND = '[[cities]]\ncode = "3499"\nname = { zh = "某市", en = "Somewhere" }\n'
TOKEN = '[http]\nauth = { kind = "bearer", token = { file = "trial.token" } }\n'
ROLE = '[roles.viewer]\nname = { zh = "查看", en = "Viewer" }\ndepth = "county"\n'


def target(**changed: str) -> str:
    cells = {"metric": METRIC, "division": "3410", "from": "2026-01-01", "to": "", "sign": ">=", "value": "95"}
    return f"{TARGETS}{','.join({**cells, **changed}.values())},a document\n"


def square(west: float, side: float) -> str:
    corners = [(west, 29), (west + side, 29), (west + side, 29 + side), (west, 29 + side), (west, 29)]
    return f'{{"type":"Polygon","coordinates":[[{",".join(f"[{x},{y}]" for x, y in corners)}]]}}'


def boundary(geometry: str) -> str:
    feature = f'{{"type":"Feature","properties":{{"code":"341002"}},"geometry":{geometry}}}'
    return f'{{"type":"FeatureCollection","features":[{feature}]}}'


# What is wrong: file, what is replaced by what ('': all of it), and what the sentence says after the file.
WRONG = {
    "a zone of the site": ("site.toml", "synthetic_grids", 'time_zone = "Asia/Huangshan"\nsynthetic_grids',
        " line 4: time_zone: 'Asia/Huangshan' is not a time zone; they look like Asia/Shanghai"),
    "a zone of a source": (TRIAL, "expected_minutes", 'time_zone = "UTC+8"\nexpected_minutes',
        " line 5: time_zone: 'UTC+8' is not a time zone; they look like Asia/Shanghai"),
    "a zone that is a folder": (TRIAL, "expected_minutes", 'time_zone = "Asia"\nexpected_minutes',
        " line 5: time_zone: 'Asia' is not a time zone"),
    "a zone of a field": (TRIAL, 'due_at = "due"', 'due_at = { field = "due", time_zone = "CEST" }',
        " line 31: datasets.0.fields.due_at.time_zone: 'CEST' is not a time zone"),
    "a format of another language": (TRIAL, 'field = "updated",', 'field = "updated", format = "yyyy-MM-dd HH:mm",',
        " line 24: datasets.0.since.format: 'yyyy-MM-dd HH:mm' is neither a strptime format with a year nor one of"),
    "a format with an unknown sign": (TRIAL, 'field = "updated",', 'field = "updated", field_format = "%Y-%Q",',
        " line 24: datasets.0.since.field_format: '%Y-%Q' is neither a strptime format nor one of unix, unix_ms, iso"),
    "a format without a day": (TRIAL, 'due_at = "due"', 'due_at = { field = "due", format = "%H:%M" }',
        " line 31: datasets.0.fields.due_at.format: '%H:%M' is neither a strptime format with a year"),
    "a division without an English name": ("divisions.csv", "歙县,Shexian", "歙县,",
        ": line 5: name_en must be filled in"),
    "a city of nowhere": ("site.toml", 'en = "Huangshan" }', f'en = "Huangshan" }}\n{SECOND}',
        " line 10: the city '3499' is not in divisions.csv; give it a row there"),
    "a division of no city": ("divisions.csv", "county,3410,3410,county", "county,3410,3499,county",
        ": line 5 (341021): its city '3499' is not in the file"),
    "an unknown metric": ("targets.csv", "", target(metric="grid_events_on_tme"),
        ": line 2: there is no metric 'grid_events_on_tme' (perhaps 'grid_events_on_time')"),
    "a target of no division": ("targets.csv", "", target(division="3499"),
        ": line 2: the division '3499' is not in divisions.csv"),
    "a target that is not a number": ("targets.csv", "", target(value="NaN"),
        ": line 2: the value 'NaN' is not a number; write it as 95 or 0.5"),
    "a target without end": ("targets.csv", "", target(value="-inf"),
        ": line 2: the value '-inf' is not a number"),
    "a sign nobody knows": ("targets.csv", "", target(sign="="),
        ": line 2: '=' is no comparator; write one of >= > <= <"),
    "a grid of another city": ("grids.geojson", '"city_code":"3410"', '"city_code":"3408"',
        ": grid 341002001001001: its city_code is 3408, but community 341002001001 lies in 3410; mend one of the two"),
    "a grid that is a point": ("grids.geojson", '"geometry":{', f'"geometry":{POINT},"_":{{',
        ": feature 1 (341002001001001): its geometry is a Point, no area; give it a Polygon or MultiPolygon"),
    "an empty polygon": ("boundaries/b.geojson", "", boundary('{"type":"Polygon","coordinates":[]}'),
        ": feature 1 (341002): its geometry is a Polygon, no area"),
    "a polygon in metres": ("boundaries/b.geojson", "", boundary(square(500_000, 1000)),
        ": feature 1 (341002): its coordinates are no degrees; give longitudes and latitudes in WGS 84"),
    "a polygon that crosses itself": ("boundaries/b.geojson", "",
        boundary('{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}'),
        ": feature 1 (341002): its polygon crosses itself; mend it before loading"),
    "a division above itself": ("divisions.csv", "Tunxi,county,3410,", "Tunxi,county,341002001001,",
        "its parents form a circle (341002"),
    "a division that is its own parent": ("divisions.csv", "Tunxi,county,3410,", "Tunxi,county,341002,",
        ": line 4 (341002): its parents form a circle (341002 → 341002); mend a parent_code"),
    "a category about neither": ("code_lists/event_category.csv", ",person,", ",Person,",
        "about 'Person' is not one of thing, person"),
    "a role of a theme nobody measures": ("roles.toml", "", f'{ROLE}themes = ["weather"]\n',
        " line 4: there is no theme 'weather'; there are: *, data_quality,"),
    "a role of a page that is no address": ("roles.toml", "", f'{ROLE}pages = ["overview"]\n',
        " line 4: 'overview' is no page; pages look like /mediation"),
    "a role of no division": ("roles.toml", "", f'{ROLE}divisions = ["9999"]\n',
        ": the division '9999' is not in divisions.csv"),
    "a role of a county and a township": ("roles.toml", "", f'{ROLE}divisions = ["341002", "341002001"]\n',
        "are of county and township level; name cities, counties or townships, of one level"),
    "a role of a community": ("roles.toml", "", f'{ROLE}divisions = ["341002001001"]\n',
        "are of community level; name cities, counties or townships"),
    "a right nobody knows": ("roles.toml", "", f"{ROLE}delete = true\n",
        " line 4: roles.viewer.delete: Extra inputs are not permitted"),
    "an account of no role": ("roles.toml", "", f'{ROLE}[[demonstration]]\naccount = "x"\nrole = "king"\n',
        " line 6: there is no role 'king' in this file"),
    "no role at all": ("roles.toml", "", "[sign_in]\nfailures = 3\n",
        ": roles: Field required"),
    "roles that are no TOML": ("roles.toml", "", "[roles",
        " is not valid TOML"),
    "a secret in another encoding": ("sources/trial.token", "", "密钥",
        ": is not a text in UTF-8; write the secret into it anew, and nothing else"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small city that a test may spoil, with a source that has a token."""
    copy = Path(shutil.copytree(SMALL_CITY, tmp_path / "site"))
    monkeypatch.setenv("COCKPIT_SITE", str(copy))
    monkeypatch.setattr("etl.__main__.configure_logs", lambda level: None)
    return copy


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    path.parent.mkdir(exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    assert old in before
    text = before.replace(old, new, 1) if old else new
    path.write_text(text, encoding="gb18030" if path.suffix == ".token" else "utf-8")


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_right_is_one_sentence(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(folder, TRIAL, "[http]\n", TOKEN)
    spoil(folder, "sources/trial.token", "", "plain")
    file, old, new, said = WRONG[name]
    spoil(folder, file, old, new)
    assert main(["check-site"]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith(str(folder / file))
    assert said in output.err
    assert output.err.count("\n") == 1
    assert " more)" not in output.err
    with pytest.raises((SiteError, SiteInvalid)):
        read_site_files(folder, {})


def test_a_secret_that_is_not_there_yet_is_only_a_warning(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(folder, TRIAL, "[http]\n", TOKEN)
    assert main(["check-site"]) == 0
    output = capsys.readouterr()
    assert "all files can be used" in output.out
    place = folder / "sources" / "trial.token"
    assert output.err == f"warning: {folder / TRIAL}: the secret is not there; put it into the file {place}\n"
    place.write_text("plain\n", encoding="utf-8")
    assert main(["check-site"]) == 0
    assert capsys.readouterr().err == ""


def test_every_secret_of_a_source_is_looked_for(folder: Path) -> None:
    signed = 'auth = { kind = "signed", secret = { env = "A" }, app_key_parameter = "k", app_key = { env = "B" } }'
    spoil(folder, TRIAL, "[http]\n", f"[http]\n{signed}\n")
    source = read_source(folder / TRIAL, {})
    assert {secret.env for secret in secrets_of(source)} == {"A", "B"}
    assert find_secret(source, Secret(env="A"), {"A": "x"}) == ("x", "the environment variable A")


def test_a_secret_that_may_not_be_read_is_one_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "sources" / "trial.token"
    path.write_text("plain", encoding="utf-8")
    source = read_source(folder / TRIAL, {})

    def refused(_path: Path, encoding: str) -> str:
        raise PermissionError(EACCES, os.strerror(EACCES))

    monkeypatch.setattr(Path, "read_text", refused)
    with pytest.raises(SiteInvalid, match=r"cannot be read \(Permission denied\); give this user the right"):
        find_secret(source, Secret(file=path.name), {})


def test_the_zones_of_this_machine_are_taken(folder: Path) -> None:
    spoil(folder, "site.toml", "synthetic_grids", 'time_zone = "Europe/Dublin"\nsynthetic_grids')
    assert read_site(folder).time_zone == "Europe/Dublin"
