"""Typing a short code: on the front page, on `/ma`, or behind the address."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable

import pytest
from sqlalchemy import select

from surveyapp.platform.rate_limits.models import RateCount
from surveyapp.rounds.codes import check_digit, short_codes
from surveyapp.rounds.models import ShortCode
from tests.citizen.conftest import GOOD, Counter
from tests.desk import make_desk_user, sign_in
from tests.field import programme
from tests.pages import PageClient, text_of
from tests.rounds.test_fields import FIELDS


def code_of(counter: Counter, *, unit: int = 0) -> str:
    """The short code of the counter's link to a unit."""
    with counter.database.reading() as session:
        codes = short_codes(session, round_id=counter.field.round.id)
    return next(code for to, code in codes.items() if to.unit_id == counter.field.units[unit].id)


def unknown_codes(counter: Counter, count: int) -> list[str]:
    """Codes with the right check digit that lead nowhere."""
    with counter.database.reading() as session:
        known = set(session.scalars(select(ShortCode.code)))
    made = (f"{number}{check_digit(str(number))}" for number in range(1_000_000, 9_999_999))
    return list(itertools.islice((code for code in made if code not in known), count))


def counted(counter: Counter) -> int:
    with counter.database.reading() as session:
        return sum(row.count for row in session.scalars(select(RateCount)))


@pytest.mark.parametrize("shape", ["{0}-{1}", "{0}{1}", " {0} {1} ", "{0}.{1}", "{0} - {1}"])
def test_a_typed_code_leads_to_the_form_of_its_link(counter: Counter, shape: str) -> None:
    code = code_of(counter, unit=1)
    typed = shape.format(code[:4], code[4:])
    answered = counter.client.get("/ma", query_string={"so": typed})
    assert answered.status_code == 302
    assert answered.location == f"/q/{counter.link(unit=1)}"
    assert "Sở Tài chính" in counter.client.get(answered.location).text


def test_a_code_behind_the_address_leads_there_too(counter: Counter) -> None:
    code = code_of(counter)
    for path in (f"/{code}", f"/{code[:4]}-{code[4:]}", f"/{code[:4]} {code[4:]}"):
        assert counter.client.get(path).location == f"/q/{counter.link()}"
    assert counter.client.get(f"/{code}?lang=en").location == f"/q/{counter.link()}?lang=en"


def test_an_answer_typed_in_by_code_is_stored_as_one_of_its_counter(counter: Counter) -> None:
    answered = counter.client.get("/" + code_of(counter))
    assert counter.send(path=answered.location).status_code == 200
    (stored,) = counter.stored()
    assert (stored.counter_id, stored.channel) == (counter.field.counter.id, "qr")


@pytest.mark.parametrize("anonymous", [False, True])
def test_an_answer_by_the_link_of_a_field_carries_the_field(
    make_counter: Callable[..., Counter], anonymous: bool
) -> None:
    counter = make_counter(definition=programme(fields=FIELDS), anonymous=anonymous)
    with counter.database.reading() as session:
        codes = short_codes(session, round_id=counter.field.round.id)
    code = next(code for to, code in codes.items() if to.field_id)
    path = counter.client.get("/" + code).location
    assert "Đất đai" in text_of(counter.client.page(path))
    assert counter.send(GOOD, path=path).status_code == 200
    (stored,) = counter.stored()
    assert stored.field_code == "dat-dai"
    assert stored.channel == "qr"


def test_the_front_page_offers_the_box_and_the_login(counter: Counter) -> None:
    page = counter.client.page("/")
    (box,) = (field for field in page.iter("input") if field.get("name") == "so")
    assert box.get("inputmode") == "numeric"
    assert box.get("pattern") is None, "browsers inside messaging apps then refuse to send"
    assert "/login" in {link.get("href") for link in page.iter("a")}
    form = next(form for form in page.iter("form") if form.get("action") == "/ma")
    assert form.get("method") == "get"


