"""A fault found in something a person wrote: place, fault, cure and a stable code.

Checks collect every fault instead of stopping at the first (pyxform and the census validator
taught this); `Faults` is the error that carries them out of a service.
"""

from __future__ import annotations

from collections.abc import Sequence
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


class Faulty(Invalid):
    """Several faults at once; nothing was written."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("faulty", f"Có {len(self.faults)} lỗi cần sửa.")
