"""M9, M11, M12: the reform score, its means and classes."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.classes import Band, check_bands, classify
from analysis.errors import AnalysisError
from analysis.par import mean_of, par_index

PARTS = {"self_assessment": Decimal("48.00"), "officials": Decimal("19.18"), "sipas": 15}


def test_the_index_is_the_total_in_percent_of_the_lowered_maximum_m9():
    score = par_index(PARTS, Decimal("94.00"))
    assert score.total == Fraction("82.18")
    assert score.percent == Fraction("82.18") / 94 * 100
    assert score.missing == ()


def test_an_unknown_part_leaves_total_and_index_unknown_m6_m9():
    score = par_index({**PARTS, "officials": None}, 94)
    assert (score.total, score.percent, score.missing) == (None, None, ("officials",))


def test_an_unknown_maximum_leaves_the_index_unknown_m6_m9():
    score = par_index(PARTS, None)
    assert (score.total, score.percent) == (Fraction("82.18"), None)
    assert score.missing == ("max_points",)


@pytest.mark.parametrize(
    ("parts", "maximum", "code"),
    [
        (PARTS, 82, "points_range"),
        ({"a": -1}, 10, "points_range"),
        ({"a": 1}, 0, "maximum_range"),
    ],
)
def test_impossible_scores_are_refused(parts, maximum, code):
    with pytest.raises(AnalysisError, match=code):
        par_index(parts, maximum)


@given(st.lists(st.fractions(0, 30), min_size=1, max_size=5), st.fractions(150, 300))
def test_the_index_lies_between_0_and_100_m9(points, maximum):
    score = par_index({str(i): value for i, value in enumerate(points)}, maximum)
    assert 0 <= score.percent <= 100


def test_a_mean_leaves_unknown_units_out_and_counts_them_m11():
    mean = mean_of([Fraction(80), None, Fraction(81)])
    assert (mean.value, mean.n, mean.left_out) == (Fraction(161, 2), 2, 1)
    assert mean_of([None]).value is None


CLASSES = (
    Band("nhom_1", low=Fraction(90), low_included=False),
    Band("nhom_2", low=Fraction(80), high=Fraction(90), high_included=True),
    Band("nhom_3", low=Fraction(65), high=Fraction(80)),
    Band("nhom_4", low=Fraction(50), high=Fraction(65)),
    Band("nhom_5", high=Fraction(50)),
)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("100", "nhom_1"),
        ("90.001", "nhom_1"),
        ("90", "nhom_2"),
        ("80", "nhom_2"),
        ("79.999", "nhom_3"),
        ("65", "nhom_3"),
        ("50", "nhom_4"),
        ("49.99", "nhom_5"),
        ("0", "nhom_5"),
    ],
)
def test_an_edge_belongs_to_the_class_that_includes_it_m12(value, code):
    check_bands(CLASSES)
    assert classify(Fraction(value), CLASSES) == code


def test_an_unknown_index_has_no_class_m6_m12():
    assert classify(None, CLASSES) is None


@pytest.mark.parametrize(
    ("bands", "code"),
    [
        ((Band("a", low=Fraction(50)),), "class_gap"),
        ((Band("a", low=Fraction(50), low_included=False), Band("b", high=Fraction(50))), "gap"),
        ((Band("a", low=Fraction(50)), Band("b", high=Fraction(60))), "class_overlap"),
        (
            (Band("a", low=Fraction(50)), Band("b", high=Fraction(50), high_included=True)),
            "class_overlap",
        ),
        ((Band("a", high=Fraction(50)), Band("a", low=Fraction(50))), "code_twice"),
        ((), "class_gap"),
    ],
)
def test_gaps_and_overlaps_of_classes_are_refused_m12(bands, code):
    with pytest.raises(AnalysisError, match=code):
        check_bands(bands)


def test_a_value_outside_every_class_is_refused_m12():
    with pytest.raises(AnalysisError, match="class_gap"):
        classify(Fraction(10), CLASSES[:2])
