"""Quick ratings stand beside the index and change nothing of it (M18)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from analysis.cube import same_counts
from surveyapp.platform.database import Database
from surveyapp.responses.cube import count_segments, get_cube
from surveyapp.responses.ledger import Remark, append_entry
from surveyapp.responses.recount import compare_counts, count_by_sql
from surveyapp.responses.snapshot import rebuild_round
from surveyapp.results.rows import QuickRow, UnitRow
from tests.desk import make_desk_user, sign_in
from tests.pages import text_of
from tests.results.scene import NOW, ZONE, Scene, make_scene, result_of, unit_of

#: Levels that people picked, all about one unit.
RATINGS = ("5", "5", "4", "4", "4", "3", "2", "1")


def rate(scene: Scene, unit: str = "snv", levels: tuple[str, ...] = RATINGS) -> None:
    for level in levels:
        scene.answer(unit, "nhanh", rating=level, words="Nhanh")


def survey(scene: Scene) -> None:
    """Full forms about two units."""
    for polite, clear in (("5", "4"), ("4", "2"), ("3", "5")):
        scene.answer("snv", "tt", polite=polite, clear=clear)
        scene.answer("stc", "dvc", clear=clear, on_time=polite)


def quick_of(scene: Scene, unit: str = "snv") -> QuickRow:
    (rating,) = unit_of(scene, unit).quick
    return rating


def test_the_share_is_of_the_valid_answers_in_percent_m18(session: Session) -> None:
    scene = make_scene(session, quick=True)
    rate(scene)
    found = quick_of(scene)
    assert (found.form, found.n, found.satisfied, found.valid) == ("nhanh", 8, 5, 8)
    assert found.share == Fraction(500, 8)


def test_the_interval_is_the_one_of_a_criterion_without_weights_m16(session: Session) -> None:
    scene = make_scene(session, quick=True, method={"weighting": "none"})
    rate(scene)
    for level in RATINGS:
        scene.answer("stc", "tt", polite=level)
    row = unit_of(scene, "stc")
    polite = next(node for node in row.criteria if node.code == "polite")
    assert quick_of(scene).precision == polite.precision


def test_one_rating_has_a_share_and_no_interval_m16(session: Session) -> None:
    scene = make_scene(session, quick=True)
    rate(scene, levels=("5",))
    found = quick_of(scene)
    assert found.share == 100
    assert found.precision is not None
    assert (found.precision.low, found.precision.rule) == (None, "too_few")


@pytest.mark.parametrize("combine_forms", ["pool", "per_form"])
@pytest.mark.parametrize("population", [False, True], ids=["unweighted", "weighted"])
def test_ratings_change_no_figure_of_the_index_m18(
    session: Session, combine_forms: str, population: bool
) -> None:
    scene = make_scene(session, quick=True, method={"combine_forms": combine_forms})
    survey(scene)
    if population:
        scene.population("snv", "tt", 40)
        scene.population("stc", "dvc", 90)
    before = {code: without_quick(unit_of(scene, code)) for code in ("snv", "stc", "syt")}
    total = result_of(scene).n
    rate(scene)
    rate(scene, "syt")
    assert {code: without_quick(unit_of(scene, code)) for code in before} == before
    assert result_of(scene).n == total == 6
    assert unit_of(scene, "syt").unknown == "no_responses"
    assert quick_of(scene, "syt").n == 8


def without_quick(row: UnitRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in UnitRow.__slots__ if name != "quick"}


def test_a_round_with_nothing_but_ratings_has_no_index_m6(session: Session) -> None:
    scene = make_scene(session, quick=True)
    rate(scene)
    result = result_of(scene)
    assert (result.n, result.index_mean.value) == (0, None)
    assert unit_of(scene, "snv").index is None
    assert unit_of(scene, "stc").quick == ()


def test_a_programme_without_a_quick_form_says_nothing_of_it(session: Session) -> None:
    scene = make_scene(session)
    survey(scene)
    result = result_of(scene)
    assert result.quick_forms == {}
    assert all(unit.quick == () for group in result.groups for unit in group.by_index)


def test_a_rating_that_does_not_count_is_taken_off_p3(session: Session) -> None:
    scene = make_scene(session, quick=True)
    rate(scene)
    worst = scene.answer("snv", "nhanh", rating="1")
    assert quick_of(scene).n == 9
    entry = Remark(
        scene.ids["snv"], worst.submission_id, "validity", False, "re_check", "Thử.", "snv"
    )
    append_entry(session.connection(), way_in=scene.round, remark=entry, zone=ZONE, now=NOW)
    found = quick_of(scene)
    assert (found.n, found.share) == (8, Fraction(500, 8))


def test_ratings_are_counted_the_same_in_three_ways(session: Session) -> None:
    scene = make_scene(session, quick=True)
    survey(scene)
    rate(scene)
    stored = result_of(scene)
    round_id = scene.round.id
    assert compare_counts(session, round_id=round_id).agree
    everything = get_cube(session, round_id=round_id)
    assert everything.n == 6 + 8
    assert same_counts(everything, count_segments(session, round_id=round_id))
    assert same_counts(everything, count_by_sql(session, round_id=round_id))
    rebuild_round(session, round_id=round_id)
    assert result_of(scene).seal == stored.seal


def test_the_pages_show_them_apart_and_say_that_they_are_no_part_of_the_index_m18(
    app: Flask, database: Database
) -> None:
    with database.transaction() as session:
        scene = make_scene(session, quick=True)
        survey(scene)
        rate(scene)
        result_of(scene)
    name = make_desk_user(app, authority_id=scene.round.authority_id, role="viewer")
    viewer = sign_in(app.test_client(), name)
    page = viewer.page(f"/rounds/{scene.round.code}/results/snv")
    words = text_of(page.find(".//main"))
    assert "Không tính vào Chỉ số hài lòng." in words
    (cells,) = ([text_of(c) for c in row] for row in page.findall(".//*[@id='quick']/tbody/tr"))
    assert cells[:4] == ["Sở Nội vụ", "8", "5", "62,50"]
    assert page.find(".//*[@id='quick']") is not None
    other = viewer.page(f"/rounds/{scene.round.code}/results/stc")
    assert "Đánh giá nhanh" not in text_of(other.find(".//main"))
    table = viewer.page(f"/rounds/{scene.round.code}/results")
    assert "Đánh giá nhanh tại quầy (không tính vào Chỉ số)" in text_of(table.find(".//main"))
