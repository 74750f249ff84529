"""Settings come from the environment, and a wrong one is named in one sentence."""

from pathlib import Path

import pytest

from settings import SettingsError, read_settings


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SITE", "DATA", "PORT", "HOST", "DATABASE_URL", "LOG_LEVEL"):
        monkeypatch.delenv(f"COCKPIT_{name}", raising=False)


def test_without_any_variable_the_demonstration_runs_on_the_usual_port() -> None:
    settings = read_settings()
    assert settings.port == 8050
    assert settings.database_url is None
    assert settings.site.parts[-3:] == ("etl", "demo", "site")


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_DATABASE_URL", "")
    monkeypatch.setenv("COCKPIT_PORT", "")
    assert read_settings().database_url is None


def test_a_variable_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COCKPIT_DATA", str(tmp_path))
    monkeypatch.setenv("COCKPIT_PORT", "9000")
    assert read_settings().data == tmp_path
    assert read_settings().port == 9000


@pytest.mark.parametrize("value", ["eighty", "0", "70000"])
def test_a_wrong_value_is_named_with_its_variable(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("COCKPIT_PORT", value)
    with pytest.raises(SettingsError, match=f"COCKPIT_PORT: .*{value}"):
        read_settings()


def test_urls_with_passwords_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "postgresql://somebody@db.example/cockpit"
    monkeypatch.setenv("COCKPIT_DATABASE_URL", address)
    assert address not in repr(read_settings())
