"""The tables at the desk, as they are published; a result that is not ready says so (P16)."""

from __future__ import annotations

from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from surveyapp.platform.database import Database
from surveyapp.results.freshness import Freshness, freshness_of
from surveyapp.results.services import refresh_result
from surveyapp.results.work import refresh_results
from surveyapp.scores.models import UnitMaximum, UnitScore
from tests.desk import make_desk_user, sign_in
from tests.pages import PageClient, text_of
from tests.results.scene import NOW, Scene, make_scene
from tests.statements import noted_statements

UNKNOWN = "chưa xác định"
#: Interval, possible places and band of Sở Nội vụ, and of a unit without responses.
SURE = ("1,03–99,88", "–", "–")
UNSURE = ("không có: chưa có phiếu hợp lệ", "–", "–")


@pytest.fixture
def scene(database: Database) -> Scene:
    """Sở Nội vụ with two forms, Cục Thuế with one, the others without any."""
    with database.transaction() as session:
        scene = make_scene(session)
        scene.answer("snv", "tt", polite="5", clear="4")
        scene.answer("snv", "tt", polite="5", clear="2")
        scene.answer("cthue", "tt", polite="1", clear="5")
    return scene


@pytest.fixture
def viewer(app: Flask, scene: Scene) -> PageClient:
    """Somebody who may look."""
    name = make_desk_user(app, authority_id=scene.round.authority_id, role="viewer")
    return sign_in(app.test_client(), name)


def rows(page: Element, group: str) -> list[list[str]]:
    """The cells of a group's table."""
    return cells(page, f"group-{group}")


def cells(page: Element, table_id: str) -> list[list[str]]:
    """The cells of the body of a table."""
    table = next(t for t in page.iter("table") if t.get("id") == table_id)
    body = table.find("tbody")
    assert body is not None
    return [[text_of(cell) for cell in row] for row in body]


def test_before_the_first_run_the_page_says_that_it_is_not_ready(
    viewer: PageClient, scene: Scene
) -> None:
    """P16: never "no data"."""
    for path in ("results", "score", "results/snv"):
        words = text_of(viewer.page(f"/rounds/{scene.round.code}/{path}"))
        assert "Chưa tính xong" in words
        assert "Không có dữ liệu" not in words


def test_the_table_has_rank_unit_forms_index_points_and_maximum(
    app: Flask, viewer: PageClient, scene: Scene
) -> None:
    refresh_results(app.extensions["surveyapp"])
    page = viewer.page(f"/rounds/{scene.round.code}/results")
    assert "Chưa tính xong" not in text_of(page)
    assert rows(page, "so") == [
        [*("1", "Sở Nội vụ", "2", "2", "75,00"), *SURE, "11,25", "15,00"],
        ["", "Sở Tài chính", "0", "–", UNKNOWN, *UNSURE, UNKNOWN, "15,00"],
        ["", "Sở Y tế", "0", "–", UNKNOWN, *UNSURE, UNKNOWN, "15,00"],
    ]
    assert "Trung bình nhóm (1 đơn vị, không tính 2 đơn vị chưa xác định)" in text_of(page)
    assert "Trung bình chung: 62,50 (2 đơn vị, không tính 3 đơn vị chưa xác định)" in text_of(page)
    reason = "không có: ít hơn 2 phiếu"
    figures = ["1", "50,00", reason, "–", "–", "8,00", "16,00"]
    assert rows(page, "tw")[0] == ["1", "Cục Thuế", "1", *figures]


def test_an_answer_after_the_run_makes_the_table_say_that_it_is_behind(
    app: Flask, viewer: PageClient, scene: Scene, database: Database
) -> None:
    """P16, and the answer changes the index once it is counted."""
    base = app.extensions["surveyapp"]
    refresh_results(base)
    with database.transaction() as session:
        again = Scene(session, session.merge(scene.round), scene.forms, scene.ids)
        again.answer("snv", "tt", polite="1", clear="1")
    address = f"/rounds/{scene.round.code}/results"
    page = viewer.page(address)
    assert "Chưa tính xong" in text_of(page)
    assert rows(page, "so")[0][4] == "75,00"
    refresh_results(base)
    page = viewer.page(address)
    assert "Chưa tính xong" not in text_of(page)
    assert rows(page, "so")[0][2:5] == ["3", "3", "50,00"]


def test_the_score_table_has_every_part_and_the_class(
    app: Flask, viewer: PageClient, scene: Scene, database: Database
) -> None:
    give_points(database, scene, unit="snv", points={"self": "50.25", "officials": "20"})
    refresh_results(app.extensions["surveyapp"])
    page = viewer.page(f"/rounds/{scene.round.code}/score")
    total = ["81,50", "90,00", "90,56", "Nhóm 1"]
    assert rows(page, "so")[0] == ["1", "Sở Nội vụ", "2", "50,25", "20,00", "11,25", *total]
    assert rows(page, "so")[1][3:6] == ["chưa xác định"] * 3
    assert cells(page, "classes")[-1] == ["Chưa xếp loại", "2", "2"]


def give_points(database: Database, scene: Scene, *, unit: str, points: dict[str, str]) -> None:
    """Points of a unit out of 90."""
    key = {"round_id": scene.round.id, "unit_id": scene.ids[unit], "imported_at": NOW}
    with database.transaction() as session:
        session.add(UnitMaximum(max_points="90", **key))
        for part, value in points.items():
            session.add(UnitScore(part=part, points=value, **key))


