"""What estimation returns: estimates with their covariance matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans, Floats, Integers


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Estimates of k items in D domains, domain by domain: place d k + j is item j of domain d.

    Parameters
    ----------
    estimate : float64 (m,), m = D k
        NaN where unknown: nobody in the domain answered.
    covariance : float64 (m, m)
        NaN in the rows and columns of unknown estimates.
    n : int64 (m,)
        Rows of the domain that answered, those with weight 0 not counted.
    df : int64 (m,)
        Clusters - strata among the rows of the domain.
    df_answered : int64 (m,)
        The same among those that answered.
    domains : tuple of tuple of str (D,)
        Labels of the domains.
    method, reference : str
    """

    estimate: Floats
    covariance: Floats
    n: Integers
    df: Integers
    df_answered: Integers
    domains: tuple[tuple[str, ...], ...]
    method: str
    reference: str

    @property
    def shape(self) -> tuple[int, int]:
        """(D, k)."""
        return len(self.domains), len(self.estimate) // max(len(self.domains), 1)

    @property
    def variance(self) -> Floats:
        """Diagonal of the covariance matrix, (m,)."""
        return np.diag(self.covariance).copy()

    @property
    def standard_error(self) -> Floats:
        """Square root of the variance, (m,)."""
        return np.sqrt(self.variance)

    @property
    def known(self) -> Booleans:
        """Where there is an estimate, (m,)."""
        return np.isfinite(self.estimate)

    @property
    def unknown(self) -> int:
        """How many estimates are unknown."""
        return int((~self.known).sum())

    def table(self, values: Floats | Integers) -> Floats | Integers:
        """Values (m,) as a table of domains by items, (D, k)."""
        return values.reshape(self.shape)


@dataclass(frozen=True, slots=True, eq=False)
class Contrasts:
    """Functions of estimates of one design, or of independent ones.

    Parameters
    ----------
    estimate : float64 (r,)
        NaN where an estimate it needs is unknown.
    covariance : float64 (r, r)
    method, reference : str
    """

    estimate: Floats
    covariance: Floats
    method: str
    reference: str

    @property
    def standard_error(self) -> Floats:
        """Square root of the diagonal of the covariance, (r,)."""
        return np.sqrt(np.diag(self.covariance))
