"""Members of zip and gz files are read like files; bombs, passwords and damage are one sentence each."""

import gzip
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from reading import read
from replay.sources import make_source
from workbooks import write_xlsx

from etl.connectors.file_memory import NoMemory
from etl.connectors.files import FilesConnector
from etl.connectors.page import Page
from etl.errors import SourceChanged

LINES = "id,when\n{},x\n"


def write_zip(path: Path, contents: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def old_names(path: Path, encoding: str) -> Path:
    """The same zip as a Chinese Windows writes it: names in the system's encoding, and nothing says so."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    content = bytearray(path.read_bytes())
    for name in names:
        written = name.encode()
        # Names keep their length, so that nothing moves.
        content = content.replace(written, name.encode(encoding).ljust(len(written), b"_"))
    for sign, at in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        start = content.find(sign)
        while start >= 0:
            content[start + at] &= 0xF7
            start = content.find(sign, start + 4)
    path.write_bytes(content)
    return path


def pages(folder: Path, **files: Any) -> list[Page]:
    declared = {"folder": str(folder), "pattern": "*", "settle_seconds": 0, **files}
    source = make_source({"files": declared}, {})
    connector = FilesConnector(source, source.datasets[0], ("id", "when"), folder, NoMemory(), lambda: 4e9)
    return list(connector.pages(None))


def test_the_members_of_a_zip_are_one_file(tmp_path: Path) -> None:
    contents = {"b.csv": LINES.format(2), "a/一月.csv": LINES.format(1), "readme.txt": "not a table"}
    write_zip(tmp_path / "a.zip", {name: text.encode() for name, text in contents.items()})
    found = pages(tmp_path, member="*.csv")
    assert [page.columns["id"] for page in found] == [["1"], ["2"]]
    digest = found[0].digest[:12]
    assert [page.locators for page in found] == [[f"{digest}:a/一月.csv:2"], [f"{digest}:b.csv:2"]]
    assert [page.last_of_file for page in found] == [False, True]
    assert {page.file_name for page in found} == {"a.zip"}


def test_workbooks_are_read_inside_a_zip_and_are_none_themselves(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "in.xlsx", {"表": [["id", "when"], ["7", "x"]]}).read_bytes()
    found = read(write_zip(tmp_path / "a.zip", {"in.xlsx": book}), ["id"])
    assert (found.records, found.places) == ([("7",)], ["in.xlsx:表!2"])


def test_a_gz_is_its_content(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(LINES.format(1).encode("gb18030")))
    found = read(path, ["id"])
    assert (found.records, found.places) == ([("1",)], ["a.csv:2"])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_of_members_are_in_utf_8_or_gb18030(tmp_path: Path, encoding: str) -> None:
    path = write_zip(tmp_path / "a.zip", {"事件一.csv": LINES.format(1).encode()})
    found = read(old_names(path, encoding), ["id"], {"member": "事件一.csv*"})
    assert found.places[0].startswith("事件一.csv")


def test_what_systems_put_beside_files_is_not_read(tmp_path: Path) -> None:
    write_zip(tmp_path / "a.zip", {"__MACOSX/._a.csv": b"\0", ".DS_Store": b"\0", "a.csv": LINES.format(1).encode()})
    (tmp_path / ".hidden.csv").write_text("x")
    (tmp_path / "~$open.xlsx").write_text("x")
    assert [page.columns["id"] for page in pages(tmp_path)] == [["1"]]


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        ({"largest_megabytes": 11}, r"a\.zip: a\.csv unpacks to more than files\.largest_megabytes \(11\)"),
        ({}, r"a\.zip: a\.csv unpacks to more than 200 times its size \(files\.largest_ratio\)"),
        ({"most_members": 1}, r"a\.zip has 2 members that match '\*', more than files\.most_members \(1\)"),
        ({"member": "*.xlsx"}, r"a\.zip has no member that matches '\*\.xlsx'; it holds: a\.csv, b\.csv"),
    ],
)
def test_a_bomb_does_not_go_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: dict[str, Any], sentence: str
) -> None:
    (tmp_path / "unpacked").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "unpacked"))
    bomb = b"id,when\n" + b"1,x\n" * 4_000_000
    path = write_zip(tmp_path / "a.zip", {"a.csv": bomb, "b.csv": b"id,when\n"})
    with pytest.raises(SourceChanged, match=sentence):
        read(path, ["id"], limits)
    assert list((tmp_path / "unpacked").iterdir()) == []


def test_a_workbook_may_be_a_bomb_too(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"表": "<worksheet>" + " " * 30_000_000 + "</worksheet>"})
    with pytest.raises(SourceChanged, match=r"a\.xlsx: xl/worksheets/sheet1\.xml unpacks to more than 200 times"):
        read(path, ["id"])


def test_an_encrypted_zip_is_one_sentence(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.csv": LINES.format(1).encode()})
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(SourceChanged, match=r"a\.zip is encrypted \(member a\.csv\) and is not read; unpack it"):
        read(path, ["id"])


@pytest.mark.parametrize("name", ["a.zip", "a.csv.gz"])
def test_an_archive_cut_off_is_one_sentence(tmp_path: Path, name: str) -> None:
    text = "".join(f"{number},{number * 7919 % 10007}\n" for number in range(20_000)).encode()
    path = write_zip(tmp_path / name, {"a.csv": text}) if name == "a.zip" else tmp_path / name
    if name != "a.zip":
        path.write_bytes(gzip.compress(text))
    path.write_bytes(path.read_bytes()[:-3000])
    with pytest.raises(SourceChanged, match=f"{name}.* cut off or damaged"):
        read(path, ["id"])
