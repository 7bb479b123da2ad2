"""A fault found in something a person wrote: place, fault, cure and a stable code.

Checks collect every fault instead of stopping at the first (pyxform and the census validator
taught this); `Faulty` is the error that carries them out of a service.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from surveyapp.platform.errors import Invalid


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault. All texts are Vietnamese; `code` is stable ASCII."""

    file: str
    place: str
    code: str
    message: str
    cure: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.place}" if self.place else self.file
        return f"{where}: {self.message} {self.cure} [{self.code}]"


def in_reading_order(faults: Iterable[Fault]) -> list[Fault]:
    """Each fault once, file by file as first met, and inside a file from top to bottom."""
    kept = list(dict.fromkeys(faults))
    files = {name: n for n, name in reversed(list(enumerate(fault.file for fault in kept)))}
    return sorted(kept, key=lambda fault: (files[fault.file], _natural(fault.place)))


def _natural(place: str) -> list[tuple[int, str]]:
    """Line 2 before line 10."""
    return [(int(s) if s.isdecimal() else 0, s) for s in re.split(r"(\d+)", place)]


class Faulty(Invalid):
    """Several faults at once; nothing was written."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(in_reading_order(faults))
        super().__init__("faulty", f"Có {len(self.faults)} lỗi cần sửa.")