def test_the_front_page_leads_those_signed_in_to_their_desk(counter: Counter) -> None:
    authority_id = counter.field.round.authority_id
    user = make_desk_user(counter.app, authority_id=authority_id, role="viewer")
    assert sign_in(counter.client, user).get("/").location == "/rounds"


@pytest.mark.parametrize("path", ["/", "/ma"])
def test_the_box_speaks_three_languages(client: PageClient, path: str) -> None:
    assert "Mã in cạnh mã QR" in text_of(client.page(path))
    assert "Code printed beside the QR code" in text_of(client.page(f"{path}?lang=en"))
    khmer = client.get(path, headers={"Accept-Language": "km,vi;q=0.5"})
    assert 'lang="km"' in khmer.text
    assert khmer.headers["Vary"].count("Accept-Language") == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Anh/chị chưa nhập mã."),
        ("abc", "Anh/chị chưa nhập mã."),
        ("1234-567", "Mã có 8 chữ số; anh/chị đã nhập 7 chữ số."),
        ("1234-56789", "Mã có 8 chữ số; anh/chị đã nhập 9 chữ số."),
        ("%00", "Mã có 8 chữ số; anh/chị đã nhập 2 chữ số."),
        ("<b>1</b>", "Mã có 8 chữ số; anh/chị đã nhập 1 chữ số."),
    ],
)
def test_what_is_no_code_is_told_and_kept_in_the_box(
    counter: Counter, typed: str, words: str
) -> None:
    page = counter.client.get("/ma", query_string={"so": typed})
    assert page.status_code == 404
    assert words in page.text
    assert counted(counter) == 0


def test_a_slip_is_told_at_once_and_does_not_count(counter: Counter) -> None:
    code = code_of(counter)
    slips = [code[:7] + str((int(code[7]) + 1) % 10), code[1] + code[0] + code[2:]]
    for slip in slips:
        if slip == code:
            continue
        page = counter.client.get(f"/{slip}")
        assert page.status_code == 404
        assert "Mã bị gõ sai một số" in page.text
        assert f'value="{slip}"' in page.text
    assert counted(counter) == 0


def test_p11_an_unknown_code_is_logged_without_its_digits(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    (code,) = unknown_codes(counter, 1)
    with caplog.at_level(logging.WARNING):
        page = counter.client.get(f"/{code}")
    assert page.status_code == 404
    assert "Không có phiếu nào mang mã này." in page.text
    assert "an unknown short code was refused" in caplog.text
    assert code not in caplog.text


def test_p10_a_hall_may_type_without_end_and_a_guesser_may_not(counter: Counter) -> None:
    code = code_of(counter)
    for _ in range(5):
        assert counter.client.get(f"/{code}").status_code == 302
    assert counted(counter) == 0
    guesses = unknown_codes(counter, 121)
    statuses = [counter.unchecked.get(f"/{guess}").status_code for guess in guesses]
    assert statuses == [404] * 120 + [429]
    refused = counter.client.get(f"/{code}")
    assert refused.status_code == 429
    assert "quá nhiều mã không có thật" in refused.text
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert counter.client.get(f"/{code}", environ_base=elsewhere).status_code == 302
    counter.clock.advance(minutes=16)
    assert counter.client.get(f"/{code}").status_code == 302


def test_the_code_of_a_closed_round_leads_to_the_page_that_says_so(counter: Counter) -> None:
    counter.clock.advance(days=60)
    path = counter.client.get(f"/{code_of(counter)}").location
    assert counter.client.get(path).status_code == 410


def test_other_numbers_in_an_address_are_not_taken_for_codes(client: PageClient) -> None:
    for path in ("/1234567", "/123456789", "/1234-56789", "/12345a78", "/1234--5678"):
        answered = client.get(path)
        assert answered.status_code == 404
        assert 'name="so"' not in answered.text
