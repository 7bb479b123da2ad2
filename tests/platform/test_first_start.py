"""`flask demo` where nobody set anything yet."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from surveyapp.platform.first_start import is_first_demonstration
from surveyapp.platform.serve import ROOT


def flask(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A `flask` command with nothing set but the database."""
    environment = {"PATH": os.environ["PATH"], "SETTINGS_FILE": str(tmp_path / "settings.env")}
    environment |= {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'demo.sqlite'}",
        "INSTANCE_PATH": str(tmp_path),
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_a_demonstration_needs_nothing_but_its_database(tmp_path: Path) -> None:
    made = flask(tmp_path, "demo")
    assert made.returncode == 0, made.stderr
    assert "2005 phiếu MÔ PHỎNG" in made.stdout
    assert (tmp_path / "settings.env").stat().st_mode & 0o077 == 0
    links = flask(tmp_path, "links", "list", "soc-trang-2021", "--format", "csv")
    path = next(csv.DictReader(links.stdout.splitlines()))["path"]
    assert path in made.stdout


def test_other_commands_still_ask_for_settings(tmp_path: Path) -> None:
    refused = flask(tmp_path, "rounds", "list")
    assert refused.returncode != 0
    assert "PUBLIC_URL" in refused.stdout + refused.stderr


@pytest.mark.parametrize(
    ("arguments", "environment", "exists", "first"),
    [
        (["flask", "demo"], {}, False, True),
        (["flask", "demo"], {}, True, False),
        (["flask", "demo"], {"SECRET_KEY": "x"}, False, False),
        (["flask", "demo"], {"ENVIRONMENT": "production"}, False, False),
        (["gunicorn", "wsgi:app"], {}, False, False),
    ],
)
def test_a_machine_that_is_set_up_is_never_touched(
    tmp_path: Path, arguments: list[str], environment: dict[str, str], exists: bool, first: bool
) -> None:
    path = tmp_path / "settings.env"
    if exists:
        path.touch()
    assert is_first_demonstration(arguments, environment, path) is first
