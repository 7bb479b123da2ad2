"""The base answers, and its error pages are pages like any other."""

from __future__ import annotations

from tests.pages import PageClient, text_of


def test_the_process_and_the_database_are_reported(client: PageClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text == "ok\n"


def test_an_unknown_address_gets_a_plain_page(client: PageClient) -> None:
    page = client.page("/khong-co", status=404)
    assert text_of(page.find(".//h1")) == "Không tìm thấy trang"
