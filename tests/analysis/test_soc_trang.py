"""The published tables of Sóc Trăng 2021: points, places, totals, indexes, classes, means."""

import csv
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from analysis.classes import Band, check_bands, classify
from analysis.par import mean_of, par_index
from analysis.points import converted_points
from analysis.ranking import rank
from analysis.rounding import round_half_up

REFERENCE = Path(__file__).parents[1] / "reference"
CENT = Fraction(1, 100)
CLASSES = (
    Band("nhom_1", low=Fraction(90), low_included=False),
    Band("nhom_2", low=Fraction(80), high=Fraction(90), high_included=True),
    Band("nhom_3", low=Fraction(65), high=Fraction(80)),
    Band("nhom_4", low=Fraction(50), high=Fraction(65)),
    Band("nhom_5", high=Fraction(50)),
)
pytestmark = pytest.mark.statistics


def read(name):
    with (REFERENCE / f"soc_trang_2021_{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


UNITS, SIPAS, PAR = read("units"), read("sipas"), read("par_index")
INDEX = {row["code"]: Fraction(row["sipas_pct"]) for row in SIPAS}
MAXIMUM = {row["code"]: int(row["max_points"]) for row in SIPAS}


def scores():
    for row in PAR:
        parts = {
            "self_assessment": Fraction(row["diem_tu_danh_gia"]),
            "officials": Fraction(row["khao_sat_cbccvc"]),
            "sipas": converted_points(INDEX[row["code"]], MAXIMUM[row["code"]]),
        }
        yield row, par_index(parts, Fraction(row["diem_chuan_toi_da"]))


def test_the_tables_hold_all_40_units_of_four_groups():
    assert len(UNITS) == len(SIPAS) == len(PAR) == 40
    assert {row["code"] for row in SIPAS} == {row["code"] for row in UNITS}
    assert len({row["group"] for row in UNITS}) == 4


@pytest.mark.parametrize("row", SIPAS, ids=lambda row: row["code"])
def test_every_published_sipas_row_has_its_points_m7_m10(row):
    points = converted_points(Fraction(row["sipas_pct"]), int(row["max_points"]))
    assert str(round_half_up(points, 2)) == row["points"]


def test_every_published_sipas_place_follows_with_ties_in_list_order_m8():
    groups = defaultdict(list)
    for row in UNITS:
        groups[row["group"]].append((row["code"], INDEX[row["code"]]))
    published = {(row["group"], row["code"]): int(row["rank_in_group"]) for row in SIPAS}
    computed = {
        (group, place.unit): place.place
        for group, figures in groups.items()
        for place in rank(figures)
    }
    assert computed == published


def test_every_published_reform_place_follows_m8_m9():
    groups = defaultdict(list)
    computed_index = {row["code"]: score.percent for row, score in scores()}
    for row in UNITS:
        groups[row["group"]].append((row["code"], computed_index[row["code"]]))
    published = {(row["group"], row["code"]): int(row["rank_in_group"]) for row in PAR}
    for group, figures in groups.items():
        for place in rank(figures):
            assert published[group, place.unit] == place.place


def test_all_40_totals_and_indexes_reproduce_within_the_late_rounding_m9_m10():
    for row, score in scores():
        assert abs(Fraction(round_half_up(score.total, 2)) - Fraction(row["total"])) <= CENT
        assert abs(Fraction(round_half_up(score.percent, 2)) - Fraction(row["index_pct"])) <= CENT


def test_exactly_four_printed_totals_differ_from_the_sum_of_their_printed_parts_m10():
    columns = ("diem_tu_danh_gia", "khao_sat_cbccvc", "sipas_points")
    differing = {
        row["code"]
        for row in PAR
        if sum(Fraction(row[column]) for column in columns) != Fraction(row["total"])
    }
    assert len(differing) == 4


def test_every_published_class_follows_m12():
    check_bands(CLASSES)
    for row, score in scores():
        assert classify(score.percent, CLASSES) == row["class_group"]


def test_the_published_overall_mean_is_the_mean_of_unit_indexes_m11():
    mean = mean_of([Fraction(row["index_pct"]) for row in PAR])
    assert (str(round_half_up(mean.value, 2)), mean.n) == ("80.48", 40)
    computed = mean_of([score.percent for _, score in scores()])
    assert str(round_half_up(computed.value, 2)) == "80.48"
