"""Opens zip and gz files: members one after another in a temporary folder, within limits that no bomb passes."""

import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import IO

from etl.declare.files import Files
from etl.errors import SourceChanged

_BLOCK = 1024 * 1024
# A ratio says nothing about little: a short text of one repeated letter is no bomb.
_RATIO_FROM = 10 * _BLOCK
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_ENCRYPTED, _UTF_8 = 0x1, 0x800


@dataclass(frozen=True, slots=True)
class Member:
    """One file to be read: as it lies in the folder (`name` is "") or unpacked from an archive."""

    path: Path
    name: str = ""

    @property
    def prefix(self) -> str:
        """What stands for the member in a locator."""
        return f"{self.name}:" if self.name else ""


def members(path: Path, limits: Files) -> Generator[Member, None, None]:
    """The files in `path`, each there only until the next is asked for; a file that is no archive is its own member.

    Raises SourceChanged for what is encrypted, damaged, larger than the limits, or has no member that matches.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(_GZIP):
        name = path.name.removesuffix(".gz").removesuffix(".GZ")
        with gzip.open(path) as packed, _unpacked(path, name, packed, path.stat().st_size, limits) as unpacked:
            yield Member(unpacked, name)
    elif start in (_ZIP, _EMPTY_ZIP) and not is_workbook(path):
        yield from _zipped(path, limits)
    else:
        if path.stat().st_size > limits.largest_megabytes * 1e6:
            raise SourceChanged(
                f"{path.name} is larger than files.largest_megabytes ({limits.largest_megabytes:g}) and is not read; "
                "if it is as it should be, raise the limit"
            )
        yield Member(path)


def is_workbook(path: Path) -> bool:
    """Whether a zip is a workbook: these, too, are zip files."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
            if "content.xml" in names:
                return True
            return any(name.startswith("xl/") for name in names)
    except zipfile.BadZipFile:
        return path.suffix.lower() in {".xlsx", ".xlsm", ".xlsb", ".ods"}


def check_size(path: Path, limits: Files) -> None:
    """A workbook is a zip as well: what it says of its size is looked at before it is read. Raises SourceChanged."""
    with path.open("rb") as file:
        if file.read(4) != _ZIP:
            return
    try:
        with zipfile.ZipFile(path) as archive:
            for each in archive.infolist():
                _within(path, _name(each), each.file_size, each.compress_size, limits)
    except zipfile.BadZipFile:
        raise SourceChanged(_damaged(path)) from None


def _zipped(path: Path, limits: Files) -> Generator[Member, None, None]:
    try:
        with zipfile.ZipFile(path) as archive:
            found = [(each, _name(each)) for each in archive.infolist() if not each.is_dir()]
            chosen = [(each, name) for each, name in found if _wanted(name, limits.member)]
            if not chosen:
                there = ", ".join(name[:60] for _, name in found[:10]) or "nothing"
                raise SourceChanged(f"{path.name} has no member that matches '{limits.member}'; it holds: {there}")
            if len(chosen) > limits.most_members:
                raise SourceChanged(
                    f"{path.name} has {len(chosen)} members that match '{limits.member}', more than files.most_members "
                    f"({limits.most_members}); narrow files.member, or raise the limit"
                )
            for each, name in sorted(chosen, key=lambda pair: pair[1]):
                if each.flag_bits & _ENCRYPTED:
                    raise SourceChanged(
                        f"{path.name} is encrypted (member {name}) and is not read; unpack it with its password and "
                        "drop what was in it"
                    )
                with (
                    archive.open(each) as packed,
                    _unpacked(path, name, packed, each.compress_size, limits) as unpacked,
                ):
                    yield Member(unpacked, name)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise SourceChanged(f"{_damaged(path)} ({error})") from None


@contextmanager
def _unpacked(
    path: Path, name: str, packed: IO[bytes] | gzip.GzipFile, size: int, limits: Files
) -> Generator[Path, None, None]:
    with tempfile.TemporaryDirectory(prefix="cockpit-member-") as folder:
        target = Path(folder) / (PurePosixPath(name.replace("\\", "/")).name or "member")
        written = 0
        with target.open("wb") as file:
            while block := _block(path, name, packed):
                written += len(block)
                _within(path, name, written, size, limits)
                file.write(block)
        yield target


def _block(path: Path, name: str, packed: IO[bytes] | gzip.GzipFile) -> bytes:
    try:
        return packed.read(_BLOCK)
    except (zipfile.BadZipFile, EOFError, gzip.BadGzipFile, zlib.error):
        raise SourceChanged(f"{path.name}: {name} is cut off or damaged; ask for the file again") from None


def _within(path: Path, name: str, written: int, size: int, limits: Files) -> None:
    if written > limits.largest_megabytes * 1e6:
        raise SourceChanged(
            f"{path.name}: {name} unpacks to more than files.largest_megabytes ({limits.largest_megabytes:g}) and is "
            "not read; if it is no bomb, raise the limit"
        )
    if written > _RATIO_FROM and written > limits.largest_ratio * max(size, 1):
        raise SourceChanged(
            f"{path.name}: {name} unpacks to more than {limits.largest_ratio:g} times its size "
            "(files.largest_ratio) and is not read; if it is no bomb, raise the limit"
        )


def _wanted(name: str, pattern: str) -> bool:
    last = PurePosixPath(name).name
    if name.startswith("__MACOSX/") or last.startswith((".", "~$")):
        return False
    return fnmatch(name, pattern) or fnmatch(last, pattern)


def _name(member: zipfile.ZipInfo) -> str:
    """The name in the encoding it was written in: where no flag says UTF-8, Chinese systems write GB18030."""
    if member.flag_bits & _UTF_8:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _damaged(path: Path) -> str:
    return f"{path.name} is cut off or damaged, or no zip that can be read; ask for the file again"
