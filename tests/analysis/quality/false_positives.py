"""How often each indicator points at clean data: python -m tests.analysis.quality.false_positives.

Prints the table of docs/statistics/quality-false-positives.md, the same for the same seed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np

from analysis.quality.blanks import item_nonresponse
from analysis.quality.clustering import intraclass_correlation
from analysis.quality.contrast import Contrast, compare_rates, compare_values
from analysis.quality.digits import first_digits, heaping, last_digits
from analysis.quality.near_duplicates import maximum_match
from analysis.quality.nested_effects import nested_components
from analysis.quality.screen import screen
from analysis.quality.speed import speed
from analysis.quality.straight_lining import fast_and_identical, straight_lining
from analysis.quality.time_of_day import bursts

from .clean_data import Survey, clean_survey

SEED = 20221
SURVEYS = 500
LEVEL = 0.05

#: (who is pointed at, rule, nominal rate or "", marks of one survey)
Row = tuple[str, str, str, np.ndarray]


def survey_rows(survey: Survey) -> Iterator[Row]:
    """Every indicator on one survey."""
    lines = straight_lining(survey.columns)
    pace = speed(survey.duration, survey.form)
    blanks = item_nonresponse(survey.columns)
    match = maximum_match(survey.columns, survey.unit).match
    both = fast_and_identical(lines, pace.fast)
    yield "phiếu", "mọi câu cùng một mức", "", lines.identical
    yield "phiếu", "nhanh: < 0,4 lần trung vị", "", pace.fast
    yield "phiếu", "nhanh: robust z < −3,5", "", pace.robust_z < -3.5
    yield "phiếu", "cùng một mức và nhanh", "", both
    yield "phiếu", "quá 20 % câu bỏ trống", "", blanks.many_blanks()
    yield "phiếu", "giống phiếu khác ≥ 85 %", "", match >= 0.85
    yield "phiếu", "giống hệt phiếu khác", "", match == 1
    who = {"interviewer": survey.interviewer, "unit": survey.unit}
    contrasts = [
        ("tỷ lệ phiếu cùng một mức", compare_rates(lines.identical, **who)),
        ("tỷ lệ phiếu nhanh", compare_rates(pace.fast, **who)),
        ("tỷ lệ cùng một mức và nhanh", compare_rates(both, **who)),
        ("phần câu bỏ trống", compare_values(blanks.form_rate, **who)),
        ('phần "không có ý kiến"', compare_values(blanks.form_no_opinion_rate, **who)),
        ("độ giống lớn nhất", compare_values(match, **who)),
    ]
    yield from _contrast_rows(contrasts)
    yield from _other_rows(survey, lines.modal_share)


def _contrast_rows(contrasts: list[tuple[str, Contrast]]) -> Iterator[Row]:
    for name, table in contrasts:
        yield "điều tra viên", f"{name}, p ≤ 0,05", "5", table.p_value <= LEVEL
    for name, table in contrasts:
        yield "cuộc khảo sát", f"{name}, có người bị Holm nêu", "5", _any(table.stands_out())
    yield "cuộc khảo sát", "bảng chung, có ô bị nêu (BH)", "5", _any(screen(contrasts).questions)


def _other_rows(survey: Survey, share: np.ndarray) -> Iterator[Row]:
    own = [survey.interviewer == who for who in np.unique(survey.interviewer)]
    scan = bursts(survey.minute, survey.interviewer, survey.unit, span=20 * 450, window=10)
    last = [last_digits(survey.age[forms]).p_value for forms in own]
    heaps = [heaping(survey.age[forms]).p_value for forms in own]
    yield "điều tra viên", "phiếu dồn trong 10 phút, p ≤ 0,05", "5", scan.p_value <= LEVEL
    yield "điều tra viên", "chữ số cuối của tuổi, p ≤ 0,05", "5", np.array(last) <= LEVEL
    yield "điều tra viên", "tuổi dồn về 0 và 5, p ≤ 0,05", "5", np.array(heaps) <= LEVEL
    points = np.where((survey.columns > 0) & (survey.columns < 6), survey.columns, np.nan)
    score = np.nanmean(points, axis=0)
    one_way = intraclass_correlation(score, survey.interviewer).p_value
    nested = nested_components(score, survey.interviewer, survey.unit).p_value
    benford = first_digits(survey.fee).p_value
    yield "cuộc khảo sát", "ICC một chiều, p ≤ 0,05", "5", np.array([one_way <= LEVEL])
    yield "cuộc khảo sát", "ICC lồng trong đơn vị, p ≤ 0,05", "5", np.array([nested <= LEVEL])
    yield "cuộc khảo sát", "Benford, lệ phí, p ≤ 0,05", "5", np.array([benford <= LEVEL])


def _any(marks: np.ndarray) -> np.ndarray:
    return np.array([bool(marks.any())])


def rates(*, seed: int = SEED, surveys: int = SURVEYS) -> dict[tuple[str, str, str], float]:
    """Share of forms, interviewers or surveys that each rule points at, over clean surveys."""
    rng = np.random.default_rng(seed)
    found: dict[tuple[str, str, str], list[float]] = {}
    for _ in range(surveys):
        for subject, rule, nominal, marks in survey_rows(clean_survey(rng)):
            found.setdefault((subject, rule, nominal), []).append(float(np.mean(marks)))
    order = ("phiếu", "điều tra viên", "cuộc khảo sát")
    rows = sorted(found.items(), key=lambda row: order.index(row[0][0]))
    return {key: float(np.mean(values)) for key, values in rows}


def main() -> None:
    lines = ["| nêu ra | quy tắc | danh nghĩa (%) | đo được (%) |", "| --- | --- | ---: | ---: |"]
    for (subject, rule, nominal), rate in rates().items():
        measured = f"{100 * rate:.2f}".replace(".", ",")
        lines.append(f"| {subject} | {rule} | {nominal or '–'} | {measured} |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
