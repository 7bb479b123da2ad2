"""The formats of a print, one line each. Its word stands in forms and file names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrintFormat:
    """One format: how it is called, on which paper it comes, and what typesets it."""

    word: str
    name: str
    hint: str
    template: str
    paper: str
    width_mm: float
    #: None for a roll: a strip is as long as its words.
    height_mm: float | None
    #: How many prints stand on a sheet.
    per_sheet: int = 1


CARD = PrintFormat(
    "card", "Thẻ để quầy A5", "Đặt tại quầy, mỗi trang một thẻ.", "portrait", "a5", 148, 210
)
POSTER_A4 = PrintFormat(
    "poster-a4", "Áp phích A4", "Dán ở bảng tin, cửa phòng.", "portrait", "a4", 210, 297
)
POSTER_A3 = PrintFormat(
    "poster-a3", "Áp phích A3", "Dán ở sảnh, đọc được từ xa.", "portrait", "a3", 297, 420
)
TENT = PrintFormat(
    "tent", "Thẻ gấp để bàn", "Một tờ A4 gấp đôi, hai mặt như nhau.", "tent", "a4", 210, 297
)
STRIP = PrintFormat(
    "strip", "Dải giấy 80 mm", "In bằng máy in biên lai, phát kèm kết quả.", "strip", "80", 80, None
)
STRIP_SHEET = PrintFormat(
    "strip-a4", "Dải giấy 80 mm in trên A4", "Bốn dải một trang, cắt theo nét đứt.",
    "strip", "a4", 210, 297, 4,
)  # fmt: skip

FORMATS = {one.word: one for one in (CARD, POSTER_A4, POSTER_A3, TENT, STRIP, STRIP_SHEET)}
