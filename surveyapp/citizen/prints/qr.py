"""QR codes as plain SVG: one black path, no size of its own, no inline style."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=1024)  # each code of a ZIP stands in three of its files
def qr_svg(text: str) -> bytes:
    """The code of a text with its quiet zone of four modules.

    Level Q still reads when a quarter of the card is dirty or scratched.
    """
    # Where Pillow is installed qrcode loads it; processes that serve citizens draw no codes.
    from qrcode import QRCode  # noqa: PLC0415
    from qrcode.constants import ERROR_CORRECT_Q  # noqa: PLC0415
    from qrcode.image.svg import SvgPathImage  # noqa: PLC0415

    code = QRCode(error_correction=ERROR_CORRECT_Q, border=4, image_factory=SvgPathImage)
    code.add_data(text)
    code.make(fit=True)
    svg: bytes = code.make_image().to_string()
    return svg
