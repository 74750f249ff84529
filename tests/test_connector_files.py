"""The files connector reads each content once, when it is whole, oldest first, and says where each record was."""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from replay.sources import files_connector
from structlog.testing import capture_logs

from etl.connectors import rows
from etl.connectors.page import Page
from etl.errors import SourceChanged, SourceUnavailable

WRITTEN = 1_790_000_000


def drop(folder: Path, name: str, text: str | bytes, written: float = WRITTEN) -> str:
    content = text.encode() if isinstance(text, str) else text
    path = folder / name
    path.write_bytes(content)
    os.utime(path, (written, written))
    return hashlib.sha256(content).hexdigest()


def keys(pages: list[Page]) -> list[str]:
    return [key for page in pages for key in page.columns["id"]]


def test_a_file_is_pages_with_its_hash_its_time_and_the_line_of_each_record(tmp_path: Path) -> None:
    digest = drop(tmp_path, "a.csv", 'id,name,when\n1,"two\nlines",x\n\n2,,\n')
    (page,) = files_connector(tmp_path).pages(None)
    assert page.columns == {"id": ["1", "2"], "when": ["x", None]}
    assert page.locators == [f"{digest[:12]}:2", f"{digest[:12]}:5"]
    assert (page.file_name, page.file_digest, page.digest) == ("a.csv", digest, digest)
    assert page.source_time == datetime.fromtimestamp(WRITTEN, UTC)
    assert page.last_of_file


def test_files_come_in_the_order_they_were_written(tmp_path: Path) -> None:
    drop(tmp_path, "b.csv", "id,when\n1,x\n", WRITTEN + 1)
    drop(tmp_path, "a.csv", "id,when\n2,x\n", WRITTEN + 2)
    drop(tmp_path, "c.csv", "id,when\n3,x\n", WRITTEN)
    drop(tmp_path, "notes.txt", "id,when\n4,x\n", WRITTEN)
    (tmp_path / "folder.csv").mkdir()
    assert keys(list(files_connector(tmp_path).pages(None))) == ["3", "1", "2"]


def test_a_content_is_read_once_whatever_its_name(tmp_path: Path) -> None:
    digest = drop(tmp_path, "a.csv", "id,when\n1,x\n")
    drop(tmp_path, "again.csv", "id,when\n1,x\n", WRITTEN + 5)
    drop(tmp_path, "b.csv", "id,when\n2,x\n", WRITTEN + 9)
    assert keys(list(files_connector(tmp_path).pages(None))) == ["1", "2"]
    assert keys(list(files_connector(tmp_path, seen={digest}).pages(None))) == ["2"]


def test_a_file_changed_a_moment_ago_waits(tmp_path: Path) -> None:
    drop(tmp_path, "a.csv", "id,when\n1,x\n")
    assert keys(list(files_connector(tmp_path, now=WRITTEN + 9.5).pages(None))) == []
    assert keys(list(files_connector(tmp_path, now=WRITTEN + 10).pages(None))) == ["1"]


def test_a_file_from_the_future_is_judged_by_when_it_arrived(tmp_path: Path) -> None:
    drop(tmp_path, "a.csv", "id,when\n1,x\n", WRITTEN * 2)
    arrived = (tmp_path / "a.csv").stat().st_ctime
    assert keys(list(files_connector(tmp_path, now=arrived + 5).pages(None))) == []
    assert keys(list(files_connector(tmp_path, now=arrived + 11).pages(None))) == ["1"]


def test_a_file_that_grows_while_we_look_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(tmp_path, "a.csv", "id,when\n1,x\n")
    whole = hashlib.file_digest

    def digest_while_somebody_writes(file: object, name: str) -> object:
        found = whole(file, name)  # type: ignore[arg-type]
        drop(tmp_path, "a.csv", "id,when\n1,x\n2,x\n")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(hashlib, "file_digest", digest_while_somebody_writes)
        assert keys(list(files_connector(tmp_path).pages(None))) == []
    assert keys(list(files_connector(tmp_path).pages(None))) == ["1", "2"]


