"""Prints: what they say on which paper, what their code holds, that nothing is cut off."""

from __future__ import annotations

import io
import itertools
import re
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image, ImageChops

from surveyapp.citizen.prints.content import Print, other_languages
from surveyapp.citizen.prints.formats import CARD, FORMATS, STRIP, STRIP_SHEET, PrintFormat
from surveyapp.citizen.prints.printing import print_png, prints_pdf
from tests.field import questionnaire

PRINT = Print(
    authority="Ủy ban nhân dân tỉnh Sóc Trăng",
    round_name="Khảo sát năm 2026",
    simulated=False,
    headline="Anh/chị có hài lòng khi làm thủ tục tại đây không?",
    form_number="01/2021-TT",
    unit="Sở Giáo dục và Đào tạo",
    place="Bộ phận Một cửa",
    counter="Quầy 1",
    field="",
    address="https://khaosat.soctrang.gov.vn/q/aeaqwcybuoxiid4jo4xha",
    public_url="https://khaosat.soctrang.gov.vn",
    code="1234-5674",
    lines=(("km", "ស្កេនដើម្បីវាយតម្លៃសេវា"), ("en", "Scan to rate our service")),
    file_name="sgddt-mot-cua-quay-1-phieu-01",
)
#: Every name as long as the register allows, with the banner of simulated rounds.
LONG = ("Sở Giáo dục và Đào tạo " * 14)[:300]
NAMES = ("authority", "round_name", "headline", "unit", "place", "counter", "field")
CROWDED = replace(PRINT, simulated=True, **dict.fromkeys(NAMES, LONG))  # type: ignore[arg-type]
every_format = pytest.mark.parametrize("format_", FORMATS.values(), ids=list(FORMATS))
#: Millimetres of the edge of a sheet that printers cannot reach.
EDGE = 3


def picture(shown: Print, format_: PrintFormat, *, dots_per_mm: float = 6) -> Image.Image:
    """The print as a grey picture."""
    png = print_png(shown, format_=format_, dots_per_inch=dots_per_mm * 25.4)
    return Image.open(io.BytesIO(png)).convert("L")


def codes_in(image: Image.Image) -> list[str]:
    """What a reader finds in a picture, the upper half of a tent included."""
    return [code.text for code in zxingcpp.read_barcodes(image)]


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of every page, in millimetres."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    return [(float(width) / 72 * 25.4, float(height) / 72 * 25.4) for width, height in boxes]


@every_format
@pytest.mark.parametrize("shown", [PRINT, CROWDED], ids=["plain", "crowded"])
def test_the_printed_code_leads_to_the_public_address(format_: PrintFormat, shown: Print) -> None:
    found = codes_in(picture(shown, format_))
    assert set(found) == {PRINT.address}
    assert len(found) == {"tent": 2, "strip-a4": 4}.get(format_.word, 1)


@every_format
@pytest.mark.parametrize("shown", [PRINT, CROWDED], ids=["plain", "crowded"])
def test_a_print_has_its_paper_size_and_one_page(format_: PrintFormat, shown: Print) -> None:
    ((width, height),) = page_sizes(prints_pdf([shown] * format_.per_sheet, format_=format_))
    assert width == pytest.approx(format_.width_mm, abs=0.1)
    if format_.height_mm:
        assert height == pytest.approx(format_.height_mm, abs=0.1)
    else:
        assert 90 < height < 200


@every_format
@pytest.mark.parametrize("shown", [PRINT, CROWDED], ids=["plain", "crowded"])
def test_nothing_stands_where_a_printer_cannot_reach(format_: PrintFormat, shown: Print) -> None:
    image = picture(shown, format_, dots_per_mm=4)
    inside = ImageChops.difference(image, Image.new("L", image.size, 255)).getbbox()
    assert inside is not None
    left, top, right, bottom = inside
    nearest = min(left, top, image.width - right, image.height - bottom)
    assert nearest >= EDGE * 4


