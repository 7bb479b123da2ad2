"""The published tables for a spreadsheet: rounded as printed, decimal comma, semicolons.

Full precision is in `surveyapp.results.exports`, which a web process cannot load.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from fractions import Fraction

from surveyapp.platform.formats import UNKNOWN, number
from surveyapp.results.rows import ResultView

UNWEIGHTED = "Chưa có trọng số"
SIMULATED = "Số liệu mô phỏng"

Cell = str | int


def index_sheet(view: ResultView) -> str:
    """Rank, unit, forms, index and points per group."""
    columns = ("Nhóm", "Hạng", "Mã", "Đơn vị", "Số phiếu", "Chỉ số (%)", "Điểm", "Điểm tối đa")
    return _csv(
        view,
        columns,
        (
            [
                *(group.name, _place(unit.rank), unit.code, unit.name, unit.n),
                *_figures(view, (unit.index, unit.points, unit.max_points)),
            ]
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
            [
                *(group.name, _place(unit.score.rank), unit.code, unit.name, unit.n),
                *_figures(view, [unit.score.parts.get(part) for part in view.parts]),
                *_figures(view, (unit.score.total, unit.score.max_points, unit.score.index)),
                unit.score.grade_name or (UNKNOWN if view.classes else ""),
            ]
            for group in view.groups
            for unit in group.by_score
        ),
    )


def _place(rank: int | None) -> Cell:
    return UNKNOWN if rank is None else rank


def _figures(view: ResultView, values: Iterable[Fraction | None]) -> list[str]:
    return [number(value, view.decimals).replace(".", "") for value in values]


def _csv(view: ResultView, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Every row says what its figures are, because rows are copied one by one."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    remark = f"{UNWEIGHTED}, {SIMULATED.lower()}" if view.simulated else UNWEIGHTED
    writer.writerow([*columns, "Ghi chú"])
    writer.writerows([*row, remark] for row in rows)
    return text.getvalue()