def test_a_file_that_grows_while_it_is_read_is_not_finished(tmp_path: Path) -> None:
    drop(tmp_path, "a.csv", "id,when\n" + "1,x\n" * 7000)
    pages = files_connector(tmp_path).pages(None)
    assert not next(pages).last_of_file
    drop(tmp_path, "a.csv", "id,when\n" + "1,x\n" * 8000)
    with pytest.raises(SourceUnavailable, match=r"trial/things: a\.csv was written to while it was read"):
        list(pages)


def test_a_large_file_comes_in_parts(tmp_path: Path) -> None:
    drop(tmp_path, "a.csv", "id,when\n" + "".join(f"{number},x\n" for number in range(12_000)))
    pages = list(files_connector(tmp_path).pages(None))
    assert [len(page) for page in pages] == [5000, 5000, 2000]
    assert [page.last_of_file for page in pages] == [False, False, True]
    assert keys(pages) == [str(number) for number in range(12_000)]


def test_a_file_of_exactly_one_part_ends_with_an_empty_page(tmp_path: Path) -> None:
    drop(tmp_path, "a.csv", "id,when\n" + "1,x\n" * rows.ROWS)
    assert [(len(page), page.last_of_file) for page in files_connector(tmp_path).pages(None)] == [
        (5000, False),
        (0, True),
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "id,when\n", "id,when", "\ufeffid,when\r\n"])
def test_a_file_without_records_is_read_and_done(tmp_path: Path, text: str) -> None:
    digest = drop(tmp_path, "a.csv", text)
    (page,) = files_connector(tmp_path).pages(None)
    assert (len(page), page.unreadable, page.file_digest, page.last_of_file) == (0, (), digest, True)
    assert page.columns == {"id": [], "when": []}


def test_lines_that_cannot_be_read_are_kept_apart_with_their_reason(tmp_path: Path) -> None:
    lines = ["id,when,name", "1,x,a", "2,x", "3,x,b,c", '4,"x"y,d', "5,\0,e", "6,x,f\0", '7,x,"open', "8,x,g", ""]
    digest = drop(tmp_path, "a.csv", "\n".join(lines))
    (page,) = files_connector(tmp_path).pages(None)
    assert page.columns["id"] == ["1", "6"]
    assert page.unreadable == (
        (f"{digest[:12]}:3", "2 cells where the header has 3"),
        (f"{digest[:12]}:4", "4 cells where the header has 3"),
        (f"{digest[:12]}:5", "',' expected after '\"'"),
        (f"{digest[:12]}:6", "a NUL byte"),
        (f"{digest[:12]}:8", "unexpected end of data, up to line 9"),
    )


def test_a_cell_without_end_is_unreadable_and_the_lines_after_it_are_read(tmp_path: Path) -> None:
    drop(tmp_path, "a.csv", "id,when\n1,x\n2," + "y" * 200_000 + "\n3,x\n")
    (page,) = files_connector(tmp_path).pages(None)
    assert page.columns["id"] == ["1", "3"]
    assert page.unreadable[0][1] == "field larger than field limit (131072)"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id,name\n1,x\n", r"a\.csv has no column 'when' among its 2;"),
        ("id,when,id\n1,x,2\n", r"a\.csv has more than one column 'id'"),
        ("id;when,x\n", r"a\.csv has no column 'id'"),
    ],
)
def test_a_changed_header_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    drop(tmp_path, "a.csv", text)
    with pytest.raises(SourceChanged, match=f"trial/things: {sentence}"):
        list(files_connector(tmp_path).pages(None))


def test_columns_that_are_not_mapped_may_repeat(tmp_path: Path) -> None:
    drop(tmp_path, "a.csv", "note,id,when,note\na,1,x,b\n")
    assert keys(list(files_connector(tmp_path).pages(None))) == ["1"]


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable, match="drop does not exist or is not mounted; make it"):
        list(files_connector(tmp_path / "drop").pages(None))


def test_the_log_says_how_a_file_was_read(tmp_path: Path) -> None:
    drop(tmp_path, "a.csv", "id\twhen\n屯溪\tx\n".encode("gb18030"))
    with capture_logs() as logs:
        assert keys(list(files_connector(tmp_path).pages(None))) == ["屯溪"]
    assert logs == [
        {
            "event": "file read",
            "log_level": "info",
            "source": "trial/things",
            "file": "a.csv",
            "encoding": "gb18030",
            "delimiter": "tab",
        }
    ]
