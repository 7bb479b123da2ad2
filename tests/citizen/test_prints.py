"""Counter cards: what they say, what their code holds, who may have them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
import zxingcpp
from flask import Flask
from PIL import Image

from surveyapp.citizen.prints.card import Card
from surveyapp.citizen.prints.printing import card_png, cards_pdf
from surveyapp.citizen.work import HANDLERS
from surveyapp.platform.sessions import Base
from surveyapp.platform.worker import Work, work_once
from tests.citizen.conftest import Counter
from tests.desk import make_desk_user, sign_in
from tests.factories import make_authority
from tests.pages import PageClient, hidden_fields, text_of

CARD = Card(
    authority="Ủy ban nhân dân tỉnh Sóc Trăng",
    round_name="Khảo sát năm 2026",
    simulated=False,
    headline="Anh/chị có hài lòng khi làm thủ tục tại đây không?",
    form_number="01/2021-TT",
    unit="Sở Giáo dục và Đào tạo",
    place="Bộ phận Một cửa",
    counter="Quầy 1",
    address="https://khaosat.soctrang.gov.vn/q/aeaqwcybuoxiid4jo4xha",
    file_name="sgddt-mot-cua-quay-1-phieu-01",
)


def codes_in(picture: bytes) -> list[str]:
    """What a reader finds in a picture."""
    return [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]


def desk(counter: Counter, role: str = "viewer") -> PageClient:
    """Somebody of the authority that runs the round."""
    authority_id = counter.field.round.authority_id
    username = make_desk_user(counter.app, authority_id=authority_id, role=role)
    return sign_in(counter.client, username)


def work(app: Flask) -> int:
    """Let the worker do what waits for this room."""
    base: Base = app.extensions["surveyapp"]
    return work_once(base, Work(handlers=dict(HANDLERS)))


def test_the_printed_code_leads_to_the_public_address() -> None:
    assert codes_in(card_png(CARD)) == [CARD.address]


def test_a_code_survives_dirt_on_a_part_of_it() -> None:
    picture = Image.open(io.BytesIO(card_png(CARD))).convert("RGB")
    stain = Image.new("RGB", (60, 60), "white")
    picture.paste(stain, (picture.width // 2 - 30, picture.height * 2 // 5 - 30))
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [CARD.address]


@pytest.mark.parametrize("unit", ["#panic()", "*đậm* _nghiêng_ $x$", '"\\', "<b>", "Sở " * 60])
def test_names_on_a_card_are_words_and_never_markup(unit: str) -> None:
    assert codes_in(card_png(replace(CARD, unit=unit))) == [CARD.address]


def test_every_card_is_one_page_and_equal_cards_give_equal_files() -> None:
    crowded = replace(CARD, simulated=True, unit=CARD.unit * 3, place=CARD.unit * 3)
    pdf = cards_pdf([CARD, crowded, CARD])
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type/Page\n") in (0, 3)
    assert cards_pdf([CARD, crowded, CARD]) == pdf


def test_the_card_page_shows_unit_place_counter_code_and_address(counter: Counter) -> None:
    link = counter.link(unit=1)
    page = desk(counter).page(f"/cards/{link}")
    words = text_of(page)
    for part in ("Sở Tài chính", "Quầy 1", "Bộ phận Một cửa", f"http://localhost/q/{link}"):
        assert part in words
    (image,) = page.iter("img")
    assert image.get("src") == f"/cards/{link}.svg"


def test_the_code_as_svg_has_no_inline_style(counter: Counter) -> None:
    response = desk(counter).get(f"/cards/{counter.link()}.svg")
    assert response.mimetype == "image/svg+xml"
    assert b"<path" in response.data
    assert b"style" not in response.data


def test_a_link_without_a_counter_has_a_card_too(counter: Counter) -> None:
    client = desk(counter)
    # The form of this round is met at counters, so only such links are printed.
    assert client.get(f"/cards/{counter.link(counter=False)}").status_code == 404


def test_p22_the_zip_is_made_by_the_worker(counter: Counter) -> None:
    client = desk(counter, "survey_manager")
    path = f"/rounds/{counter.field.round.code}/cards"
    assert client.get(f"{path}.zip").location == path
    form = client.page(path).findall(".//form")[-1]
    assert client.post(path, data=hidden_fields(form)).location == path
    assert "Đang chuẩn bị tệp ZIP" in text_of(client.page(path))
    assert work(counter.app) == 1
    assert "Tệp ZIP đã sẵn sàng" in text_of(client.page(path))
    with counter.client.get(f"{path}.zip") as download:
        archive = zipfile.ZipFile(io.BytesIO(download.data))
    assert archive.testzip() is None
    assert archive.namelist() == [
        "tat-ca-the.pdf",
        "pdf/snv-mot-cua-quay-1-counter-form.pdf",
        "svg/snv-mot-cua-quay-1-counter-form.svg",
        "pdf/stc-mot-cua-quay-1-counter-form.pdf",
        "svg/stc-mot-cua-quay-1-counter-form.svg",
    ]
    assert all(name.isascii() for name in archive.namelist())


def test_p23_ordering_the_zip_needs_the_token_of_the_desk(counter: Counter) -> None:
    client = desk(counter, "survey_manager")
    path = f"/rounds/{counter.field.round.code}/cards"
    assert client.post(path).status_code == 400
    assert work(counter.app) == 0


def test_p24_another_authority_sees_no_card_of_this_one(counter: Counter) -> None:
    with counter.database.transaction() as session:
        other = make_authority(session).id
    stranger = make_desk_user(counter.app, authority_id=other, role="administrator")
    client = sign_in(counter.client, stranger)
    code = counter.field.round.code
    for path in (
        f"/cards/{counter.link()}",
        f"/cards/{counter.link()}.svg",
        f"/rounds/{code}/cards",
        f"/rounds/{code}/cards.zip",
    ):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/cards/x", "/cards/x.svg", "/rounds/x/cards"])
def test_cards_are_for_people_of_the_desk(client: Any, path: str) -> None:
    assert client.get(path).status_code == 302


def test_an_address_that_no_database_can_hold_is_refused_in_words(counter: Counter) -> None:
    # SQLite looks and finds nothing, PostgreSQL refuses the NUL itself.
    assert desk(counter).get("/rounds/a%00b/cards").status_code in (400, 404)
