"""Results as tables for a terminal: rounded half-up, decimal comma, chưa xác định where unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from surveyapp.platform.formats import UNKNOWN, number
from surveyapp.results.rows import MeanRow, NodeRow, ResultView, UnitRow
from surveyapp.results.wording import NONE, interval_text, places_text

#: Between two columns.
_GAP = "  "

Table = list[list[str]]


def unit_tables(view: ResultView) -> str:
    """Per group: place, unit, forms, index with its interval and possible places, points."""
    header = ["Hạng", "Đơn vị", "Số phiếu", "Hiệu dụng", "Chỉ số (%)"]
    header += [_interval_head(view), "Hạng có thể", "Điểm", "Điểm tối đa"]
    digits = view.decimals
    blocks = []
    for group in view.groups:
        rows = [[_place(row.rank), row.name, *_unit(row, digits)] for row in group.by_index]
        mean = ["", "Trung bình", "", "", number(group.index_mean.value, digits), "", "", "", ""]
        blocks.append(_block(group.name, header, [*rows, mean], left={1}, mean=group.index_mean))
    overall = f"Trung bình chung: {number(view.index_mean.value, digits)}%"
    return "\n".join([*_notes(view), *blocks, overall + _left_out(view.index_mean)])


def factor_tables(view: ResultView) -> str:
    """Per group: every factor of every unit with its valid answers."""
    return _node_tables(view, "Yếu tố", criteria=False)


def criterion_tables(view: ResultView) -> str:
    """Per group: every criterion of every unit with its valid answers."""
    return _node_tables(view, "Tiêu chí", criteria=True)


def score_tables(view: ResultView) -> str:
    """Per group: the parts of the reform score, total, maximum, index and class; then the means."""
    header = ["Hạng", "Đơn vị", *view.parts.values()]
    header += ["Tổng điểm", "Điểm chuẩn", "Chỉ số (%)", "Xếp loại"]
    digits = view.decimals
    blocks = []
    for group in view.groups:
        rows = [[_place(row.score.rank), row.name, *_score(row, digits)] for row in group.by_score]
        padding = [""] * (len(view.parts) + 2)
        mean = ["", "Trung bình", *padding, number(group.score_mean.value, digits), ""]
        left = {1, len(header) - 1}
        blocks.append(_block(group.name, header, [*rows, mean], left=left, mean=group.score_mean))
    overall = f"Trung bình chung: {number(view.score_mean.value, digits)}%"
    return "\n".join([*_notes(view), *blocks, overall + _left_out(view.score_mean)])


def _node_tables(view: ResultView, title: str, *, criteria: bool) -> str:
    header = ["Hạng", "Đơn vị", title, "Trả lời hợp lệ", "Bỏ trống", "Không ý kiến", "Tỷ lệ (%)"]
    header.append(_interval_head(view))
    blocks = []
    for group in view.groups:
        rows = [
            [_place(row.rank), row.name, *_node(node, view.decimals)]
            for row in group.by_index
            for node in (row.criteria if criteria else row.factors)
        ]
        blocks.append(_block(group.name, header, rows, left={1, 2}))
    return "\n".join([*_notes(view), *blocks])


def _unit(row: UnitRow, digits: int) -> list[str]:
    effective = row.precision.effective_n if row.precision else None
    return [
        str(row.n),
        NONE if effective is None else number(effective),
        number(row.index, digits),
        interval_text(row.precision, digits),
        places_text(row.places),
        number(row.points, digits),
        _plain(row.max_points, digits),
    ]


def _interval_head(view: ResultView) -> str:
    return f"Khoảng tin cậy {number(view.level)}%"


def _node(node: NodeRow, digits: int) -> list[str]:
    counts = [str(node.n), str(node.blank), str(node.no_opinion)]
    interval = interval_text(node.precision, digits)
    return [node.name, *counts, number(node.index, digits), interval]


def _score(row: UnitRow, digits: int) -> list[str]:
    score = row.score
    values = [*score.parts.values(), score.total, score.max_points, score.index]
    return [*(number(value, digits) for value in values), score.grade_name or UNKNOWN]


def _notes(view: ResultView) -> Iterator[str]:
    yield f"{view.round_name} ({view.round_code}): {view.n} phiếu hợp lệ"
    yield from view.notes
    yield ""


def _block(
    title: str,
    header: Sequence[str],
    rows: Table,
    *,
    left: set[int],
    mean: MeanRow | None = None,
) -> str:
    widths = [max(len(row[place]) for row in [list(header), *rows]) for place in range(len(header))]
    lines = [title + (_left_out(mean) if mean else "")]
    for row in (list(header), ["-" * width for width in widths], *rows):
        cells = [
            cell.ljust(width) if place in left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(_GAP.join(cells).rstrip())
    return "\n".join([*lines, ""])


def _left_out(mean: MeanRow) -> str:
    return f" (trung bình không tính {mean.left_out} đơn vị {UNKNOWN})" if mean.left_out else ""


def _place(place: int | None) -> str:
    return "-" if place is None else str(place)


def _plain(value: Fraction | None, digits: int) -> str:
    """A maximum: whole where it is whole."""
    return number(value, 0 if value is None or value.denominator == 1 else digits)
