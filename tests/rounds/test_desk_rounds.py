"""Rounds at the desk: the list, making one by clicking, its links, its last day."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import select

from surveyapp.accounts.models import AuditEvent
from surveyapp.platform.database import Database
from surveyapp.programmes.models import ProgrammeVersion
from surveyapp.rounds.codes import printed_code
from surveyapp.rounds.models import Round, ShortCode
from surveyapp.rounds.services import close_round
from tests.desk import make_desk_user, sign_in
from tests.factories import make_authority
from tests.field import Field, make_field, programme
from tests.fixtures.web import SetClock
from tests.pages import PageClient, hidden_fields, parse, text_of
from tests.statements import noted_statements


@pytest.fixture
def field(database: Database, clock: SetClock) -> Field:
    """A round in the field."""
    with database.transaction() as session:
        return make_field(session, now=clock.moment)


@pytest.fixture
def manager(app: Flask, field: Field) -> PageClient:
    """A survey manager of the round's authority, signed in."""
    name = make_desk_user(app, authority_id=field.round.authority_id, role="survey_manager")
    return sign_in(app.test_client(), name)


def filled(page: Element) -> dict[str, str]:
    """Everything that the last form of a page would send as it stands."""
    form = list(page.iter("form"))[-1]
    inputs = [f for f in form.iter("input") if f.get("type") not in ("hidden", "file", "checkbox")]
    return hidden_fields(form) | {f.get("name", ""): f.get("value", "") for f in inputs}


def test_the_list_shows_each_round_with_its_state(manager: PageClient, field: Field) -> None:
    page = manager.page("/rounds")
    row = text_of(next(iter(page.iter("tbody"))))
    assert field.round.name in row
    assert "đang mở" in row
    assert "15/06/2026 – 15/07/2026" in row


def test_the_list_asks_as_much_for_one_round_as_for_twenty(
    app: Flask, manager: PageClient, field: Field, database: Database, clock: SetClock
) -> None:
    with noted_statements(app) as before:
        manager.page("/rounds")
    with database.transaction() as session:
        for number in range(20):
            session.add(
                Round(
                    authority_id=field.round.authority_id,
                    programme_version_id=field.round.programme_version_id,
                    code=f"them-{number}",
                    name=f"Đợt {number}",
                    window_from=date(2026, 1, 1),
                    window_to=date(2026, 5, 1),
                    opens_at=clock.moment,
                    closes_at=clock.moment + timedelta(days=1),
                    created_at=clock.moment,
                )
            )
    with noted_statements(app) as after:
        page = manager.page("/rounds")
    assert len(list(page.iter("tr"))) == 22
    assert len(after) == len(before) <= 3


def test_a_round_is_made_in_two_clicks(
    manager: PageClient, field: Field, database: Database
) -> None:
    """With one programme there is nothing to choose and everything is filled in."""
    address = manager.get("/new-round").location
    sent = filled(manager.page(address))
    assert sent["code"] == "tinh-2026-06"
    assert sent["opens_on"] == "2026-06-15"
    response = manager.post(address, data=sent)
    assert response.location == "/rounds/tinh-2026-06"
    page = manager.page(response.location)
    assert "Đã tạo đợt khảo sát" in text_of(page)
    with database.reading() as session:
        events = session.scalars(select(AuditEvent.action)).all()
    assert events == ["login", "round.create"]


def test_a_second_click_makes_no_second_round(manager: PageClient, database: Database) -> None:
    """P8: the code decides, and the form comes back with everything in it."""
    address = manager.get("/new-round").location
    sent = filled(manager.page(address))
    manager.post(address, data=sent)
    again = manager.post(address, data=sent)
    assert again.status_code == 400
    assert "đã được dùng" in again.text
    assert filled(parse(again.text))["name"] == sent["name"]
    with database.reading() as session:
        assert len(session.scalars(select(Round)).all()) == 2


def test_the_next_proposal_is_free(manager: PageClient) -> None:
    address = manager.get("/new-round").location
    manager.post(address, data=filled(manager.page(address)))
    assert filled(manager.page(address))["code"] == "tinh-2026-06-2"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("code", "Đợt 1", "chữ thường không dấu"),
        ("name", " ", "Xin điền mục này"),
        ("closes_on", "2026-06-01", "từ ngày bắt đầu trở đi"),
        ("window_to", "2025-01-01", "từ ngày đầu kỳ trở đi"),
        ("opens_on", "31/02/2026", "Ngày chưa đúng"),
    ],
)
def test_a_faulty_round_comes_back_with_the_fault_beside_the_field(
    manager: PageClient, database: Database, name: str, value: str, words: str
) -> None:
    address = manager.get("/new-round").location
    response = manager.post(address, data=filled(manager.page(address)) | {name: value})
    assert response.status_code == 400
    page = parse(response.text)
    assert words in text_of(page)
    assert f"#{name}" in [a.get("href") for a in page.iter("a")]
    with database.reading() as session:
        assert len(session.scalars(select(Round)).all()) == 1


