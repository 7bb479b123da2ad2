"""The published tables of Sóc Trăng 2021, computed again by the programme's own method."""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from surveyapp.results.reproduction import (
    differences,
    read_published,
    reproduction_report,
    wrong_points,
)

ROOT = Path(__file__).parents[2]
SIPAS = ROOT / "tests" / "reference" / "soc_trang_2021_sipas.csv"
PAR = ROOT / "tests" / "reference" / "soc_trang_2021_par_index.csv"
pytestmark = pytest.mark.statistics


def test_every_difference_is_listed_in_the_document() -> None:
    """Made by: flask results reproduce SIPAS.csv PAR.csv > docs/reproduction.md"""
    written = (ROOT / "docs" / "reproduction.md").read_text(encoding="utf-8")
    assert written == reproduction_report(SIPAS, PAR)


def test_every_difference_is_at_most_a_cent_and_explained_by_late_rounding_m9_m10() -> None:
    rows = read_published(SIPAS, PAR)
    found = list(differences(rows))
    assert len(rows) == 40
    assert len(found) == 18
    assert sum(one.sum_of_printed != one.row.total for one in found) == 4
    assert all(one.within_a_cent and one.explained for one in found)


def test_all_printed_points_follow_from_the_printed_indexes_m7() -> None:
    assert wrong_points(read_published(SIPAS, PAR)) == []


def test_a_slip_that_rounding_does_not_explain_is_found() -> None:
    rows = read_published(SIPAS, PAR)
    slip = replace(rows[0], total=rows[0].total + Fraction("0.05"))
    found = next(differences([slip]))
    assert not found.within_a_cent
    assert not found.explained
    assert wrong_points([replace(rows[0], sipas_points=Fraction(14))]) != []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_command_prints_the_document(commands: FlaskCliRunner) -> None:
    done = commands.invoke(args=["results", "reproduce", str(SIPAS), str(PAR)])
    assert done.exit_code == 0
    assert done.output == reproduction_report(SIPAS, PAR)


def test_the_published_overall_means_are_checked_m11() -> None:
    """The report prints 94.06 for 2021; its own 40 printed indexes have the mean 95.91."""
    with SIPAS.open(encoding="utf-8", newline="") as file:
        indexes = [Fraction(row["sipas_pct"]) for row in csv.DictReader(file)]
    assert sum(indexes) / 40 == Fraction("95.91075")
