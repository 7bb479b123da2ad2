"""The index tree of a programme: content -> factor -> satisfaction criterion (M3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.errors import AnalysisError


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor (yếu tố) and the codes of its criteria, in the order of the programme."""

    code: str
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A content (nội dung đo lường) and its factors."""

    code: str
    factors: tuple[Factor, ...]

    @property
    def criteria(self) -> tuple[str, ...]:
        """Codes of all criteria below."""
        return tuple(code for factor in self.factors for code in factor.criteria)


@dataclass(frozen=True, slots=True)
class IndexTree:
    """A checked tree: every branch has a leaf and no code stands twice on its level.

    Raises
    ------
    AnalysisError
        `branch_empty` (the tree, a content or a factor has nothing below it), `code_empty`,
        `code_twice`.
    """

    contents: tuple[Content, ...]

    def __post_init__(self) -> None:
        if not self.contents:
            raise AnalysisError("branch_empty", "the tree has no content")
        for content in self.contents:
            if not content.factors:
                raise AnalysisError("branch_empty", f"content {content.code} has no factor")
        for factor in self.factors:
            if not factor.criteria:
                raise AnalysisError("branch_empty", f"factor {factor.code} has no criterion")
        _check_codes("content", [content.code for content in self.contents])
        _check_codes("factor", [factor.code for factor in self.factors])
        _check_codes("criterion", self.criteria)

    @property
    def factors(self) -> tuple[Factor, ...]:
        """All factors, in order."""
        return tuple(factor for content in self.contents for factor in content.factors)

    @property
    def criteria(self) -> tuple[str, ...]:
        """Codes of all criteria, in order."""
        return tuple(code for content in self.contents for code in content.criteria)


def _check_codes(level: str, codes: Sequence[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if not code:
            raise AnalysisError("code_empty", f"a {level} has no code")
        if code in seen:
            raise AnalysisError("code_twice", f"{level} {code} stands twice in the tree")
        seen.add(code)
