"""The likelihood of the beta-binomial model, and its maximum."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq
from scipy.special import betaln, expit, psi

from analysis.arrays import Floats

#: Logarithms of alpha + beta among which the maximum is looked for first. Above e^14 the
#: model is the binomial one, to what the arithmetic can tell.
GRID = np.linspace(-14.0, 14.0, 57)
#: Logit of the mean: beyond, the mean is 0 or 1.
EDGE = 40.0


def log_likelihood(mean: float, size: float, x: Floats, n: Floats) -> float:
    """sum_j ln B(x_j + m M, n_j - x_j + (1 - m) M) - ln B(m M, (1 - m) M), M = `size`."""
    a, b = mean * size, (1 - mean) * size
    return float((betaln(x + a, n - x + b) - betaln(a, b)).sum())


def maximise(x: Floats, n: Floats) -> tuple[float, float]:
    """Mean and size alpha + beta of the highest inner maximum; size inf where there is none.

    The profile likelihood l(m(M), M), m(M) the best mean at M, may have more than one maximum: a
    grid of ln M brackets each root of its slope that is a maximum, Brent's method finds it to the
    last digits, and the highest is taken.

    Notes
    -----
    Tests: tests/analysis/shrinkage/test_beta_binomial.py.
    """
    slopes = np.array([profile_slope(log_size, x, n) for log_size in GRID])
    tops = np.flatnonzero((slopes[:-1] > 0) & (slopes[1:] <= 0))
    sizes = [
        float(np.exp(brentq(profile_slope, GRID[i], GRID[i + 1], args=(x, n), xtol=1e-14)))
        for i in tops
    ]
    if not sizes:
        return float("nan"), float("inf")
    found = [(best_mean(size, x, n), size) for size in sizes]
    return max(found, key=lambda point: log_likelihood(point[0], point[1], x, n))


def profile_slope(log_size: float, x: Floats, n: Floats) -> float:
    """dl / d ln M at the best mean: its sign says on which side the maximum lies."""
    size = float(np.exp(log_size))
    mean = best_mean(size, x, n)
    a, b = mean * size, (1 - mean) * size
    successes = mean * (psi(x + a) - psi(a))
    failures = (1 - mean) * (psi(n - x + b) - psi(b))
    return float(size * (successes + failures - (psi(n + size) - psi(size))).sum())


def best_mean(size: float, x: Floats, n: Floats) -> float:
    """The mean m at which dl / dm = M sum (psi(x + a) - psi(a) - psi(n - x + b) + psi(b)) is 0.

    The slope falls with m (the likelihood is log-concave in m at a fixed M), so the root is the
    only one. Where a mean nearer to 0 or 1 than e^-40 would be needed, the pooled share stands in.
    """

    def slope(position: float) -> float:
        a, b = expit(position) * size, expit(-position) * size
        up, down = psi(x + a) - psi(a), psi(n - x + b) - psi(b)
        return float((up - down).sum() * a * expit(-position))

    if slope(-EDGE) <= 0 or slope(EDGE) >= 0:
        return float(x.sum() / n.sum())
    return float(expit(brentq(slope, -EDGE, EDGE, xtol=1e-14, rtol=1e-15)))
