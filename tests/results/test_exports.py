"""CSV, JSON and terminal tables of a result."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from surveyapp.results import exports, listing
from surveyapp.results.exact import read_exact
from surveyapp.results.queries import get_result, view_of
from surveyapp.results.rows import ResultView
from surveyapp.results.services import refresh_result
from surveyapp.scores.services import import_scores
from tests.results.scene import GOOD, NOW, make_scene

BEGINNING = ["group", "rank", "unit", "name", "n", "index", "points", "max_points"]


def result(session: Session, tmp_path: Path, *, simulated: bool = False) -> ResultView:
    """snv: polite 2/3 (one blank elsewhere), clear 1/1; cthue 100; the others nothing."""
    scene = make_scene(session, simulated=simulated)
    path = tmp_path / "diem.csv"
    path.write_text(GOOD, encoding="utf-8")
    import_scores(session, round_id=scene.round.id, path=path, now=NOW)
    scene.answer("snv", "tt", polite="5", clear="4")
    scene.answer("snv", "tt", polite="4", clear="no_opinion")
    scene.answer("snv", "tt", polite="3")
    scene.answer("cthue", "tt", polite="5", clear="5")
    refresh_result(session, round_id=scene.round.id, now=NOW)
    return view_of(get_result(session, round_id=scene.round.id))


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_unit_csv_has_its_columns_and_full_precision(session: Session, tmp_path: Path) -> None:
    text = exports.unit_csv(result(session, tmp_path))
    header, first = text.splitlines()[:2]
    assert header.split(",")[:8] == BEGINNING
    assert first.startswith("so,1,snv,Sở Nội vụ,3,83.333333333333333333,12.5,15,3,4,1,1,,3,")
    last = "rank_low,rank_high,band,population,interval_rule,weighted,simulated"
    assert header.endswith(f"unknown,effective_n,standard_error,low,high,{last}")
    assert first.endswith(",,,,,wilson,false,false")


def test_unknown_is_an_empty_cell_and_not_zero_m6(session: Session, tmp_path: Path) -> None:
    row = rows_of(exports.unit_csv(result(session, tmp_path)))[1]
    assert (row["unit"], row["rank"], row["n"]) == ("stc", "", "0")
    assert (row["index"], row["points"], row["max_points"]) == ("", "", "15")
    assert row["unknown"] == "no_responses"


def test_rows_stand_in_group_and_rank_order(session: Session, tmp_path: Path) -> None:
    rows = rows_of(exports.unit_csv(result(session, tmp_path)))
    assert [row["unit"] for row in rows] == ["snv", "stc", "syt", "cthue", "kbnn"]


@pytest.mark.parametrize(
    ("write", "added", "count"),
    [
        (exports.factor_csv, ["factor", "factor_name", "factor_n"], 10),
        (exports.criterion_csv, ["factor", "criterion", "criterion_name"], 15),
    ],
)
def test_deeper_levels_begin_like_the_unit_csv(session, tmp_path, write, added, count) -> None:
    text = write(result(session, tmp_path))
    assert text.splitlines()[0].split(",")[:11] == [*BEGINNING, *added]
    assert len(rows_of(text)) == count


def test_the_criterion_csv_counts_what_each_figure_rests_on(
    session: Session, tmp_path: Path
) -> None:
    polite, clear, on_time = rows_of(exports.criterion_csv(result(session, tmp_path)))[:3]
    assert (polite["criterion_n"], polite["criterion_satisfied"]) == ("3", "2")
    assert polite["criterion_index"] == "66.666666666666666667"
    assert (clear["criterion_n"], clear["criterion_blank"], clear["criterion_no_opinion"]) == (
        "1",
        "1",
        "1",
    )
    assert (on_time["criterion_n"], on_time["criterion_index"]) == ("0", "")


def test_the_score_csv_holds_parts_total_index_and_class(session: Session, tmp_path: Path) -> None:
    rows = rows_of(exports.score_csv(result(session, tmp_path)))
    assert (rows[0]["self"], rows[0]["officials"], rows[0]["sipas"]) == ("47.68", "18.92", "12.5")
    assert (rows[0]["total"], rows[0]["max_points"], rows[0]["class"]) == ("79.1", "93.5", "nhom_2")
    assert Decimal(rows[0]["par_index"]).adjusted() == 1
    assert (rows[1]["total"], rows[1]["par_index"], rows[1]["rank"]) == ("", "", "")


@pytest.mark.parametrize("simulated", [True, False])
def test_every_output_says_whether_the_answers_are_simulated(
    session: Session, tmp_path: Path, simulated: bool
) -> None:
    view = result(session, tmp_path, simulated=simulated)
    for write in (exports.unit_csv, exports.factor_csv, exports.criterion_csv, exports.score_csv):
        assert {(row["weighted"], row["simulated"]) for row in rows_of(write(view))} == {
            ("false", str(simulated).lower())
        }
    tables = (listing.unit_tables, listing.factor_tables, listing.criterion_tables)
    for table in (*tables, listing.score_tables):
        assert ("SỐ LIỆU MÔ PHỎNG" in table(view)) is simulated
        assert "chưa có trọng số" in table(view)


def test_every_row_says_whether_its_own_unit_is_weighted_m14(session: Session) -> None:
    """snv has 40 dossiers for its four forms, cthue none that anybody imported."""
    scene = make_scene(session)
    for level in ("5", "5", "5", "1"):
        scene.answer("snv", "tt", polite=level, clear=level)
        scene.answer("cthue", "tt", polite=level, clear=level)
    scene.population("snv", "tt", 40)
    refresh_result(session, round_id=scene.round.id, now=NOW)
    view = view_of(get_result(session, round_id=scene.round.id))
    for write in (exports.unit_csv, exports.factor_csv, exports.criterion_csv, exports.score_csv):
        said = {row["unit"]: row["weighted"] for row in rows_of(write(view))}
        assert (said["snv"], said["cthue"]) == ("true", "false")
    first, *_, cthue, _ = rows_of(exports.unit_csv(view))
    assert (first["population"], cthue["population"]) == ("40", "")
    # M15: (1 - 4/40) * 0.75 * 0.25 / 3, in percent.
    assert float(first["standard_error"]) == pytest.approx(100 * (0.9 * 0.1875 / 3) ** 0.5, 1e-11)
    assert float(cthue["standard_error"]) == pytest.approx(100 * (0.1875 / 3) ** 0.5, 1e-11)


@pytest.mark.parametrize(
    ("write", "level"),
    [(exports.factor_csv, "factor"), (exports.criterion_csv, "criterion")],
)
def test_deeper_levels_carry_the_interval_of_their_own_figure_m16(
    session, tmp_path, write, level
) -> None:
    names = ["effective_n", "standard_error", "low", "high", "interval_rule"]
    text = write(result(session, tmp_path))
    columns = [f"{level}_{name}" for name in names]
    assert text.splitlines()[0].split(",")[-7:] == [*columns, "weighted", "simulated"]
    rows = rows_of(text)
    known = rows[0]
    low, index, high = (float(known[f"{level}_{name}"]) for name in ("low", "index", "high"))
    assert low < index < high
    unknown = next(row for row in rows if row["unit"] == "snv" and not row[f"{level}_n"].strip("0"))
    assert [unknown[column] for column in columns[1:]] == ["", "", "", "unknown"]
    silent = next(row for row in rows if row["unit"] == "stc")
    assert [silent[column] for column in columns] == [""] * 5


def test_the_terminal_table_of_criteria_has_intervals_m16(session: Session, tmp_path: Path) -> None:
    lines = listing.criterion_tables(result(session, tmp_path)).splitlines()
    assert lines[next(i for i, line in enumerate(lines) if "Tiêu chí" in line)].endswith(
        "Khoảng tin cậy 95%"
    )
    late = next(line for line in lines if "Sở Nội vụ" in line and "Đúng hẹn" in line)
    assert late.endswith("–")


def test_the_json_is_the_sealed_document_with_exact_figures(
    session: Session, tmp_path: Path
) -> None:
    view = result(session, tmp_path)
    stored = get_result(session, round_id=_round_id(session, view))
    data = json.loads(exports.result_json(stored))
    assert data["seal"] == stored.seal
    assert data["document"] == stored.document
    assert read_exact(data["document"]["units"][0]["index"]) == Fraction(250, 3)
    assert "Sở Nội vụ" in exports.result_json(stored)


def test_the_terminal_table_prints_rounded_figures_and_unknown_in_words_m10(
    session: Session, tmp_path: Path
) -> None:
    lines = listing.unit_tables(result(session, tmp_path)).splitlines()
    snv = next(line for line in lines if "Sở Nội vụ" in line)
    figures = ["3", "3", "83,33", "14,87–99,31", "–", "12,50", "15"]
    assert snv.split() == ["1", "Sở", "Nội", "vụ", *figures]
    assert any("Khoảng tin cậy 95%  Hạng có thể" in line for line in lines)
    stc = next(line for line in lines if "Sở Tài chính" in line)
    assert stc.count("chưa xác định") == 2
    assert "Sở, ngành (trung bình không tính 2 đơn vị chưa xác định)" in lines
    assert lines[-1].startswith("Trung bình chung: 91,67%")


def test_the_columns_of_a_terminal_table_line_up(session: Session, tmp_path: Path) -> None:
    for table in (listing.unit_tables, listing.score_tables):
        lines = table(result(session, tmp_path)).splitlines()
        rule = next(index for index, line in enumerate(lines) if line.startswith("---"))
        assert len(lines[rule]) >= len(lines[rule - 1])
        assert len(lines[rule + 1]) <= len(lines[rule])


def test_the_score_table_warns_that_printed_sums_may_differ_m10(
    session: Session, tmp_path: Path
) -> None:
    text = listing.score_tables(result(session, tmp_path))
    assert "lệch 0,01" in text
    assert "Nhóm 2" in text
    assert "79,10" in text


def _round_id(session: Session, view: ResultView) -> int:
    from surveyapp.rounds.queries import get_round_by_reference

    return get_round_by_reference(session, reference=view.round_code).id
