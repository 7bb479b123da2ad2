"""The published tables for a spreadsheet: rounded as printed, decimal comma, semicolons.

Full precision is in `surveyapp.results.exports`, which a web process cannot load.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from fractions import Fraction

from surveyapp.platform.formats import UNKNOWN, number
from surveyapp.results.rows import ResultView, UnitRow
from surveyapp.results.wording import band, no_interval, weighted_text

SIMULATED = "số liệu mô phỏng"
_UNCERTAINTY = (
    *("Cỡ mẫu hiệu dụng", "Cận dưới (%)", "Cận trên (%)", "Hạng cao nhất có thể"),
    *("Hạng thấp nhất có thể", "So với trung bình nhóm", "Số hồ sơ"),
)

Cell = str | int


def index_sheet(view: ResultView) -> str:
    """Rank, unit, forms, index and points per group, then how sure the index is.

    Bounds and places stand in cells of their own: a spreadsheet would read `3-9` as a day.
    """
    columns = ("Nhóm", "Hạng", "Mã", "Đơn vị", "Số phiếu", "Chỉ số (%)", "Điểm", "Điểm tối đa")
    return _csv(
        view,
        (*columns, *_UNCERTAINTY),
        (
            (
                unit,
                [
                    *(group.name, _place(unit.rank), unit.code, unit.name, unit.n),
                    *_figures(view, (unit.index, unit.points, unit.max_points)),
                    *_uncertainty(view, unit),
                ],
            )
            for group in view.groups
            for unit in group.by_index
        ),
    )


def score_sheet(view: ResultView) -> str:
    """Every part of the reform score, its total, index and class per group."""
    columns = ("Nhóm", "Hạng", "Mã", "Đơn vị", "Số phiếu", *view.parts.values())
    return _csv(
        view,
        (*columns, "Tổng điểm", "Điểm chuẩn", "Chỉ số CCHC (%)", "Xếp loại"),
        (
            (
                unit,
                [
                    *(group.name, _place(unit.score.rank), unit.code, unit.name, unit.n),
                    *_figures(view, [unit.score.parts.get(part) for part in view.parts]),
                    *_figures(view, (unit.score.total, unit.score.max_points, unit.score.index)),
                    unit.score.grade_name or (UNKNOWN if view.classes else ""),
                ],
            )
            for group in view.groups
            for unit in group.by_score
        ),
    )


def _place(rank: int | None) -> Cell:
    return UNKNOWN if rank is None else rank


def _figures(view: ResultView, values: Iterable[Fraction | None]) -> list[str]:
    return [number(value, view.decimals).replace(".", "") for value in values]


def _uncertainty(view: ResultView, unit: UnitRow) -> list[Cell]:
    """Empty cells where the unit takes no part; the remark says why."""
    found, places = unit.precision, unit.places
    figures = (found.effective_n, found.low, found.high) if found else (None, None, None)
    return [
        *("" if figure is None else _figures(view, [figure])[0] for figure in figures),
        *("" if place is None else place for place in (places.low, places.high)),
        "" if places.band is None else band(places),
        unit.weighting.population or "",
    ]


def _remark(view: ResultView, unit: UnitRow) -> str:
    """What the figures of a row are."""
    said = [weighted_text(unit.weighting)]
    if view.simulated:
        said.append(SIMULATED)
    if reason := no_interval(unit.precision):
        said.append(f"không có khoảng tin cậy ({reason})")
    return ", ".join(said)


def _csv(
    view: ResultView, columns: Sequence[str], rows: Iterable[tuple[UnitRow, Sequence[Cell]]]
) -> str:
    """Every row says what its figures are, because rows are copied one by one."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([*columns, "Ghi chú"])
    writer.writerows([*row, _remark(view, unit)] for unit, row in rows)
    return text.getvalue()
