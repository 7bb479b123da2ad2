"""The passes of trimming: cut at the limits, spread the difference, look again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans, Floats, Numbers, Places, as_floats, sums_by
from analysis.errors import AnalysisError

#: A weight this close to a limit, relatively, is at it.
ROUNDING = 1e-14


def limits_of(
    lower: Numbers | None, upper: Numbers | None, *, unit: Floats, mean: Floats
) -> tuple[Floats, Floats]:
    """The limits by group, in the unit of the weights, with room for the mean weight.

    Raises
    ------
    AnalysisError
        `limits`, `limits_infeasible`, `not_a_number`, `not_finite`.
    """
    if lower is None and upper is None:
        raise AnalysisError("limits", "neither an upper nor a lower limit is given")
    low = np.zeros(unit.shape) if lower is None else _by_group("lower", lower, unit)
    high = np.full(unit.shape, np.inf) if upper is None else _by_group("upper", upper, unit)
    if np.any(low < 0) or np.any(low > high):
        raise AnalysisError("limits", "limits must be 0 <= lower <= upper")
    if np.any((mean > high * (1 + ROUNDING)) | (mean < low * (1 - ROUNDING))):
        raise AnalysisError(
            "limits_infeasible",
            f"mean weights {mean.min():.6g} ... {mean.max():.6g} are not all inside the limits",
            cure="the sum of weights is kept: the upper limit must be above the mean weight",
        )
    return low, high


@dataclass(frozen=True, slots=True, eq=False)
class Trim:
    """Rows with their group and limits.

    Parameters
    ----------
    codes : intp, shape (n,)
        Group of each row.
    low, high : float64, shape (n,)
        Limits of each row's group, with the mean weight of the group between them.
    size : int
        Number of groups.
    proportional : bool
        Spread by multiplying; otherwise by adding.
    """

    codes: Places
    low: Floats
    high: Floats
    size: int
    proportional: bool

    def cut(self, weights: Floats) -> Floats:
        """The weights, cut at the limits."""
        return np.clip(weights, self.low, self.high)

    def outside(self, weights: Floats) -> Booleans:
        """Which weights are outside the limits."""
        return (weights < self.low) | (weights > self.high)

    def once(self, weights: Floats) -> tuple[Floats, int]:
        """One pass: rows that were inside share the difference."""
        outside = self.outside(weights)
        if not outside.any():
            return weights, 0
        cut = self.cut(weights)
        excess = sums_by(self.codes, weights - cut, self.size)
        inside = sums_by(self.codes, (~outside).astype(np.float64), self.size) > 0
        receivers = np.where(inside[self.codes], ~outside, self._room(cut, excess))
        return self._spread(cut, excess, receivers), 1

    def strictly(self, weights: Floats) -> tuple[Floats, int]:
        """Passes until no row is outside; after the first, rows with room share.

        The first pass leaves rows outside on one side of a group only, and the rest is a filling
        up to the limit: each pass fills another row, so there is an end.
        """
        current, passes = self.once(weights)
        while np.any(np.abs(current - self.cut(current)) > ROUNDING * np.abs(current)):
            cut = self.cut(current)
            excess = sums_by(self.codes, current - cut, self.size)
            current = self._spread(cut, excess, self._room(cut, excess))
            passes += 1
        return self.cut(current), passes

    def _room(self, cut: Floats, excess: Floats) -> Booleans:
        """Rows that can take some of their group's excess, which may be negative."""
        more = (excess > 0)[self.codes]
        return np.where(more, cut < self.high, cut > self.low)

    def _spread(self, cut: Floats, excess: Floats, receivers: Booleans) -> Floats:
        share = np.where(receivers, cut if self.proportional else 1.0, 0.0)
        whole = sums_by(self.codes, share, self.size)
        each = np.divide(excess, whole, out=np.zeros_like(excess), where=whole > 0)
        return np.asarray(cut + each[self.codes] * share, dtype=np.float64)


def _by_group(name: str, values: Numbers, unit: Floats) -> Floats:
    array = as_floats(name, values)
    if array.shape not in {(), unit.shape}:
        raise AnalysisError("shape", f"{name} has shape {array.shape}, not () or {unit.shape}")
    return np.asarray(array * unit, dtype=np.float64)
