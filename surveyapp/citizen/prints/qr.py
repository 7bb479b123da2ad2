"""QR codes as plain SVG: one black path, no size of its own, no inline style."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

#: Modules of white around a code.
QUIET_ZONE = 4


@lru_cache(maxsize=1024)  # each code of a ZIP stands in several of its files
def qr_svg(text: str) -> bytes:
    """The code of a text with its quiet zone of four modules.

    Level Q still reads when a quarter of the print is dirty or scratched.
    """
    # Where Pillow is installed qrcode loads it; processes that serve citizens draw no codes.
    from qrcode import QRCode  # noqa: PLC0415
    from qrcode.constants import ERROR_CORRECT_Q  # noqa: PLC0415

    code = QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(_runs(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(rows)} {len(rows)}">'
        f'<path d="{path}"/></svg>'
    ).encode()


def _runs(rows: Sequence[Sequence[bool | None]]) -> Iterator[str]:
    """A rectangle for each run of dark modules of a row."""
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(map(bool, row)):
            length = len(list(run))
            if dark:
                yield f"M{x} {y}h{length}v1h-{length}z"
            x += length
