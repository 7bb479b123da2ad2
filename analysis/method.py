"""The settings of the index, as a programme names them (M4, M5)."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from analysis.rollup import RollUp

#: unit -> form -> finished dossiers in the window.
Populations = Mapping[str, Mapping[str, int]]


class CombineForms(enum.StrEnum):
    """How the forms of a unit become one index (M5)."""

    POOL = "pool"
    PER_FORM = "per_form"


@dataclass(frozen=True, slots=True)
class IndexMethod:
    """The settings of the index; `str()` names them for reports."""

    roll_up: RollUp = RollUp.CRITERIA
    weights: Mapping[str, Fraction] = field(default_factory=lambda: MappingProxyType({}))
    combine_forms: CombineForms = CombineForms.POOL

    def __str__(self) -> str:
        return f"roll_up={self.roll_up}, combine_forms={self.combine_forms}"
