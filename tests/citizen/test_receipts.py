"""Looking up a receipt, and the page on privacy."""

from __future__ import annotations

from flask import Flask

from surveyapp.platform.rate_limits.models import RateCount
from tests.citizen.conftest import Counter, receipt_on
from tests.pages import PageClient, parse, text_of


def test_the_look_up_asks_for_a_code(client: PageClient) -> None:
    page = client.page("/tra-cuu")
    assert text_of(page.find(".//label")) == "Mã biên nhận"


def test_a_code_may_be_typed_as_people_type(counter: Counter) -> None:
    receipt = receipt_on(counter.send())
    sloppy = receipt.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    found = counter.client.get("/tra-cuu", query_string={"ma": f" {sloppy} "})
    assert receipt_on(found) == receipt
    assert "15/06/2026" in found.text


def test_p6_an_unknown_code_is_told_in_words_and_tells_nothing(client: PageClient) -> None:
    for typed in ("ZZZZ-ZZZZ-ZZZZ", "x", "đ" * 500, "<b>", "%00", "ABCDEFGHJKM\x00", "' OR 1=1 --"):
        page = client.get("/tra-cuu", query_string={"ma": typed})
        assert page.status_code == 404
        assert "Không tìm thấy mã biên nhận này." in page.text


def test_a_code_of_the_wrong_length_or_none_at_all_is_told_so(client: PageClient) -> None:
    short = client.get("/tra-cuu?ma=K7QF-2M9")
    assert "Mã có 12 chữ và số, mã vừa nhập có 7." in short.text
    assert "Mã có 12 chữ và số" not in client.get("/tra-cuu?ma=ZZZZ-ZZZZ-ZZZZ").text
    assert "Anh/chị chưa nhập mã biên nhận." in client.get("/tra-cuu?ma=+").text
    assert "Anh/chị chưa nhập" not in client.get("/tra-cuu").text


def test_codes_cannot_be_tried_without_end(client: PageClient, app: Flask) -> None:
    statuses = [client.get("/tra-cuu?ma=x").status_code for _ in range(61)]
    assert statuses == [404] * 60 + [429]
    assert client.get("/tra-cuu").status_code == 200


def test_no_address_is_kept_for_the_limit(counter: Counter) -> None:
    counter.client.get("/tra-cuu?ma=x", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    with counter.database.reading() as session:
        keys = [count.key for count in session.query(RateCount)]
    assert keys
    assert not any("203.0.113.9" in key for key in keys)


def test_the_receipt_of_a_simulated_round_says_so(make_counter) -> None:  # type: ignore[no-untyped-def]
    counter: Counter = make_counter(simulated=True)
    receipt = receipt_on(counter.send())
    assert "Đợt trình diễn:" in counter.client.get(f"/tra-cuu?ma={receipt}").text


def test_the_page_on_privacy_says_what_is_kept_and_what_is_not(client: PageClient) -> None:
    headings = [text_of(e) for e in client.page("/rieng-tu").iter("h2")]
    assert headings[:2] == ["Chúng tôi giữ", "Chúng tôi không giữ"]


def test_every_page_for_citizens_leads_to_both(counter: Counter) -> None:
    for path in (counter.path(), "/tra-cuu", "/rieng-tu", "/q/x"):
        links = [e.get("href") for e in parse(counter.client.get(path).text).iter("a")]
        assert {"/tra-cuu?lang=vi", "/rieng-tu?lang=vi"} <= set(links)
