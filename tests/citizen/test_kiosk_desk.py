"""Kiosks at the desk: making one, its code, its PIN, closing it, and who may."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import select

from surveyapp.accounts.models import AuditEvent
from surveyapp.accounts.passwords import verify_password
from surveyapp.citizen.kiosk.models import Kiosk
from surveyapp.rounds.services import close_round
from tests.citizen.conftest import Counter
from tests.citizen.kiosks import PIN, put_kiosk, with_quick_form
from tests.desk import make_desk_user, sign_in
from tests.pages import PageClient, hidden_fields, text_of
from tests.statements import noted_statements


@pytest.fixture
def counter(make_counter: Callable[..., Counter]) -> Counter:
    """A counter with a full and a quick form."""
    return make_counter(**with_quick_form())


def manager(counter: Counter, role: str = "survey_manager") -> PageClient:
    """Somebody of the authority that runs the round."""
    authority_id = counter.field.round.authority_id
    return sign_in(
        counter.client, make_desk_user(counter.app, authority_id=authority_id, role=role)
    )


def path(counter: Counter, end: str = "") -> str:
    """A page about the kiosks of the round."""
    return f"/rounds/{counter.field.round.code}/kiosks{end}"


def kiosks(counter: Counter) -> list[Kiosk]:
    """Every kiosk."""
    with counter.database.reading() as session:
        return list(session.scalars(select(Kiosk).order_by(Kiosk.id)))


def last_form(page: Element) -> Element:
    return list(page.iter("form"))[-1]


def new_kiosk(counter: Counter, client: PageClient, **changes: str) -> int:
    """Fill the form and send it; the status of the answer."""
    sent = {
        **hidden_fields(last_form(client.page(path(counter, "/new")))),
        "counter": str(counter.field.counter.id),
        "name": "Máy cạnh quầy 1",
        "offers": "both",
        "idle_seconds": "90",
        "pin": PIN,
        "pin_again": PIN,
    }
    return client.post(path(counter, "/new"), data=sent | changes).status_code


def test_a_kiosk_is_made_for_a_counter_and_audited(counter: Counter) -> None:
    client = manager(counter)
    assert "chưa có máy tính bảng nào" in text_of(client.page(path(counter)))
    assert new_kiosk(counter, client) == 302
    (kiosk,) = kiosks(counter)
    assert (kiosk.counter_id, kiosk.offers, kiosk.idle_seconds) == (
        counter.field.counter.id,
        "both",
        90,
    )
    assert kiosk.pin_hash.startswith("$argon2id$")
    assert verify_password(PIN, kiosk.pin_hash)
    with counter.database.reading() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert events[-1].action == "kiosk.create"
    assert PIN not in str(events[-1].detail) + events[-1].subject


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pin_again": "204817"}, "chưa giống nhau"),
        ({"pin": "12", "pin_again": "12"}, "4 đến 8 chữ số"),
        ({"pin": "12ab", "pin_again": "12ab"}, "4 đến 8 chữ số"),
        ({"pin": "٤٤٥٥", "pin_again": "٤٤٥٥"}, "4 đến 8 chữ số"),
        ({"pin": "123456789", "pin_again": "123456789"}, "4 đến 8 chữ số"),
        ({"pin": "1234", "pin_again": "1234"}, "quá dễ đoán"),
        ({"pin": "0000", "pin_again": "0000"}, "quá dễ đoán"),
        ({"idle_seconds": "29"}, "từ 30 đến 300"),
        ({"idle_seconds": "301"}, "từ 30 đến 300"),
        ({"idle_seconds": "nhiều"}, "số nguyên"),
        ({"offers": "none"}, "phương án"),
        ({"counter": "999999"}, "phương án"),
        ({"name": "  "}, "Xin điền"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(
    counter: Counter, changes: dict[str, str], words: str
) -> None:
    client = manager(counter)
    sent = hidden_fields(last_form(client.page(path(counter, "/new"))))
    good = {"counter": str(counter.field.counter.id), "name": "Máy", "offers": "both"}
    good |= {"idle_seconds": "90", "pin": PIN, "pin_again": PIN}
    answer = client.post(path(counter, "/new"), data=sent | good | changes)
    assert answer.status_code == 400
    assert words in answer.text
    assert kiosks(counter) == []


def test_a_round_without_a_quick_form_offers_the_full_one_only(
    make_counter: Callable[..., Counter],
) -> None:
    counter = make_counter()
    client = manager(counter)
    page = client.page(path(counter, "/new"))
    values = [e.get("value") for e in page.iter("input") if e.get("name") == "offers"]
    assert values == ["full"]
    assert "chưa có mẫu đánh giá nhanh" in text_of(page)
    assert new_kiosk(counter, client, offers="both") == 400


def test_the_list_shows_link_and_code(counter: Counter) -> None:
    link = put_kiosk(counter)
    page = manager(counter).page(path(counter))
    assert f"http://localhost/k/{link}" in text_of(page)
    (image,) = page.iter("img")
    assert image.get("src") == path(counter, f"/{link}.svg")
    code = counter.client.get(path(counter, f"/{link}.svg"))
    assert code.mimetype == "image/svg+xml"
    assert b"style" not in code.data


def test_the_list_asks_as_much_for_one_kiosk_as_for_ten(counter: Counter) -> None:
    put_kiosk(counter)
    client = manager(counter)
    with noted_statements(counter.app) as before:
        client.page(path(counter))
    for number in range(9):
        put_kiosk(counter, name=f"Máy {number}")
    with noted_statements(counter.app) as after:
        page = client.page(path(counter))
    assert len(list(page.iter("img"))) == 10
    assert len(after) == len(before) <= 4


def test_the_pin_can_be_changed(counter: Counter) -> None:
    link = put_kiosk(counter)
    client = manager(counter)
    sent = hidden_fields(last_form(client.page(path(counter, f"/{link}/pin"))))
    sent |= {"pin": "97531", "pin_again": "97531"}
    assert client.post(path(counter, f"/{link}/pin"), data=sent).status_code == 302
    (kiosk,) = kiosks(counter)
    assert verify_password("97531", kiosk.pin_hash)
    assert not verify_password(PIN, kiosk.pin_hash)
    again = client.post(path(counter, f"/{link}/pin"), data=sent | {"pin_again": "1"})
    assert again.status_code == 400
    assert "97531" not in again.text


def test_a_kiosk_is_closed_once(counter: Counter) -> None:
    link = put_kiosk(counter)
    client = manager(counter)
    sent = hidden_fields(last_form(client.page(path(counter))))
    assert client.post(path(counter, f"/{link}/close"), data=sent).status_code == 302
    assert kiosks(counter)[0].closed_at == counter.clock.moment
    page = client.page(path(counter))
    assert "đã đóng" in text_of(page)
    assert not list(page.iter("img"))
    answer = client.post(path(counter, f"/{link}/close"), data=sent)
    assert answer.status_code == 409
    assert "đã đóng từ trước" in answer.text


def test_p23_closing_needs_the_token_of_the_desk(counter: Counter) -> None:
    link = put_kiosk(counter)
    client = manager(counter)
    assert client.post(path(counter, f"/{link}/close")).status_code == 400
    assert kiosks(counter)[0].closed_at is None


def test_p24_a_kiosk_of_another_round_or_a_made_up_one_is_not_found(
    make_counter: Callable[..., Counter],
) -> None:
    counter, other = make_counter(**with_quick_form()), make_counter(**with_quick_form())
    link = put_kiosk(other)
    client = manager(counter)
    for text in (link, link[:-1], "x"):
        for end in (f"/{text}/pin", f"/{text}.svg"):
            assert client.get(path(counter, end)).status_code == 404


def test_a_published_round_takes_no_new_kiosk(counter: Counter) -> None:
    client = manager(counter)
    with counter.database.transaction() as session:
        round_ = session.merge(counter.field.round)
        close_round(session, round_=round_, now=counter.clock.moment)
        round_.published_at = counter.clock.moment
    counter.clock.advance(minutes=1)
    assert "Thêm máy" not in text_of(client.page(path(counter)))
    assert new_kiosk(counter, client) == 400
    assert kiosks(counter) == []


def test_kiosks_are_for_survey_managers(counter: Counter) -> None:
    client = manager(counter, "viewer")
    assert client.get(path(counter)).status_code == 403
    assert "Máy tính bảng" not in text_of(client.page(f"/rounds/{counter.field.round.code}"))
