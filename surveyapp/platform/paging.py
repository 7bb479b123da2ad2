"""Pages of a long list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of `total` rows a page shows; a number outside is moved to the nearest page."""

    total: int
    asked: int
    size: int

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))

    @property
    def page(self) -> int:
        """The number of this page, from 1."""
        return min(max(1, self.asked), self.last)

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.page - 1) * self.size

    @property
    def first_row(self) -> int:
        """The number of the first row on this page, 0 where there is none."""
        return min(self.offset + 1, self.total)

    @property
    def last_row(self) -> int:
        """The number of the last row on this page."""
        return min(self.offset + self.size, self.total)
