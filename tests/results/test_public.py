"""The page of a published result: what was published about one unit, for everybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from surveyapp.platform.database import Database
from surveyapp.results.publishing import publish_round
from surveyapp.results.services import prepare_run, refresh_round
from surveyapp.rounds.models import Round
from surveyapp.rounds.services import RoundDates, close_round, create_round
from tests.fixtures.web import SetClock
from tests.pages import PageClient, text_of
from tests.results.scene import NOW, ZONE, Scene, make_scene

CLOSED = NOW + timedelta(hours=1)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def visitor(app: Flask, clock: SetClock) -> PageClient:
    """Somebody who is not signed in, two days later."""
    clock.moment = NOW + timedelta(days=2)
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


def answered(database: Database, **changes: Any) -> Scene:
    """A closed and counted round: three units have answers, one of them has quick ratings too."""
    with database.transaction() as session:
        scene = make_scene(session, quick=True, **changes)
        for unit, levels in (("snv", "55445"), ("stc", "53124"), ("cthue", "5")):
            for level in levels:
                scene.answer(unit, "tt", polite=level, clear="4")
        scene.answer("snv", "nhanh", rating="1")
        close_round(session, round_=scene.round, now=CLOSED)
    refresh_round(database, round_id=scene.round.id, now=CLOSED)
    return scene


def publish(database: Database, scene: Scene) -> None:
    with database.reading() as session:
        run = prepare_run(session, round_id=scene.round.id, now=LATER)
    with database.transaction() as session:
        publish_round(session, run=run, now=LATER)


def facts(visitor: PageClient, path: str) -> dict[str, str]:
    """The words of the page by their name."""
    page = visitor.page(path)
    names, values = ([text_of(e) for e in page.iter(tag)] for tag in ("dt", "dd"))
    return dict(zip(names, values, strict=True))


def test_a_published_unit_shows_index_interval_place_factors_and_day(
    database: Database, visitor: PageClient
) -> None:
    publish(database, answered(database))
    found = facts(visitor, "/ket-qua/tinh/snv")
    assert found["Chỉ số hài lòng"] == "100,00%"
    assert found["Khoảng tin cậy 95%"].startswith("từ ")
    assert found["Số phiếu hợp lệ"] == "5"
    assert found["Hạng trong nhóm"].startswith("1 trong 3 đơn vị (Sở, ngành);")
    assert found["So với trung bình nhóm"] in ("cao hơn rõ rệt", "không phân biệt được")
    assert found["Hồ sơ có kết quả"] == "từ 15/06/2026 đến 15/06/2026"
    assert found["Ngày công bố"] == "16/06/2026"
    assert found["Công chức"].startswith("100,00% từ ")
    assert found["Kết quả"] == "chưa xác định"


def test_it_says_in_plain_words_what_the_figures_mean(
    database: Database, visitor: PageClient
) -> None:
    publish(database, answered(database, method={"satisfied": ["3", "4", "5"]}))
    words = text_of(visitor.page("/ket-qua/tinh/stc").find(".//main"))
    assert "“Bình thường” hoặc “Hài lòng” hoặc “Rất hài lòng”" in words
    assert "chưa suy rộng cho mọi hồ sơ" in words
    assert "Mã niêm phong" in words


def test_nothing_of_other_units_and_of_quick_ratings_stands_on_it(
    database: Database, visitor: PageClient
) -> None:
    """M18."""
    publish(database, answered(database))
    words = text_of(visitor.page("/ket-qua/tinh/snv"))
    assert "Sở Nội vụ" in words
    for other in ("Sở Tài chính", "Sở Y tế", "Cục Thuế", "nhanh"):
        assert other not in words


def test_one_answer_has_no_interval_and_no_comparison_m16(
    database: Database, visitor: PageClient
) -> None:
    publish(database, answered(database))
    found = facts(visitor, "/ket-qua/tinh/cthue")
    assert found["Khoảng tin cậy 95%"] == "không có: ít hơn 2 phiếu"
    assert found["Hạng trong nhóm"] == "1 trong 2 đơn vị (Cơ quan Trung ương)"
    assert "So với trung bình nhóm" not in found


def test_a_unit_nobody_answered_about_is_unknown_and_has_no_place_m6(
    database: Database, visitor: PageClient
) -> None:
    publish(database, answered(database))
    found = facts(visitor, "/ket-qua/tinh/syt")
    assert found["Chỉ số hài lòng"] == "chưa xác định"
    assert found["Khoảng tin cậy 95%"] == "không có: chưa có phiếu hợp lệ"
    assert "Hạng trong nhóm" not in found


def test_a_closed_round_that_is_not_published_shows_nothing(
    database: Database, visitor: PageClient
) -> None:
    answered(database)
    page = visitor.page("/ket-qua/tinh/snv")
    words = text_of(page.find(".//main"))
    assert "Chưa có kết quả được công bố" in words
    assert page.find(".//dl") is None
    assert "%" not in words


def test_a_publication_to_come_and_a_result_that_is_not_final_show_nothing(
    database: Database, visitor: PageClient, clock: SetClock
) -> None:
    """Only the result computed at or after the publication is the published one."""
    scene = answered(database)
    for moment in (clock.moment + timedelta(days=1), LATER):
        with database.transaction() as session:
            session.get_one(Round, scene.round.id).published_at = moment
        words = text_of(visitor.page("/ket-qua/tinh/snv").find(".//main"))
        assert "Chưa có kết quả được công bố" in words


def test_the_last_published_round_that_rated_the_unit_is_shown(
    database: Database, visitor: PageClient
) -> None:
    scene = answered(database)
    publish(database, scene)
    with database.transaction() as session:
        today = NOW.date()
        create_round(
            session,
            programme=session.get_one(Round, scene.round.id).programme,
            code="dot-sau",
            name="Đợt sau",
            dates=RoundDates(today, today + timedelta(days=30), today, today),
            zone=ZONE,
            now=LATER,
        )
    assert facts(visitor, "/ket-qua/tinh/snv")["Đợt khảo sát"] == "Đợt thử"


@pytest.mark.parametrize("path", ["tinh/khong-co", "khong-co/snv", "khong-co/khong-co"])
def test_codes_that_nobody_has_are_not_found(
    database: Database, visitor: PageClient, path: str
) -> None:
    answered(database)
    visitor.page(f"/ket-qua/{path}", status=404)


@pytest.mark.parametrize("simulated", [False, True])
def test_simulated_figures_say_so(database: Database, visitor: PageClient, simulated: bool) -> None:
    publish(database, answered(database, simulated=simulated))
    words = text_of(visitor.page("/ket-qua/tinh/snv"))
    assert ("số liệu mô phỏng" in words) is simulated


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Satisfaction index", "100.00%", "16 June 2026")), ("km", ("សន្ទស្សន៍ពេញចិត្ត",))],
)
def test_it_speaks_the_languages_of_the_form(
    database: Database, visitor: PageClient, language: str, words: tuple[str, ...]
) -> None:
    publish(database, answered(database))
    for unit in ("snv", "syt", "cthue"):
        page = visitor.page(f"/ket-qua/tinh/{unit}?lang={language}")
        assert page.get("lang") == language
    said = text_of(visitor.page(f"/ket-qua/tinh/snv?lang={language}"))
    assert all(word in said for word in words)


def test_it_is_the_same_for_everybody_and_sets_no_cookie(
    database: Database, visitor: PageClient
) -> None:
    publish(database, answered(database))
    answer = visitor.get("/ket-qua/tinh/snv")
    assert answer.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in answer.headers
