"""Which database the `db` commands speak of when nobody says."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from unison_cli.main import main
from unison_cli.testing import Stack


def test_it_is_the_running_instance_s(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNISON_STATE", str(stack.instance.state))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("BOOTSTRAP_DATABASE_URL", raising=False)
    status = CliRunner().invoke(main, ["db", "status"])
    assert status.exit_code == 0, status.output
    assert "functions: unchanged since release" in status.output


def test_without_an_instance_it_must_be_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNISON_STATE", str(tmp_path / "none"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    status = CliRunner().invoke(main, ["db", "status"])
    assert status.exit_code == 2
    assert "set DATABASE_URL" in status.output


def test_the_instance_s_superuser_serves_no_other_database(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNISON_STATE", str(stack.instance.state))
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/elsewhere")
    monkeypatch.delenv("BOOTSTRAP_DATABASE_URL", raising=False)
    up = CliRunner().invoke(main, ["db", "up"])
    assert up.exit_code != 0
    assert "bootstrap.sql: done" not in up.output
