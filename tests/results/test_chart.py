"""The scale of the small charts, and the words beside them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest

from analysis.intervals.rules import NO_INTERVAL
from analysis.weights.unit_weighting import WeightingState
from surveyapp.results.chart import WIDTH, Scale, scale_of
from surveyapp.results.earlier import BEFORE
from surveyapp.results.rows import PlacesRow, PrecisionRow, WeightingRow
from surveyapp.results.wording import interval_text, named, no_interval, not_weighted, places_text


@dataclass(frozen=True)
class Row:
    """What the scale looks at."""

    index: Fraction | None
    precision: PrecisionRow | None


def row(index: str, low: str | None = None, high: str | None = None, rule: str = "wilson") -> Row:
    bounds = [None if bound is None else Fraction(bound) for bound in (low, high)]
    return Row(Fraction(index), PrecisionRow(None, None, *bounds, rule))


@pytest.mark.parametrize(
    ("rows", "ticks"),
    [
        ([row("90", "83.2", "95.1"), row("100", "98.4", "100")], (80, 85, 90, 95, 100)),
        ([row("99.5", "98.2", "99.9")], (98, 99, 100)),
        ([row("50", "1", "99")], (0, 25, 50, 75, 100)),
        ([row("100", rule="census")], (99, 100)),
        ([row("0", rule="census")], (0, 1)),
    ],
)
def test_the_scale_holds_every_figure_in_few_round_steps(
    rows: list[Row], ticks: tuple[int, ...]
) -> None:
    scale = scale_of(rows)  # type: ignore[arg-type]
    assert scale is not None
    assert scale.ticks == ticks


def test_nothing_to_draw_has_no_scale() -> None:
    assert scale_of([Row(None, None)]) is None  # type: ignore[list-item]


def test_figures_lie_in_proportion_and_inside_the_drawing() -> None:
    scale = Scale(80, 100, 5)
    left, middle, right = (float(scale.at(value)) for value in (80, 90, 100))
    assert middle - left == right - middle > 0
    assert 0 < left < right < WIDTH
    assert scale.at(70) == scale.at(80)


def test_places_and_intervals_are_written_short() -> None:
    assert places_text(PlacesRow(3, 9, 3, 9, None)) == "3–9"
    assert places_text(PlacesRow(3, 3, 3, 4, None)) == "3"
    assert places_text(PlacesRow(None, None, None, None, None)) == "–"
    sure = row("90", "83.245", "100").precision
    assert (interval_text(sure, 2), no_interval(sure)) == ("83,25–100,00", "")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("unknown", "chưa đủ số liệu"),
        ("too_few", "ít hơn 2 phiếu"),
        ("no_freedom", "mỗi kênh chỉ có một phiếu"),
        ("census", "mọi hồ sơ đều có phiếu"),
    ],
)
def test_every_reason_for_no_interval_has_its_words_m16(rule: str, words: str) -> None:
    found = row("90", rule=rule).precision
    assert (interval_text(found, 2), no_interval(found)) == ("–", words)


def test_every_way_of_having_no_interval_or_weight_has_words() -> None:
    for rule in (*NO_INTERVAL, BEFORE):
        assert no_interval(row("90", rule=str(rule)).precision)
    for state in (*WeightingState, BEFORE):
        weighting = WeightingRow(str(state), 0, (), (), ())
        assert (state == "weighted") or not_weighted(weighting)


def test_joined_labels_are_named_piece_by_piece() -> None:
    names = {"tt": "Trực tiếp", "dvc": "Trực tuyến"}
    assert named("dvc + tt", names) == "Trực tuyến + Trực tiếp"
    assert named("dat_dai", names) == "dat_dai"
