"""How weights are compared with those that R printed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.testing import assert_allclose

from analysis.arrays import Floats


def assert_same_weights(weights: Floats, reference: dict[str, Any], *, rtol: float) -> None:
    """Every tenth weight, the sum, the sum of squares and the extremes agree."""
    assert_allclose(weights[::10], reference["every_tenth"], rtol=rtol)
    figures = [weights.sum(), np.square(weights).sum(), weights.min(), weights.max()]
    assert_allclose(figures, [reference[k] for k in ("sum", "sumsq", "min", "max")], rtol=rtol)
