"""Which bounds of the factors would do: the linear programme behind the message."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, hstack, identity, vstack

from analysis.arrays import Floats
from analysis.weights.newton import Equations

#: More rows than this are not tried: the programme is for a message only.
LARGEST = 20_000
#: Precision of the programme.
MARGIN = 1e-6


@dataclass(frozen=True, slots=True)
class BoundsNeeded:
    """The bounds that factors need to meet the totals.

    Parameters
    ----------
    high : float or None
        The least upper bound that goes with the given lower one; None where none does.
    low : float or None
        The greatest lower bound that goes with the given upper one; None where none does.
    """

    high: float | None
    low: float | None

    def allow(self, low: float, high: float) -> bool:
        """Whether the given bounds leave room for more than factors that all stand at them."""
        enough = self.high is not None and self.high < high * (1 - MARGIN)
        return enough or (self.low is not None and self.low > low + MARGIN)

    def __str__(self) -> str:
        high = None if self.high is None else f"the upper bound must be above {self.high:.6g}"
        low = None if self.low is None else f"the lower bound must be below {self.low:.6g}"
        return ", or ".join(filter(None, (high, low))) or "move both bounds"


def bounds_needed(equations: Equations) -> BoundsNeeded | None:
    """The bounds that factors need to meet the totals, one moved at a time.

    min U subject to sum d g x = T, L <= g <= U, and the same for max L. None where there are too
    many rows for an answer while somebody waits.
    """
    rows = equations.base > 0
    if np.count_nonzero(rows) > LARGEST:
        return None
    x = equations.auxiliary.taken(np.flatnonzero(rows)).matrix()
    left = csr_matrix((equations.base[rows, None] * x / equations.sizes).T)
    right = equations.totals / equations.sizes
    low, high = equations.distance.low, equations.distance.high
    upper = _extreme(left, right, (low, None), sign=1.0) if np.isfinite(low) else None
    lower = _extreme(left, right, (None, high), sign=-1.0) if np.isfinite(high) else None
    return BoundsNeeded(high=upper, low=lower)


def _extreme(
    left: csr_matrix, right: Floats, bounds: tuple[float | None, float | None], *, sign: float
) -> float | None:
    """The least t with sign (g - t) <= 0 for all g, times sign; None where there is no g."""
    p, n = left.shape
    equal = hstack([left, csr_matrix((p, 1))])
    below = hstack([sign * identity(n), csr_matrix(-sign * np.ones((n, 1)))])
    cost = np.zeros(n + 1)
    cost[-1] = sign
    limits = [*([_open(bounds)] * n), (None, None)]
    found = linprog(
        cost, A_ub=vstack([below]), b_ub=np.zeros(n), A_eq=equal, b_eq=right, bounds=limits
    )
    return float(found.x[-1]) if found.success else None


def _open(bounds: tuple[float | None, float | None]) -> tuple[float | None, float | None]:
    low, high = bounds
    return low, None if high is not None and not np.isfinite(high) else high