@every_format
@pytest.mark.parametrize("shown", [PRINT, CROWDED], ids=["plain", "crowded"])
def test_a_code_is_large_enough_and_has_its_quiet_zone(format_: PrintFormat, shown: Print) -> None:
    dots = 8
    image = picture(shown, format_, dots_per_mm=dots)
    modules = Image.open(io.BytesIO(print_png(shown, format_=CARD)))  # the same code everywhere
    version = zxingcpp.read_barcodes(modules)[0].ec_level
    assert version == "Q"
    for code in zxingcpp.read_barcodes(image):
        corners = code.position
        across = [corners.top_left.x, corners.top_right.x, corners.bottom_left.x]
        down = [corners.top_left.y, corners.bottom_left.y, corners.bottom_right.y]
        width = (max(across) - min(across)) / dots
        assert width >= (25 if format_.template == "strip" else 30)
        # Four modules of white around it; the code of such an address has 41.
        quiet = int(4 * width / 41 * dots * 0.9)
        box = (min(across) - quiet, min(down) - quiet, max(across) + quiet, max(down) + quiet)
        frame = image.crop(box)
        frame.paste(255, (quiet - 2, quiet - 2, frame.width - quiet + 2, frame.height - quiet + 2))
        assert frame.getextrema()[0] > 200, "the quiet zone is not empty"


def test_a_code_survives_dirt_on_a_part_of_it() -> None:
    image = picture(PRINT, CARD)
    across, down = image.width // 2, image.height // 2 - 40
    image.paste(255, (across - 30, down - 30, across + 30, down + 30))
    assert codes_in(image) == [PRINT.address]


@pytest.mark.parametrize("unit", ["#panic()", "*đậm* _nghiêng_ $x$", '"\\', "<b>", "Sở " * 60])
@every_format
def test_names_on_a_print_are_words_and_never_markup(format_: PrintFormat, unit: str) -> None:
    assert PRINT.address in codes_in(picture(replace(PRINT, unit=unit), format_))


@every_format
def test_equal_prints_give_equal_files(format_: PrintFormat) -> None:
    pdf = prints_pdf([PRINT, CROWDED, PRINT], format_=format_)
    assert pdf.startswith(b"%PDF")
    assert len(page_sizes(pdf)) == (1 if format_ is STRIP_SHEET else 3)
    assert prints_pdf([PRINT, CROWDED, PRINT], format_=format_) == pdf


@every_format
def test_fonts_are_embedded_khmer_too(format_: PrintFormat) -> None:
    pdf = prints_pdf([PRINT], format_=format_)
    for font in (rb"BeVietnamPro-Bold", rb"BeVietnamPro-Regular", rb"NotoSansKhmer-Regular"):
        assert re.search(rb"/FontName\s*/[A-Z]{6}\+" + font, pdf), font
    assert len(re.findall(rb"/FontFile[23]", pdf)) >= 3


@every_format
@pytest.mark.parametrize("changes", [
    {"simulated": True}, {"code": "9876-5432"}, {"field": "Đất đai"}, {"lines": ()},
    {"public_url": "https://khac.vn"}, {"counter": "Quầy 2"}, {"round_name": "Đợt khác"},
], ids=lambda changes: next(iter(changes)))  # fmt: skip
def test_what_a_print_says_is_seen_on_it(format_: PrintFormat, changes: dict[str, object]) -> None:
    assert print_png(replace(PRINT, **changes), format_=format_) != print_png(  # type: ignore[arg-type]
        PRINT, format_=format_
    )


@every_format
def test_a_print_without_a_short_code_shows_its_whole_address(format_: PrintFormat) -> None:
    shown = replace(PRINT, code="", simulated=True)
    assert PRINT.address in codes_in(picture(shown, format_))
    assert len(page_sizes(prints_pdf([shown], format_=format_))) == 1


def test_a_strip_is_black_only() -> None:
    image = Image.open(io.BytesIO(print_png(CROWDED, format_=STRIP))).convert("RGB")
    for one, other in itertools.combinations(image.split(), 2):
        assert ImageChops.difference(one, other).getbbox() is None


def test_there_is_a_line_for_each_language_of_the_form() -> None:
    assert other_languages(questionnaire()) == ()
    form = questionnaire().model_copy(update={"languages": ["vi", "km", "en"]})
    assert [language for language, _ in other_languages(form)] == ["km", "en"]
