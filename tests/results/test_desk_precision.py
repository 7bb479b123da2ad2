"""What the desk says of weights, intervals, places and bands (M13-M17)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from surveyapp.platform.database import Database
from surveyapp.results.exports import unit_csv
from surveyapp.results.models import Result
from surveyapp.results.queries import get_result, view_of
from surveyapp.results.work import refresh_results
from tests.desk import make_desk_user, sign_in
from tests.pages import PageClient, text_of
from tests.results.scene import NOW, Scene, make_scene
from tests.results.test_desk_tables import cells, rows
from tests.statements import noted_statements

SVG = "{http://www.w3.org/2000/svg}"
Enter = Callable[[Scene, str], PageClient]


@pytest.fixture
def enter(app: Flask) -> Enter:
    """Compute the results and sign in with a role."""

    def opened(scene: Scene, role: str = "viewer") -> PageClient:
        refresh_results(app.extensions["surveyapp"])
        name = make_desk_user(app, authority_id=scene.round.authority_id, role=role)
        return sign_in(app.test_client(), name)

    return opened


def say(scene: Scene, unit: str, good: int, bad: int, form: str = "tt") -> None:
    """Forms that are satisfied with everything, and forms with nothing."""
    items = ("polite", "clear") if form == "tt" else ("clear", "on_time")
    for level, count in (("5", good), ("1", bad)):
        for _ in range(count):
            scene.answer(unit, form, **dict.fromkeys(items, level))


def weighted_scene(database: Database) -> Scene:
    """snv in two channels, stc far below it, syt with fewer dossiers than forms, cthue weighed."""
    with database.transaction() as session:
        scene = make_scene(session)
        say(scene, "snv", 29, 1)
        say(scene, "snv", 8, 2, form="dvc")
        say(scene, "stc", 6, 24)
        say(scene, "syt", 6, 4)
        say(scene, "cthue", 2, 0)
        for unit, channel, dossiers in (
            *(("snv", "tt", 900), ("snv", "dvc", 100), ("stc", "tt", 500)),
            *(("stc", "dvc", 20), ("syt", "tt", 9), ("cthue", "tt", 2)),
        ):
            scene.population(unit, channel, dossiers)
    return scene


def results(client: PageClient, scene: Scene) -> Element:
    return client.page(f"/rounds/{scene.round.code}/results")


def test_without_weights_the_page_says_so_and_tells_managers_the_command(
    database: Database, enter: Enter
) -> None:
    with database.transaction() as session:
        scene = make_scene(session)
        say(scene, "snv", 3, 1)
    command = f"flask population import {scene.round.code} FILE"
    seen = text_of(results(enter(scene, "viewer"), scene))
    assert "Chưa có trọng số. Bảng chỉ mô tả các phiếu đã thu về" in seen
    assert command not in seen
    assert command in text_of(results(enter(scene, "survey_manager"), scene))


def test_a_programme_that_wants_no_weights_is_not_asked_for_dossiers(
    database: Database, enter: Enter
) -> None:
    with database.transaction() as session:
        scene = make_scene(session, method={"weighting": "none"})
        say(scene, "snv", 3, 1)
    client = enter(scene, "survey_manager")
    seen = text_of(results(client, scene))
    assert "Bộ chỉ số này không dùng trọng số." in seen
    assert "flask population" not in seen
    unit = text_of(client.page(f"/rounds/{scene.round.code}/results/snv"))
    assert "Chưa có trọng số: bộ chỉ số này không dùng trọng số." in unit


def test_a_weighted_table_names_the_units_that_are_not_and_why(
    database: Database, enter: Enter
) -> None:
    """M14: nine dossiers cannot have given ten forms."""
    scene = weighted_scene(database)
    page = results(enter(scene, "survey_manager"), scene)
    seen = text_of(page)
    assert "Có trọng số theo số hồ sơ. Mỗi phiếu được tính" in seen
    assert "1 đơn vị chưa có trọng số, lý do ghi dưới tên đơn vị." in seen
    assert "flask population" not in seen
    names = [row[1] for row in rows(page, "so")]
    reason = "Chưa có trọng số: số hồ sơ ít hơn số phiếu"
    assert names == ["Sở Nội vụ", f"Sở Y tế {reason}", "Sở Tài chính"]


def test_the_table_shows_effective_n_interval_places_and_band(
    database: Database, enter: Enter
) -> None:
    """M15-M17; Kish: 1000^2 / (30 * 30^2 + 10 * 10^2) = 35.7."""
    scene = weighted_scene(database)
    page = results(enter(scene, "viewer"), scene)
    first, _, last = rows(page, "so")
    assert first[:4] == ["1", "Sở Nội vụ", "40", "36"]
    low, high = (float(bound.replace(",", ".")) for bound in first[5].split("–"))
    assert low < float(first[4].replace(",", ".")) < high
    assert first[6:8] == ["1–2", "▲ cao hơn rõ rệt"]
    assert last[6:8] == ["3", "▼ thấp hơn rõ rệt"]


def test_where_everybody_answered_there_is_no_interval_and_the_page_says_why(
    database: Database, enter: Enter
) -> None:
    """M16: a census has no sampling error."""
    scene = weighted_scene(database)
    row = rows(results(enter(scene, "viewer"), scene), "tw")[0]
    assert row[4:8] == ["100,00", "không có: mọi hồ sơ đều có phiếu", "–", "–"]


def test_every_interval_is_drawn_and_hidden_from_those_who_hear_the_table(
    database: Database, enter: Enter
) -> None:
    scene = weighted_scene(database)
    page = results(enter(scene, "viewer"), scene)
    drawings = list(page.iter(f"{SVG}svg"))
    assert {drawing.get("aria-hidden") for drawing in drawings} == {"true"}
    dots = [e for e in page.iter(f"{SVG}circle") if e.get("class") == "dot"]
    whiskers = [e for e in page.iter(f"{SVG}path") if e.get("class") == "whisker"]
    assert (len(dots), len(whiskers)) == (4, 3)


def test_the_table_is_explained_in_a_disclosure(database: Database, enter: Enter) -> None:
    scene = weighted_scene(database)
    page = results(enter(scene, "viewer"), scene)
    told = text_of(page.find(".//details"))
    for words in ("Khoảng tin cậy 95%", "Cỡ mẫu hiệu dụng", "Các hạng có thể", "▲ cao hơn"):
        assert words in told
    assert "Hạng chính thức vẫn là số ở cột “Hạng”" in told


def test_the_page_of_a_unit_says_where_it_could_stand_and_how_it_is_weighted(
    database: Database, enter: Enter
) -> None:
    scene = weighted_scene(database)
    page = enter(scene, "viewer").page(f"/rounds/{scene.round.code}/results/snv")
    seen = text_of(page)
    assert "Có thể đứng từ hạng 1 đến hạng 2 trong nhóm." in seen
    assert "So với trung bình nhóm: cao hơn rõ rệt. Hạng chính thức là hạng 1." in seen
    assert "40 phiếu hợp lệ đại diện cho 1.000 hồ sơ" in seen
    assert cells(page, "weights") == [
        ["dvc", "100", "10", "10,00"],
        ["tt", "900", "30", "30,00"],
    ]


def test_one_possible_place_is_told_as_one(database: Database, enter: Enter) -> None:
    scene = weighted_scene(database)
    page = enter(scene, "viewer").page(f"/rounds/{scene.round.code}/results/stc")
    assert "Chỉ có thể đứng hạng 3 trong nhóm." in text_of(page)


def test_joined_and_silent_channels_are_told_by_their_names(
    database: Database, enter: Enter
) -> None:
    """M14: the document stores codes; names come from the programme."""
    channels = [
        {"code": "truc_tiep", "name": "Trực tiếp", "forms": ["tt"]},
        {"code": "truc_tuyen", "name": "Trực tuyến", "forms": ["dvc"]},
    ]
    with database.transaction() as session:
        scene = make_scene(session, channels=channels)
        say(scene, "snv", 6, 4)
        scene.population("snv", "truc_tiep", 30, field="dat_dai")
        scene.population("snv", "truc_tuyen", 50, field="dat_dai")
    page = enter(scene, "viewer").page(f"/rounds/{scene.round.code}/results/snv")
    seen = text_of(page)
    assert "Đã gộp “Trực tuyến” với “Trực tiếp”" in seen
    assert "Không có phiếu của kênh Trực tuyến:" in seen
    assert cells(page, "weights") == [["Trực tiếp + Trực tuyến", "80", "10", "8,00"]]


def test_a_unit_that_is_not_weighted_says_why(database: Database, enter: Enter) -> None:
    scene = weighted_scene(database)
    client = enter(scene, "viewer")
    told = {
        unit: text_of(client.page(f"/rounds/{scene.round.code}/results/{unit}"))
        for unit in ("syt", "kbnn")
    }
    assert "Chưa có trọng số: số hồ sơ ít hơn số phiếu." in told["syt"]
    assert "Chưa có trọng số: chưa có phiếu hợp lệ." in told["kbnn"]


def test_a_unit_alone_in_its_group_is_not_compared(database: Database, enter: Enter) -> None:
    """The mean of the group is its own index, and drawn there."""
    with database.transaction() as session:
        scene = make_scene(session)
        say(scene, "snv", 3, 1)
    client = enter(scene, "viewer")
    page = client.page(f"/rounds/{scene.round.code}/results/snv")
    assert "thể đứng" not in text_of(page)
    table = results(client, scene)
    means = [e.get("d") for e in table.iter(f"{SVG}path") if e.get("class") == "mean"]
    dots = [e.get("cx") for e in table.iter(f"{SVG}circle")]
    assert means == [f"M{dots[0]} 0v20"]


def test_places_among_fewer_units_than_the_group_has_say_so(
    database: Database, enter: Enter
) -> None:
    """M17: a unit without an interval takes no part."""
    with database.transaction() as session:
        scene = make_scene(session)
        say(scene, "snv", 9, 1)
        say(scene, "stc", 8, 2)
    page = enter(scene, "viewer").page(f"/rounds/{scene.round.code}/results/snv")
    words = "Có thể đứng từ hạng 1 đến hạng 2 trong nhóm, so với 2 đơn vị có khoảng tin cậy."
    assert words in text_of(page)


def test_a_published_round_does_not_ask_for_dossiers_any_more(
    database: Database, enter: Enter
) -> None:
    with database.transaction() as session:
        scene = make_scene(session)
        say(scene, "snv", 3, 1)
        scene.round.published_at = NOW
    seen = text_of(results(enter(scene, "survey_manager"), scene))
    assert "Chưa có trọng số." in seen
    assert "flask population" not in seen


def test_the_machine_csv_has_the_places_in_their_order(database: Database, enter: Enter) -> None:
    scene = weighted_scene(database)
    enter(scene, "viewer")
    with database.reading() as session:
        view = view_of(get_result(session, round_id=scene.round.id))
    row = next(csv.DictReader(io.StringIO(unit_csv(view))))
    assert (row["unit"], row["rank_low"], row["rank_high"]) == ("snv", "1", "2")
    assert (row["band"], row["population"], row["weighted"]) == ("above", "1000", "true")


def test_every_row_of_the_sheet_says_whether_it_is_weighted(
    database: Database, enter: Enter
) -> None:
    """P18: rows are copied one by one."""
    scene = weighted_scene(database)
    client = enter(scene, "viewer")
    for path in ("results.csv", "score.csv"):
        text = client.get(f"/rounds/{scene.round.code}/{path}").data.decode("utf-8-sig")
        remarks = {line.split(";")[2]: line.split(";")[-1] for line in text.splitlines()[1:]}
        assert remarks["snv"] == "Có trọng số"
        assert remarks["syt"] == "Chưa có trọng số"
        assert remarks["cthue"] == "Có trọng số, không có khoảng tin cậy (mọi hồ sơ đều có phiếu)"
    lines = client.get(f"/rounds/{scene.round.code}/results.csv").data.decode().splitlines()
    assert lines[1].split(";")[-5:-1] == ["1", "2", "cao hơn rõ rệt", "1000"]


def test_a_result_in_a_shape_that_nobody_reads_is_shown_once_it_is_computed_anew(
    app: Flask, database: Database, enter: Enter
) -> None:
    """P16: after an upgrade the page waits for the worker instead of failing."""
    scene = weighted_scene(database)
    client = enter(scene, "viewer")
    with database.transaction() as session:
        stored = session.get_one(Result, scene.round.id)
        stored.document = {"format": 0}
    assert "Chưa tính xong" in text_of(results(client, scene))
    refresh_results(app.extensions["surveyapp"])
    assert len(rows(results(client, scene), "so")) == 3


@pytest.mark.parametrize("path", ["results", "results/snv"])
def test_weighted_pages_ask_no_more_of_the_database(
    app: Flask, database: Database, enter: Enter, path: str
) -> None:
    scene = weighted_scene(database)
    client = enter(scene, "viewer")
    with noted_statements(app) as noted:
        client.page(f"/rounds/{scene.round.code}/{path}")
    assert len(noted) <= 9
