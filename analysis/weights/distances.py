"""Distance functions of calibration: F gives the factor g, its slope, and its integral.

u = x' lambda; F(0) = 1 and F'(0) = 1. The integral of F makes the dual problem
min sum d G(x' lambda) - T' lambda, which is convex, so that a Newton step can be judged.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import expit

from analysis.arrays import Floats
from analysis.errors import AnalysisError

DEVILLE_SARNDAL = "Deville & Särndal (1992), JASA 87(418), 376-382"
#: Largest |x' lambda| for which the exponential is computed; sums of e^500 stay finite.
STEEPEST = 500.0


@dataclass(frozen=True, slots=True)
class Distance(ABC):
    """A way of measuring how far g is from 1, with g kept in [low, high]."""

    low: float
    high: float
    #: The least g that the function can give without a bound.
    lowest: ClassVar[float] = 0.0

    @property
    def bounded(self) -> bool:
        """Whether g can be held by a bound that the caller chose."""
        return bool(np.isfinite(self.high)) or self.low > type(self).lowest

    @abstractmethod
    def factor(self, u: Floats) -> Floats:
        """g = F(u)."""

    @abstractmethod
    def slope(self, u: Floats) -> Floats:
        """F'(u); 0 where a bound holds g."""

    @abstractmethod
    def integral(self, u: Floats) -> Floats:
        """G(u), the integral of F, up to a constant."""


class Linear(Distance):
    """F = 1 + u, cut at the bounds: the regression estimator (GREG). g may be negative."""

    __slots__ = ()
    lowest: ClassVar[float] = -np.inf

    def factor(self, u: Floats) -> Floats:
        return np.clip(1 + u, self.low, self.high)

    def slope(self, u: Floats) -> Floats:
        return ((1 + u > self.low) & (1 + u < self.high)).astype(np.float64)

    def integral(self, u: Floats) -> Floats:
        cut = np.clip(u, self.low - 1, self.high - 1)
        return np.asarray(cut + cut**2 / 2 + (1 + cut) * (u - cut), dtype=np.float64)


class Exponential(Distance):
    """F = exp u, cut at the bounds: raking. g is positive."""

    __slots__ = ()

    def _cut(self, u: Floats) -> Floats:
        lowest = np.log(self.low) if self.low > 0 else -STEEPEST
        return np.clip(u, lowest, min(np.log(self.high), STEEPEST))

    def factor(self, u: Floats) -> Floats:
        return np.clip(np.exp(self._cut(u)), self.low, self.high)

    def slope(self, u: Floats) -> Floats:
        return np.where(self._cut(u) == u, np.exp(self._cut(u)), 0.0)

    def integral(self, u: Floats) -> Floats:
        cut = self._cut(u)
        return np.asarray(np.exp(cut) * (1 + u - cut), dtype=np.float64)


class Logit(Distance):
    """F = L + (U - L) / (1 + (U - 1)/(1 - L) exp(-A u)), A = (U - L)/((1 - L)(U - 1)).

    g is inside (L, U) whatever u is; L < 1 < U.
    """

    __slots__ = ()

    @property
    def _steepness(self) -> float:
        return (self.high - self.low) / ((1 - self.low) * (self.high - 1))

    def _argument(self, u: Floats) -> Floats:
        return np.asarray(
            self._steepness * u + np.log((1 - self.low) / (self.high - 1)), dtype=np.float64
        )

    def factor(self, u: Floats) -> Floats:
        return np.asarray(
            self.low + (self.high - self.low) * expit(self._argument(u)), dtype=np.float64
        )

    def slope(self, u: Floats) -> Floats:
        argument = self._argument(u)
        curve = expit(argument) * expit(-argument)
        return np.asarray((self.high - self.low) * self._steepness * curve, dtype=np.float64)

    def integral(self, u: Floats) -> Floats:
        bend = np.logaddexp(0.0, self._argument(u))
        span = (self.high - self.low) / self._steepness
        return np.asarray(self.low * u + span * bend, dtype=np.float64)


#: The one registry: name -> class.
DISTANCES: dict[str, type[Distance]] = {
    "linear": Linear,
    "raking": Exponential,
    "logit": Logit,
}


def distance_of(name: str, bounds: tuple[float | None, float | None] | None) -> Distance:
    """The distance function of that name, within bounds of g.

    Raises
    ------
    AnalysisError
        `unknown_distance`, `bounds`.
    """
    if name not in DISTANCES:
        raise AnalysisError("unknown_distance", f"{name} is none of {', '.join(DISTANCES)}")
    kind = DISTANCES[name]
    low, high = bounds if bounds is not None else (None, None)
    lower, upper = kind.lowest if low is None else low, np.inf if high is None else high
    needed = (0 <= lower < 1 < upper < np.inf) if kind is Logit else (kind.lowest <= lower < upper)
    if not needed or (kind is Logit and low is None):
        raise AnalysisError(
            "bounds",
            f"{name} cannot hold the factor g between {low} and {high}",
            cure="give low < high; logit needs both, with 0 <= low < 1 < high",
        )
    return kind(lower, upper)
