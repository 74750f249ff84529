"""Where the secrets of a source are kept: environment variables, and files beside its TOML."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel

from etl.errors import SiteInvalid
from etl.source import Secret, Source


def find_secret(source: Source, secret: Secret, environment: Mapping[str, str]) -> tuple[str, str]:
    """The secret itself ('' where it is not there), and in words where it is looked for.

    Raises SiteInvalid where a file cannot be read as text; never with what stands in it.
    """
    if secret.env is not None:
        return environment.get(secret.env, ""), f"the environment variable {secret.env}"
    path = source.path.parent / str(secret.file)
    return _text(path) if path.is_file() else "", f"the file {path}"


def secrets_of(declared: BaseModel) -> Iterator[Secret]:
    """Every secret that is referred to anywhere in what a TOML file declares."""
    for _, value in declared:
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Secret):
                yield each
            elif isinstance(each, BaseModel):
                yield from secrets_of(each)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        raise SiteInvalid(f"{path}: is not a text in UTF-8; write the secret into it anew, and nothing else") from None
    except OSError as error:
        raise SiteInvalid(f"{path}: cannot be read ({error.strerror}); give this user the right to read it") from None