def test_a_stale_token_keeps_the_new_round(manager: PageClient) -> None:
    """P23."""
    address = manager.get("/new-round").location
    sent = filled(manager.page(address)) | {"name": "Đợt quý II", "csrf_token": "cũ"}
    response = manager.post(address, data=sent)
    assert response.status_code == 400
    again = filled(parse(response.text))
    assert again["name"] == "Đợt quý II"
    assert manager.post(address, data=again).status_code == 302


def test_several_programmes_are_offered(
    manager: PageClient, database: Database, clock: SetClock
) -> None:
    with database.transaction() as session:
        make_field(session, now=clock.moment, definition=programme(version="2"))
    page = manager.page("/new-round")
    choices = [a.get("href") for a in page.iter("a") if "/new-round/" in a.get("href", "")]
    assert choices == ["/new-round/small/2", "/new-round/small/1"]


def test_another_authority_does_not_exist_here(
    app: Flask, field: Field, database: Database
) -> None:
    """P24: rounds, links and programmes of others are not found."""
    with database.transaction() as session:
        stranger_id = make_authority(session).id
    name = make_desk_user(app, authority_id=stranger_id, role="administrator", username="khach")
    client = sign_in(app.test_client(), name)
    assert "Chưa có đợt nào" in client.get("/rounds").text
    code = field.round.code
    for path in (f"/rounds/{code}", f"/rounds/{code}/links", f"/rounds/{code}/dates"):
        assert client.get(path).status_code == 404
    assert client.get("/new-round/small/1").status_code == 404
    assert "Chưa nạp bộ chỉ số nào" in client.get("/new-round").text


def test_links_name_unit_counter_and_form(manager: PageClient, field: Field) -> None:
    page = manager.page(f"/rounds/{field.round.code}/links")
    rows = [text_of(row) for row in list(page.iter("tr"))[1:]]
    assert len(rows) == 2
    assert "Sở Nội vụ" in rows[0]
    assert "Bộ phận Một cửa" in rows[0]
    assert "01/TT" in rows[0]
    links = [a.get("href", "") for a in page.iter("a") if "/q/" in a.get("href", "")]
    assert links[0].startswith("http://localhost/q/")


def test_links_show_their_short_codes(
    manager: PageClient, field: Field, database: Database
) -> None:
    with database.transaction() as session:
        kept, lost = session.scalars(select(ShortCode).order_by(ShortCode.unit_id))
        session.delete(lost)
        code = printed_code(kept.code)
    rows = [text_of(row) for row in manager.page(f"/rounds/{field.round.code}/links").iter("tr")]
    assert code in rows[1]
    assert "Cấp khi chuẩn bị bản in" in rows[2]


def test_a_round_is_closed_and_opened_again(
    manager: PageClient, field: Field, database: Database, clock: SetClock
) -> None:
    code = field.round.code
    page = manager.page(f"/rounds/{code}/dates")
    clock.advance(hours=1)
    assert manager.post(f"/rounds/{code}/close", data=filled(page)).status_code == 302
    assert "đã đóng" in manager.get(f"/rounds/{code}").text
    page = manager.page(f"/rounds/{code}/dates")
    sent = filled(page) | {"closes_on": "2026-08-31"}
    assert manager.post(f"/rounds/{code}/dates", data=sent).status_code == 302
    assert "đang mở" in manager.get(f"/rounds/{code}").text
    with database.reading() as session:
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions[-2:] == ["round.close", "round.extend"]


def test_an_end_in_the_past_is_refused(manager: PageClient, field: Field) -> None:
    address = f"/rounds/{field.round.code}/dates"
    response = manager.post(
        address, data=filled_dates(manager, address) | {"closes_on": "2026-06-01"}
    )
    assert response.status_code == 400
    assert "phải từ hôm nay trở đi" in response.text


def filled_dates(client: PageClient, address: str) -> dict[str, str]:
    """The form that moves the last day, as it stands."""
    form = next(f for f in client.page(address).iter("form") if f.get("action") == address)
    return hidden_fields(form)


def test_a_closed_round_is_not_closed_again(
    manager: PageClient, field: Field, database: Database, clock: SetClock
) -> None:
    code = field.round.code
    sent = filled(manager.page(f"/rounds/{code}/dates"))
    with database.transaction() as session:
        round_ = session.merge(field.round)
        close_round(session, round_=round_, now=clock.moment + timedelta(hours=1))
    clock.advance(hours=2)
    response = manager.post(f"/rounds/{code}/close", data=sent)
    assert response.status_code == 409
    assert "Chỉ đóng được đợt đang mở" in response.text


def test_a_simulated_round_says_so_on_every_page(
    app: Flask, database: Database, clock: SetClock
) -> None:
    with database.transaction() as session:
        field = make_field(session, now=clock.moment, simulated=True)
    name = make_desk_user(app, authority_id=field.round.authority_id, role="administrator")
    client = sign_in(app.test_client(), name)
    assert "số liệu mô phỏng" in client.get("/rounds").text
    for page in ("", "/links", "/dates", "/results", "/score", "/scores", "/prints"):
        assert "Số liệu mô phỏng" in client.get(f"/rounds/{field.round.code}{page}").text


def test_the_first_round_publishes_the_programme(manager: PageClient, database: Database) -> None:
    with database.reading() as session:
        assert session.scalars(select(ProgrammeVersion)).one().published_at is not None
