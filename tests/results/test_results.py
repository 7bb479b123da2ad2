"""From answers to the stored result: index, points, places, score, classes and means."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.results.scene import (
    GOOD,
    load_scores,
    make_scene,
    result_of,
    unit_of,
)


def test_a_unit_with_both_forms_pools_its_answers_per_criterion_m5(session: Session) -> None:
    scene = make_scene(session)
    scene.answer("snv", "tt", polite="5", clear="4")
    scene.answer("snv", "tt", polite="3", clear="5")
    scene.answer("snv", "dvc", clear="1", on_time="5")
    row = unit_of(scene, "snv")
    assert [node.index for node in row.criteria] == [50, Fraction(200, 3), 100]
    assert row.index == Fraction(650, 9)
    assert row.points == Fraction(65, 6)
    assert (row.n, row.max_points, row.rank, row.unknown) == (3, 15, 1, None)
    assert [(form.form, form.n) for form in row.forms] == [("tt", 2), ("dvc", 1)]


def test_a_unit_with_one_form_leaves_the_other_criteria_out_m6(session: Session) -> None:
    scene = make_scene(session)
    scene.answer("cthue", "tt", polite="4", clear="2")
    row = unit_of(scene, "cthue")
    assert (row.index, row.points, row.max_points) == (50, 8, 16)
    assert row.criteria_left_out == ("on_time",)
    assert [(node.name, node.index) for node in row.factors] == [
        ("Công chức", 50),
        ("Kết quả", None),
    ]


def test_a_unit_without_forms_is_unknown_and_stands_last_m6_m8(session: Session) -> None:
    scene = make_scene(session)
    scene.answer("syt", "tt", polite="1", clear="1")
    view = result_of(scene)
    group = view.groups[0]
    assert [(row.code, row.index, row.rank) for row in group.by_index] == [
        ("syt", 0, 1),
        ("snv", None, None),
        ("stc", None, None),
    ]
    assert (group.index_mean.n, group.index_mean.left_out) == (1, 2)
    assert unit_of(scene, "snv").unknown == "no_responses"


def test_blank_and_no_opinion_are_reported_and_leave_the_denominator_m2(session: Session) -> None:
    scene = make_scene(session)
    scene.answer("snv", "tt", polite="5")
    scene.answer("snv", "tt", polite="no_opinion", clear="no_opinion")
    row = unit_of(scene, "snv")
    assert (row.n, row.index) == (2, 100)
    assert (row.satisfied, row.valid, row.blank, row.no_opinion) == (1, 1, 1, 2)
    polite = row.criteria[0]
    assert (polite.n, polite.satisfied, polite.blank, polite.no_opinion) == (1, 1, 0, 1)
    assert polite.factor == "official"


def test_units_on_the_same_index_are_numbered_on_in_list_order_m8(session: Session) -> None:
    scene = make_scene(session)
    for unit in ("syt", "stc", "snv"):
        scene.answer(unit, "tt", polite="5", clear="5")
    group = result_of(scene).groups[0]
    assert [(row.code, row.rank, row.tied) for row in group.by_index] == [
        ("snv", 1, 3),
        ("stc", 2, 3),
        ("syt", 3, 3),
    ]


@pytest.mark.parametrize(
    ("method", "index"),
    [
        ({"roll_up": "criteria"}, Fraction(500, 9)),
        ({"roll_up": "factors"}, Fraction(125, 3)),
        ({"roll_up": "contents"}, Fraction(500, 9)),
        ({"roll_up": "pooled"}, Fraction(300, 5)),
        ({"roll_up": "weights", "weights": {"polite": 1, "clear": 3, "on_time": 1}}, 60),
        ({"satisfied": ["5"]}, Fraction(100, 9)),
    ],
)
def test_the_method_is_a_setting_of_the_programme_m1_m4(
    session: Session, method: dict[str, Any], index: Fraction
) -> None:
    """polite 1/1, clear 2/3 (one of them 5), on_time 0/1."""
    scene = make_scene(session, method=method)
    scene.answer("snv", "tt", polite="4", clear="4")
    scene.answer("snv", "tt", clear="5")
    scene.answer("snv", "dvc", clear="1", on_time="2")
    row = unit_of(scene, "snv")
    assert row.index == index


def test_an_index_per_form_needs_the_populations_m5(session: Session) -> None:
    scene = make_scene(session, method={"combine_forms": "per_form"})
    scene.answer("snv", "tt", polite="5", clear="5")
    scene.answer("snv", "dvc", clear="1", on_time="1")
    row = unit_of(scene, "snv")
    assert (row.index, row.unknown) == (None, "population_missing")
    scene.population("snv", "tt", 300)
    scene.population("snv", "dvc", 100)
    assert unit_of(scene, "snv").index == 75


def test_points_can_start_from_the_printed_index_m7(session: Session) -> None:
    scene = make_scene(session, method={"points_from": "printed"})
    for polite in ("5", "5", "1"):
        scene.answer("snv", "tt", polite=polite)
    row = unit_of(scene, "snv")
    assert row.index == Fraction(200, 3)
    assert row.points == Fraction("66.67") * 15 / 100


def test_the_printed_index_has_the_decimals_of_the_programme_m7_m10(session: Session) -> None:
    scene = make_scene(session, method={"points_from": "printed", "decimals": 3})
    for polite in ("5", "5", "1"):
        scene.answer("snv", "tt", polite=polite)
    assert unit_of(scene, "snv").points == Fraction("66.667") * 15 / 100


@pytest.mark.parametrize(
    ("ties", "places"),
    [("list_order", [1, 2, 3]), ("shared", [1, 1, 3]), ("dense", [1, 1, 2])],
)
def test_the_rule_for_ties_is_a_setting_m8(session: Session, ties: str, places: list[int]) -> None:
    scene = make_scene(session, method={"ties": ties})
    for unit, polite in (("snv", "5"), ("stc", "5"), ("syt", "1")):
        scene.answer(unit, "tt", polite=polite, clear="5")
    assert [row.rank for row in result_of(scene).groups[0].by_index] == places


@pytest.mark.parametrize(("rank_by", "places"), [("unrounded", (2, 1)), ("printed", (1, 2))])
def test_ranks_compare_the_figure_that_the_programme_names_m8(
    session: Session, rank_by: str, places: tuple[int, int]
) -> None:
    """2/3, and the mean of 5/7 and 5/8, both print as 67, where the list decides."""
    scene = make_scene(session, method={"rank_by": rank_by, "decimals": 0})
    for polite in ("5", "5", "1"):
        scene.answer("snv", "tt", polite=polite)
    for place in range(8):
        answers = {"polite": "5" if place < 5 else "1", "clear": "5" if place < 5 else "1"}
        scene.answer("stc", "tt", **({"clear": "1"} if place == 7 else answers))
    view = result_of(scene)
    snv, stc = (view.find_unit(unit) for unit in ("snv", "stc"))
    assert snv is not None
    assert stc is not None
    assert (snv.index, stc.index) == (Fraction(200, 3), Fraction(3750, 56))
    assert (snv.rank, stc.rank) == places


def test_the_reform_score_adds_the_parts_and_divides_by_the_lowered_maximum_m9(
    session: Session, tmp_path: Path
) -> None:
    scene = make_scene(session)
    load_scores(scene, tmp_path)
    for unit in ("snv", "stc"):
        scene.answer(unit, "tt", polite="5", clear="5")
    view = result_of(scene)
    snv = view.find_unit("snv")
    assert snv is not None
    total = Fraction("47.68") + Fraction("18.92") + 15
    assert snv.score.total == total
    assert snv.score.index == total / Fraction("93.5") * 100
    assert (snv.score.grade, snv.score.grade_name, snv.score.rank) == ("nhom_2", "Nhóm 2", 1)
    assert view.groups[0].grades == {"nhom_2": 2, "": 1}
    assert (view.score_mean.n, view.score_mean.left_out) == (2, 3)
    assert view.scored


def test_an_unknown_part_leaves_the_score_unknown_and_not_lower_m6_m9(
    session: Session, tmp_path: Path
) -> None:
    scene = make_scene(session)
    load_scores(scene, tmp_path, GOOD.replace("47.68", "").replace("89,", ","))
    for unit in ("snv", "stc"):
        scene.answer(unit, "tt", polite="5", clear="5")
    view = result_of(scene)
    scores = {row.code: row.score for row in view.groups[0].by_score}
    assert (scores["snv"].total, scores["snv"].rank, scores["snv"].grade) == (None, None, "")
    assert scores["snv"].missing == ("self",)
    assert scores["stc"].missing == ("max_points",)
    assert scores["stc"].total is not None
    assert scores["syt"].missing == ("sipas",)


def test_classes_compare_the_figure_that_ranks_compare_m12(
    session: Session, tmp_path: Path
) -> None:
    """Index 79.996...: unrounded it is below 80, printed it is 80.00."""
    rows = "unit,max_points,self,officials\nsnv,100,46.9964,18\n"
    for rank_by, grade in (("unrounded", "nhom_3"), ("printed", "nhom_2")):
        scene = make_scene(session, method={"rank_by": rank_by})
        load_scores(scene, tmp_path, rows)
        scene.answer("snv", "tt", polite="5", clear="5")
        assert unit_of(scene, "snv").score.grade == grade


@pytest.mark.parametrize(
    ("points", "grade"),
    [("57", "nhom_2"), ("57.000001", "nhom_1"), ("47", "nhom_2"), ("46.999999", "nhom_3")],
)
def test_an_index_exactly_on_a_threshold_has_the_class_that_owns_it_m12(
    session: Session, tmp_path: Path, points: str, grade: str
) -> None:
    """SIPAS 15 and officials 18 of 100: indexes of 90 and 80, and a little beside them."""
    scene = make_scene(session)
    load_scores(scene, tmp_path, f"unit,max_points,self,officials\nsnv,100,{points},18\n")
    scene.answer("snv", "tt", polite="5", clear="5")
    assert unit_of(scene, "snv").score.grade == grade


def test_every_round_has_its_own_points(session: Session, tmp_path: Path) -> None:
    scenes = [make_scene(session), make_scene(session)]
    load_scores(scenes[0], tmp_path)
    for scene in scenes:
        scene.answer("snv", "tt", polite="5", clear="5")
    assert [unit_of(scene, "snv").score.missing for scene in scenes] == [
        (),
        ("self", "officials", "max_points"),
    ]


def test_a_programme_without_other_parts_has_no_reform_table(session: Session) -> None:
    sipas = {"code": "sipas", "name": "SIPAS", "kind": "sipas", "max_points": {"so": 15}}
    scene = make_scene(session, parts=[sipas], classes=[])
    scene.answer("snv", "tt", polite="5", clear="5")
    scene.answer("cthue", "tt", polite="5", clear="5")
    view = result_of(scene)
    assert not view.scored
    cthue = view.find_unit("cthue")
    assert cthue is not None
    assert (cthue.index, cthue.points, cthue.max_points) == (100, None, None)
