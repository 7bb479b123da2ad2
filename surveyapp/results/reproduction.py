"""Published tables computed again: what differs, and whether late rounding explains it.

Commands only: it calls the statistics. The source prints every figure half-up to two decimals and
computes on with the unrounded ones (M10), so a printed x stands for any value of
[x - 0.005, x + 0.005). A difference is explained when some unrounded parts within these bounds give
the printed total and the printed index.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from analysis.par import ParIndex, mean_of, par_index
from analysis.points import converted_points
from analysis.rounding import round_half_up
from surveyapp.platform.formats import number

DIGITS = 2
HALF = Fraction(1, 200)


@dataclass(frozen=True, slots=True)
class PublishedScore:
    """A row of the reform table with the printed satisfaction index that its points come from."""

    code: str
    name: str
    sipas_index: Fraction
    sipas_max: Fraction
    sipas_points: Fraction
    self_assessment: Fraction
    officials: Fraction
    maximum: Fraction
    total: Fraction
    index: Fraction

    def computed(self) -> ParIndex:
        """Total and index from the printed inputs; SIPAS points = printed index x maximum / 100."""
        parts = {
            "self_assessment": self.self_assessment,
            "officials": self.officials,
            "sipas": converted_points(self.sipas_index, self.sipas_max),
        }
        return par_index(parts, self.maximum)


@dataclass(frozen=True, slots=True)
class Difference:
    """A row whose printed figures differ from the computed ones, or from their printed parts."""

    row: PublishedScore
    total: Fraction
    index: Fraction
    sum_of_printed: Fraction
    explained: bool

    @property
    def within_a_cent(self) -> bool:
        """Whether printed and computed figures, both rounded, are at most 0.01 apart."""
        pairs = ((self.total, self.row.total), (self.index, self.row.index))
        return all(abs(_printed(value) - printed) <= 2 * HALF for value, printed in pairs)


def read_published(sipas: Path, par: Path) -> list[PublishedScore]:
    """The rows of both tables, joined by unit code."""
    indexes = {row["code"]: row for row in _rows(sipas)}
    return [
        PublishedScore(
            code=row["code"],
            name=row["name_vi"],
            sipas_index=Fraction(indexes[row["code"]]["sipas_pct"]),
            sipas_max=Fraction(indexes[row["code"]]["max_points"]),
            sipas_points=Fraction(row["sipas_points"]),
            self_assessment=Fraction(row["diem_tu_danh_gia"]),
            officials=Fraction(row["khao_sat_cbccvc"]),
            maximum=Fraction(row["diem_chuan_toi_da"]),
            total=Fraction(row["total"]),
            index=Fraction(row["index_pct"]),
        )
        for row in _rows(par)
    ]


def differences(rows: list[PublishedScore]) -> Iterator[Difference]:
    """Rows where a printed total or index is not what the printed inputs give."""
    for row in rows:
        score = row.computed()
        if score.total is None or score.percent is None:
            continue
        summed = row.self_assessment + row.officials + row.sipas_points
        computed = (_printed(score.total), _printed(score.percent), summed)
        if computed != (row.total, row.index, row.total):
            yield Difference(row, score.total, score.percent, summed, _is_explained(row))


def wrong_points(rows: list[PublishedScore]) -> list[PublishedScore]:
    """Rows whose printed SIPAS points are not index x maximum / 100, half-up."""
    wrong = []
    for row in rows:
        points = converted_points(row.sipas_index, row.sipas_max)
        if points is None or _printed(points) != row.sipas_points:
            wrong.append(row)
    return wrong


def reproduction_report(sipas: Path, par: Path) -> str:
    """The comparison as Markdown (docs/reproduction.md is this text for Sóc Trăng 2021)."""
    rows = read_published(sipas, par)
    found = list(differences(rows))
    outside = [one.row.code for one in found if not one.within_a_cent]
    unexplained = [one.row.code for one in found if not one.explained]
    return "\n".join(
        [
            "# Tính lại bảng đã công bố",
            "",
            f"Tệp vào: `{sipas.name}`, `{par.name}`. Tạo bằng `flask results reproduce`.",
            "",
            *_summary(rows, found),
            f"- Lệch quá 0,01: {_codes(outside)}.",
            f"- Lệch mà làm tròn muộn không giải thích được: {_codes(unexplained)}.",
            "",
            *_table(found),
            "",
        ]
    )


def _summary(rows: list[PublishedScore], found: list[Difference]) -> Iterator[str]:
    points = len(rows) - len(wrong_points(rows))
    totals = [one for one in found if one.sum_of_printed != one.row.total]
    indexes = [one for one in found if _printed(one.index) != one.row.index]
    yield (
        "Nguồn in mọi số với hai chữ số, làm tròn nửa lên, nhưng tính tiếp bằng số chưa làm tròn. "
        "Vì vậy số in ra có thể lệch 0,01 so với số tính từ các số in ra (M10)."
    )
    yield ""
    yield f"- Điểm SIPAS bằng chỉ số × điểm tối đa / 100: {points} trên {len(rows)} đơn vị."
    yield f"- Tổng điểm in khác tổng các phần in: {len(totals)} đơn vị."
    yield f"- Chỉ số in khác chỉ số tính từ các số in: {len(indexes)} đơn vị."
    computed = mean_of([row.computed().percent for row in rows]).value
    printed = mean_of([row.index for row in rows]).value
    sipas = mean_of([row.sipas_index for row in rows]).value
    yield (
        f"- Trung bình Chỉ số CCHC: {number(computed, DIGITS)} (tính lại), "
        f"{number(printed, DIGITS)} (từ các chỉ số in). "
        f"Trung bình Chỉ số SIPAS từ các chỉ số in: {number(sipas, DIGITS)}."
    )


def _table(found: list[Difference]) -> Iterator[str]:
    yield (
        "| mã | đơn vị | tổng in | tổng các phần in | tổng tính lại | chỉ số in | "
        "chỉ số tính lại | do làm tròn muộn |"
    )
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |"
    for one in found:
        row = one.row
        totals = (number(row.total, 2), number(one.sum_of_printed, 2), number(one.total, 4))
        indexes = (number(row.index, 2), number(one.index, 4))
        explained = "có" if one.explained else "không"
        cells = (row.code, row.name, *totals, *indexes, explained)
        yield f"| {' | '.join(cells)} |"


def _is_explained(row: PublishedScore) -> bool:
    """Whether unrounded parts exist that print as the parts, the total and the index do."""
    points = _span(row.sipas_points)
    index = tuple(edge * row.sipas_max / 100 for edge in _span(row.sipas_index))
    sipas = (max(points[0], index[0]), min(points[1], index[1], row.sipas_max))
    parts = [_span(row.self_assessment), _span(row.officials), sipas]
    total = tuple(sum(edges, Fraction(0)) for edges in zip(*parts, strict=True))
    score = tuple(edge * row.maximum / 100 for edge in _span(row.index))
    spans = [total, _span(row.total), score]
    return max(span[0] for span in spans) < min(span[1] for span in spans)


def _span(printed: Fraction) -> tuple[Fraction, Fraction]:
    return printed - HALF, printed + HALF


def _printed(value: Fraction) -> Fraction:
    return Fraction(round_half_up(value, DIGITS))


def _codes(codes: list[str]) -> str:
    return ", ".join(codes) if codes else "không có"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
