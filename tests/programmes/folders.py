"""Copies of the programmes under forms/, to be broken by small edits."""

from __future__ import annotations

import shutil
from pathlib import Path

from surveyapp.platform.faults import Fault
from surveyapp.programmes.reading import read_programme

FORMS = Path(__file__).parents[2] / "forms"
SAMPLES = FORMS / "samples"


def all_programmes() -> list[Path]:
    """Every programme folder of the repository."""
    return sorted(path.parent for path in FORMS.rglob("programme.yaml"))


def copy_of(sample: str, folder: Path) -> Path:
    """A copy of a sample programme that a test may change."""
    return Path(shutil.copytree(SAMPLES / sample, folder / sample))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replace the first `old` of a file by `new`; an `old` that is not there is a broken test."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} does not contain {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults_of(folder: Path) -> list[Fault]:
    """The faults of a programme that has some."""
    source, faults = read_programme(folder)
    assert source is None
    assert faults
    return faults
