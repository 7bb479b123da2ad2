"""Points taken at the desk: the sheet goes out and comes back; a faulty one changes nothing."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from surveyapp.accounts.models import AuditEvent
from surveyapp.platform.database import Database
from surveyapp.scores.models import UnitScore
from surveyapp.scores.queries import get_scores
from tests.desk import make_desk_user, sign_in
from tests.pages import PageClient, hidden_fields, parse, text_of
from tests.results.scene import Scene, make_scene

GOOD = (
    "unit;name;max_points;self;officials\r\n"
    "snv;Sở Nội vụ;90,5;50,25;20\r\n"
    "stc;;;;\r\nsyt;;;;\r\ncthue;;;;\r\nkbnn;;;;\r\n"
)


@pytest.fixture
def scene(database: Database) -> Scene:
    """A round whose programme takes two parts from outside."""
    with database.transaction() as session:
        return make_scene(session)


@pytest.fixture
def manager(app: Flask, scene: Scene) -> PageClient:
    """A survey manager."""
    name = make_desk_user(app, authority_id=scene.round.authority_id, role="survey_manager")
    return sign_in(app.test_client(), name)


def upload(
    client: PageClient, scene: Scene, content: bytes, *, name: str = "điểm.csv", **fields: str
) -> TestResponse:
    """Choose a file and send it."""
    address = f"/rounds/{scene.round.code}/scores"
    form = next(f for f in client.page(address).iter("form") if f.get("action") == address)
    sent = hidden_fields(form) | fields | {"file": (io.BytesIO(content), name)}
    return client.post(address, data=sent, content_type="multipart/form-data")


def points(database: Database, scene: Scene) -> dict[tuple[str, str], str]:
    """What is stored."""
    with database.reading() as session:
        stored = get_scores(session, round_id=scene.round.id).points
    return {key: str(value) for key, value in stored.items()}


def test_a_good_file_is_taken_and_recorded(
    manager: PageClient, scene: Scene, database: Database
) -> None:
    response = upload(manager, scene, GOOD.encode("utf-8-sig"))
    assert response.location == f"/rounds/{scene.round.code}/score"
    assert "Đã nhập 3 số của 5 đơn vị" in text_of(manager.page(response.location))
    assert points(database, scene) == {("snv", "self"): "50.25", ("snv", "officials"): "20"}
    with database.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "scores.import"))
        assert event.one().detail["figures"] == 3


def test_the_sheet_that_goes_out_comes_back_without_a_change(
    manager: PageClient, scene: Scene, database: Database
) -> None:
    """P18: a byte order mark, semicolons and decimal commas, as Excel writes them here."""
    upload(manager, scene, GOOD.encode())
    before = points(database, scene)
    sheet = manager.get(f"/rounds/{scene.round.code}/scores.csv")
    assert sheet.data.startswith(b"\xef\xbb\xbfunit;name;max_points;self;officials\r\n")
    assert "snv;Sở Nội vụ;90,5;50,25;20" in sheet.data.decode()
    assert upload(manager, scene, sheet.data).status_code == 302
    assert points(database, scene) == before


def test_a_faulty_file_names_every_fault_and_writes_nothing(
    manager: PageClient, scene: Scene, database: Database
) -> None:
    bad = GOOD.replace("50,25", "61").replace("stc;", "khong-co;").replace("syt;;;", "syt;;;x")
    response = upload(manager, scene, bad.encode())
    assert response.status_code == 400
    words = text_of(parse(response.text))
    for part in ("Tệp có 5 lỗi", "lớn hơn điểm tối đa", "khong-co", "không phải là một số"):
        assert part in words
    assert "Thiếu đơn vị" in words
    assert points(database, scene) == {}


def test_a_partial_file_is_taken_when_asked_for(manager: PageClient, scene: Scene) -> None:
    part = "\r\n".join(GOOD.split("\r\n")[:2]).encode()
    assert upload(manager, scene, part).status_code == 400
    assert upload(manager, scene, part, partial="y").status_code == 302


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "", "Xin chọn tệp."),
        (b"x", "diem.xlsx", "Xin chọn tệp có đuôi .csv."),
        (b"", "diem.csv", "không có dòng nào"),
        (b"\xff\xfe\x00a", "diem.csv", "UTF-8"),
    ],
)
def test_what_is_no_table_is_refused_in_words(
    manager: PageClient, scene: Scene, content: bytes, name: str, words: str
) -> None:
    response = upload(manager, scene, content, name=name)
    assert response.status_code == 400
    assert words in text_of(parse(response.text))


def test_a_stale_token_asks_for_the_file_again(
    manager: PageClient, scene: Scene, database: Database
) -> None:
    """P23: a chosen file is the one thing that a page cannot give back, so it says so."""
    response = upload(manager, scene, GOOD.encode(), csrf_token="cũ")
    assert response.status_code == 400
    assert "phải chọn lại" in response.text
    with database.reading() as session:
        assert not session.scalars(select(UnitScore)).all()
