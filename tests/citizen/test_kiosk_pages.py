"""The pages of a kiosk as plain links: what they offer, what they store, what they keep (P12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import select

from surveyapp.citizen.kiosk.models import Kiosk
from surveyapp.citizen.kiosk.services import close_kiosk
from surveyapp.citizen.languages import words
from surveyapp.responses.models import LedgerEntry
from surveyapp.rounds.services import close_round
from tests.citizen.conftest import GOOD, Counter, receipt_on
from tests.citizen.kiosks import put_kiosk, quick_form, with_quick_form
from tests.field import programme, questionnaire
from tests.pages import hidden_fields, parse, text_of

TABLET = "Mozilla/5.0 (Linux; Android 14; SM-X200) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"


@pytest.fixture
def counter(make_counter: Callable[..., Counter]) -> Counter:
    """A counter of two units with a full and a quick form."""
    return make_counter(**with_quick_form())


@pytest.fixture
def alone(make_counter: Callable[..., Counter]) -> Counter:
    """A counter of one unit with one form."""
    unit = {"code": "snv", "name": "Sở Nội vụ", "group": "so"}
    return make_counter(definition=programme(units=[unit]))


def links(page: Element) -> list[str]:
    """Where the large buttons lead."""
    return [a.get("href", "") for a in page.iter("a") if a.get("class") == "choice"]


def form_path(counter: Counter, link: str, *, unit: int = 0, form: int = 1) -> str:
    return f"/k/{link}/{counter.field.units[unit].id}/{form}"


def open_form(counter: Counter, path: str) -> dict[str, str]:
    """GET a form of the kiosk; its hidden fields."""
    form = counter.client.page(path).find(".//form")
    assert form is not None
    return hidden_fields(form)


def test_links_lead_from_language_over_unit_and_form_to_the_receipt(counter: Counter) -> None:
    link = put_kiosk(counter)
    start = counter.client.page(f"/k/{link}")
    (only,) = links(start)
    units = counter.client.page(only)
    assert "Sở Tài chính" in text_of(units)
    forms = counter.client.page(links(units)[1])
    assert [text_of(b) for b in forms.iter("b")][1:] == ["Đánh giá nhanh", "Phiếu đầy đủ"]
    # Of its four questions one must be answered: what may be skipped is not counted.
    assert "1 câu cần trả lời" in text_of(forms)
    quick, full = links(forms)
    hidden = open_form(counter, full)
    page = counter.client.post(full, data={**GOOD, **hidden}, headers={"User-Agent": TABLET})
    assert page.status_code == 200
    assert page.headers["X-Receipt"] == receipt_on(page)
    assert open_form(counter, quick)["page_token"]


def test_an_answer_is_stored_with_channel_counter_device_and_language(counter: Counter) -> None:
    path = form_path(counter, put_kiosk(counter))
    hidden = open_form(counter, path) | {"seconds": "42"}
    counter.clock.advance(hours=1)
    counter.client.post(path, data={**GOOD, **hidden}, headers={"User-Agent": TABLET})
    (response,) = counter.stored()
    assert response.channel == "kiosk"
    assert response.counter_id == counter.field.counter.id
    assert response.unit_id == counter.field.units[0].id
    assert response.device_class == "tablet"
    assert response.language == "vi"
    assert response.duration_seconds == 42


def test_with_nothing_to_choose_the_language_leads_to_the_form(alone: Counter) -> None:
    link = put_kiosk(alone, offers="full")
    (only,) = links(alone.client.page(f"/k/{link}"))
    assert only == form_path(alone, link) + "?lang=vi"
    answer = alone.client.get(f"/k/{link}?lang=vi")
    assert answer.location == only


@pytest.mark.parametrize(("offers", "left"), [("quick", 2), ("full", 1)])
def test_a_kiosk_offers_only_its_forms(counter: Counter, offers: str, left: int) -> None:
    link = put_kiosk(counter, offers=offers)
    first = links(counter.client.page(f"/k/{link}?lang=vi"))[0]
    assert first.startswith(form_path(counter, link, form=left))
    other = form_path(counter, link, form=3 - left)
    assert counter.client.get(other).status_code == 404
    assert counter.client.post(other, data={"overall": "5"}).status_code == 404


def test_only_languages_that_a_form_promises_are_offered(
    make_counter: Callable[..., Counter],
) -> None:
    spoken = quick_form(languages=["vi", "km", "en"])
    definition = programme(questionnaires=["counter_form", "quick_form"])
    counter = make_counter(definition=definition, forms=[questionnaire(), spoken])
    link = put_kiosk(counter)
    start = counter.client.page(f"/k/{link}")
    offered = [a.get("lang") for a in start.iter("a") if a.get("class") == "choice"]
    assert offered == ["vi", "km", "en"]
    choice = counter.client.page(f"/k/{link}?lang=en")
    # The full form is in Vietnamese only, so in English the unit leads straight to the quick one.
    assert links(choice)[0] == form_path(counter, link, form=2) + "?lang=en"
    page = counter.client.page(links(choice)[0])
    assert page.get("lang") == "en"


def test_p12_nothing_is_kept_by_the_browser(counter: Counter) -> None:
    link = put_kiosk(counter)
    path = form_path(counter, link)
    hidden = open_form(counter, path)
    answers = [
        counter.client.get(f"/k/{link}"),
        counter.client.get(f"/k/{link}?lang=vi"),
        counter.client.get(path),
        counter.client.get(f"/k/{link}/can-bo"),
        counter.client.post(path, data=hidden),
        counter.client.post(path, data={**GOOD, **hidden}),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 422, 200]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
    assert 'autocomplete="off"' in counter.client.get(path).text.split('id="phieu"')[1][:200]


def test_p12_without_script_every_screen_but_the_start_goes_back_by_itself(
    counter: Counter,
) -> None:
    link = put_kiosk(counter, idle_seconds=60)
    path = form_path(counter, link)
    assert "http-equiv" not in counter.client.get(f"/k/{link}").text
    home = f"url=/k/{link}"
    assert f'content="60;{home}"' in counter.client.get(f"/k/{link}?lang=vi").text
    form = counter.client.get(path)
    assert f'content="300;{home}"' in form.text
    assert "tự xóa sau 5 phút" in form.text
    thanks = counter.client.post(path, data={**GOOD, **open_form(counter, path)})
    assert f'content="60;{home}"' in thanks.text


def test_no_link_leaves_the_kiosk(counter: Counter) -> None:
    link = put_kiosk(counter)
    path = form_path(counter, link)
    thanks = counter.client.post(path, data={**GOOD, **open_form(counter, path)})
    pages = [counter.client.page(at) for at in (f"/k/{link}", f"/k/{link}?lang=vi", path)]
    for page in [*pages, parse(thanks.text)]:
        for a in page.iter("a"):
            assert a.get("href", "").startswith((f"/k/{link}", "#"))


def test_faults_come_back_with_everything_kept(counter: Counter) -> None:
    path = form_path(counter, put_kiosk(counter))
    sent = {**open_form(counter, path), "suggestion": "Rất tốt"}
    page = counter.client.post(path, data=sent)
    assert page.status_code == 422
    assert "Rất tốt" in page.text
    assert counter.stored() == []


def test_p1_a_retry_is_the_same_answer_and_a_copy_is_another(counter: Counter) -> None:
    path = form_path(counter, put_kiosk(counter))
    hidden = open_form(counter, path)
    copies = ["a" * 32, "a" * 32, "b" * 32]
    receipts = [
        receipt_on(counter.client.post(path, data={**GOOD, **hidden, "copy": copy}))
        for copy in copies
    ]
    assert receipts[0] == receipts[1] != receipts[2]
    assert len(counter.stored()) == 2


def test_p1_other_answers_from_the_same_page_are_offered_as_a_new_form(counter: Counter) -> None:
    path = form_path(counter, put_kiosk(counter))
    hidden = open_form(counter, path)
    first = receipt_on(counter.client.post(path, data={**GOOD, **hidden}))
    page = counter.client.post(path, data={**GOOD, **hidden, "polite": "1"})
    assert page.status_code == 409
    assert receipt_on(page) == first
    form = parse(page.text).find(".//form")
    assert form is not None
    again = counter.client.post(path, data=hidden_fields(form))
    assert again.status_code == 200
    assert len(counter.stored()) == 2


def test_a_token_of_another_form_or_of_a_phone_is_no_token_here(counter: Counter) -> None:
    link = put_kiosk(counter)
    path = form_path(counter, link)
    for other in (counter.path(), form_path(counter, link, unit=1), f"/k/{link}/can-bo"):
        page = counter.client.post(path, data={**GOOD, **open_form(counter, other)})
        assert page.status_code == 400
        assert "Rất tốt" in page.text
    assert counter.stored() == []


def shut(counter: Counter) -> None:
    """Close the only kiosk, as the desk does."""
    with counter.database.transaction() as session:
        close_kiosk(session, kiosk=session.scalars(select(Kiosk)).one(), now=counter.clock.moment)
    counter.clock.advance(minutes=1)


def test_a_closed_kiosk_says_so_and_still_takes_what_was_begun(counter: Counter) -> None:
    link = put_kiosk(counter)
    path = form_path(counter, link)
    hidden = open_form(counter, path)
    counter.clock.advance(minutes=1)
    shut(counter)
    for at in (f"/k/{link}", f"/k/{link}?lang=vi", path):
        page = counter.client.get(at)
        assert page.status_code == 410
        assert "Máy này không nhận phiếu nữa" in page.text
    assert counter.client.post(path, data={**GOOD, **hidden}).status_code == 200
    assert counter.client.get(f"/k/{link}/can-bo").status_code == 200
    (response,) = counter.stored()
    assert response.channel == "kiosk"


def test_a_page_made_up_after_the_kiosk_closed_is_not_taken(counter: Counter) -> None:
    link = put_kiosk(counter)
    path = form_path(counter, link)
    shut(counter)
    assert counter.client.post(path, data=GOOD).status_code == 410
    # Nor does another language open a form that nobody could hand in.
    assert counter.client.post(path, data={**GOOD, "show_in": "en"}).status_code == 410
    assert counter.stored() == []


def test_a_round_that_closes_while_somebody_types_keeps_the_answer_and_calls_it_late(
    counter: Counter,
) -> None:
    link = put_kiosk(counter)
    path = form_path(counter, link)
    hidden = open_form(counter, path)
    counter.clock.advance(minutes=1)
    with counter.database.transaction() as session:
        round_ = session.merge(counter.field.round)
        close_round(session, round_=round_, now=counter.clock.moment)
    counter.clock.advance(minutes=1)
    page = counter.client.post(path, data={**GOOD, **hidden})
    assert page.status_code == 200
    assert "Phiếu đến sau khi đợt khảo sát đã đóng" in page.text
    assert words("vi").kiosk.next not in text_of(parse(page.text))
    closed = counter.client.get(f"/k/{link}")
    assert closed.status_code == 410
    assert "nay không nhận thêm" in closed.text
    with counter.database.reading() as session:
        assert session.scalars(select(LedgerEntry)).one().rule == "late"


def test_a_kiosk_waits_for_its_round_to_open(counter: Counter) -> None:
    link = put_kiosk(counter)
    tomorrow = counter.clock.moment + timedelta(days=1)
    counter.change_round(opens_at=tomorrow, closes_at=tomorrow + timedelta(days=1))
    page = counter.client.get(f"/k/{link}")
    assert page.status_code == 403
    assert "chưa mở" in page.text


def test_p11_an_edited_link_or_a_link_of_a_phone_opens_no_kiosk(counter: Counter) -> None:
    link = put_kiosk(counter)
    for text in (link[:-1], link + "a", counter.link(), "x"):
        assert counter.client.get(f"/k/{text}").status_code == 404
        assert counter.client.get(f"/q/{link}").status_code == 404


def test_p5_in_an_anonymous_round_nothing_tells_the_counter(
    make_counter: Callable[..., Counter],
) -> None:
    counter = make_counter(anonymous=True, **with_quick_form())
    path = form_path(counter, put_kiosk(counter))
    page = counter.client.post(path, data={**GOOD, **open_form(counter, path)})
    assert page.status_code == 200
    assert "X-Receipt" not in page.headers
    assert "ẩn danh" in page.text
    (response,) = counter.stored()
    assert (response.channel, response.counter_id, response.signals) == ("kiosk", None, None)


def test_the_words_for_the_script_are_the_same_in_all_languages() -> None:
    keys = {language: set(words(language).kiosk) for language in ("vi", "km", "en")}
    assert keys["vi"] == keys["km"] == keys["en"]