def test_the_page_of_a_unit_shows_factors_and_criteria(
    app: Flask, viewer: PageClient, scene: Scene
) -> None:
    refresh_results(app.extensions["surveyapp"])
    page = viewer.page(f"/rounds/{scene.round.code}/results/snv")
    figures = [text_of(element) for element in page.iter("dd")]
    index = ["75,00%", SURE[0], "11,25 trên 15,00"]
    assert figures == [*index, "1", "2 cỡ mẫu hiệu dụng 2"]
    assert cells(page, "criteria") == [
        ["Lịch sự", "100,00", "15,81–100,00", "2", "2", "0", "0"],
        ["Dễ hiểu", "50,00", "0,04–99,96", "1", "2", "0", "0"],
        ["Đúng hẹn", UNKNOWN, "không có: chưa đủ số liệu", "0", "0", "0", "0"],
    ]


def test_an_unknown_unit_is_not_found(app: Flask, viewer: PageClient, scene: Scene) -> None:
    refresh_results(app.extensions["surveyapp"])
    assert viewer.get(f"/rounds/{scene.round.code}/results/khong-co").status_code == 404


@pytest.mark.parametrize("path", ["results", "score", "results/snv"])
def test_result_pages_ask_little_of_the_database(
    app: Flask, viewer: PageClient, scene: Scene, path: str
) -> None:
    refresh_results(app.extensions["surveyapp"])
    with noted_statements(app) as noted:
        viewer.page(f"/rounds/{scene.round.code}/{path}")
    assert len(noted) <= 9


def test_freshness_follows_answers_points_and_publication(session: Session) -> None:
    scene = make_scene(session)
    round_ = scene.round

    def freshness() -> Freshness:
        return freshness_of(session, round_=round_)

    assert freshness() is Freshness.NEVER_RUN
    refresh_result(session, round_id=round_.id, now=NOW)
    assert freshness() is Freshness.CURRENT
    scene.answer("snv", "tt", polite="5")
    assert freshness() is Freshness.BEHIND
    refresh_result(session, round_id=round_.id, now=NOW)
    assert freshness() is Freshness.CURRENT
    later = NOW + timedelta(minutes=1)
    session.add(
        UnitMaximum(
            round_id=round_.id, unit_id=scene.ids["snv"], max_points="90", imported_at=later
        )
    )
    session.flush()
    assert freshness() is Freshness.BEHIND
    refresh_result(session, round_id=round_.id, now=later)
    assert freshness() is Freshness.CURRENT
    scene.population("snv", "tt", 300)
    assert freshness() is Freshness.BEHIND
    refresh_result(session, round_id=round_.id, now=later)
    session.execute(delete(UnitMaximum).where(UnitMaximum.round_id == round_.id))
    assert freshness() is Freshness.BEHIND
    refresh_result(session, round_id=round_.id, now=later)
    assert freshness() is Freshness.CURRENT
    round_.published_at = NOW
    scene.answer("snv", "tt", polite="5")
    assert freshness() is Freshness.CURRENT


def test_the_tables_go_out_as_spreadsheets(
    app: Flask, viewer: PageClient, scene: Scene, database: Database
) -> None:
    """P18: a byte order mark, semicolons, decimal commas; rounded as the page shows them."""
    address = f"/rounds/{scene.round.code}"
    assert viewer.get(f"{address}/results.csv").status_code == 404
    give_points(database, scene, unit="snv", points={"self": "50.25", "officials": "20"})
    refresh_results(app.extensions["surveyapp"])
    index = viewer.get(f"{address}/results.csv")
    assert index.data.startswith(b"\xef\xbb\xbf")
    lines = index.data.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("Nhóm;Hạng;Mã;Đơn vị;Số phiếu;Chỉ số (%);Điểm;Điểm tối đa;Cỡ mẫu")
    places = ";;;;Chưa có trọng số"
    assert lines[1] == f"Sở, ngành;1;snv;Sở Nội vụ;2;75,00;11,25;15,00;2,00;1,03;99,88;{places}"
    remark = "Chưa có trọng số, không có khoảng tin cậy (chưa có phiếu hợp lệ)"
    figures = f"0;{UNKNOWN};{UNKNOWN};15,00;;;;;;;"
    assert lines[2] == f"Sở, ngành;{UNKNOWN};stc;Sở Tài chính;{figures};{remark}"
    score = viewer.get(f"{address}/score.csv").data.decode("utf-8-sig").split("\r\n")
    figures = "50,25;20,00;11,25;81,50;90,00;90,56;Nhóm 1;Chưa có trọng số"
    assert score[1] == f"Sở, ngành;1;snv;Sở Nội vụ;2;{figures}"
    assert len(lines) == len(score) == 7


def test_every_row_of_a_simulated_sheet_says_so(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        scene = make_scene(session, simulated=True)
        scene.answer("snv", "tt", polite="5")
    refresh_results(app.extensions["surveyapp"])
    name = make_desk_user(app, authority_id=scene.round.authority_id, role="viewer")
    client = sign_in(app.test_client(), name)
    for path in ("results.csv", "score.csv"):
        lines = client.get(f"/rounds/{scene.round.code}/{path}").data.decode().split("\r\n")
        assert all(";Chưa có trọng số, số liệu mô phỏng" in line for line in lines[1:-1])
