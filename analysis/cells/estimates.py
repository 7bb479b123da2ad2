"""All figures of the index tree for all domains, with standard errors, from one count cube."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from analysis.arrays import Floats
from analysis.cells.design import CellDesign, LonelyStratum
from analysis.cells.linearised import Asked, Linearised, asked_items, linearise
from analysis.cells.measures import OVERALL, Node, tree_nodes
from analysis.cells.variance import covariance, spread_of, variances
from analysis.cube import Cell
from analysis.method import IndexMethod, Populations
from analysis.shares import ScoredItem
from analysis.tree import IndexTree

REFERENCE = (
    "Särndal, Swensson & Wretman (1992), Model Assisted Survey Sampling, 5.5-5.7;"
    " Deville & Särndal (1992), JASA 87, 376-382"
)


@dataclass(frozen=True, slots=True, eq=False)
class IndexEstimates:
    """M figures of U domains on the scale 0..1.

    Parameters
    ----------
    domains : tuple of Cell, length U
        Labels, in ascending order.
    nodes : tuple of Node, length M
        The overall index first; see `tree_nodes`.
    estimate, standard_error : float64, shape (U, M)
        NaN where unknown.
    covariance : float64, shape (U, U)
        Of the overall index between domains; not 0 only where strata or margins span domains.
    n, df : float64, shape (U, M)
        Responses (for a criterion: valid answers) and degrees of freedom: n less the strata in
        which they lie.
    effective_n : float64, shape (U, M)
        Kish's (sum w)^2 / sum w^2 over those n; 0 where n is 0.
    method, reference : str
        What was computed, and where it is described.
    """

    domains: tuple[Cell, ...]
    nodes: tuple[Node, ...]
    estimate: Floats
    standard_error: Floats
    covariance: Floats
    n: Floats
    df: Floats
    effective_n: Floats
    method: str
    reference: str = REFERENCE


def index_estimates(
    design: CellDesign,
    tree: IndexTree,
    items: Sequence[ScoredItem],
    *,
    by: Sequence[str] = ("unit",),
    method: IndexMethod | None = None,
    populations: Populations = MappingProxyType({}),
    lonely: LonelyStratum = LonelyStratum.ERROR,
) -> IndexEstimates:
    """Estimate every node of the index tree in every domain.

    A figure is the smooth function of weighted totals that `analysis.rollup` defines (M3-M6); its
    variance is that of its linearised values, after calibration of their residuals (M15). The
    whole design is kept for each domain: responses outside count with 0.

    Parameters
    ----------
    design : CellDesign
        Weights, strata, populations; from `cell_design`.
    tree : IndexTree
        Content -> factor -> criterion.
    items : sequence of ScoredItem
        Which item of which form feeds which criterion; the cube has a dimension "form".
    by : sequence of str
        Dimensions that make a domain; none of them: everybody.
    method : IndexMethod, optional
        By default equal weight per criterion and pooled forms.
    populations : mapping of unit to mapping of form to int
        For ``per_form``, with domains by unit.
    lonely : LonelyStratum
        What a stratum with one response does.

    Raises
    ------
    AnalysisError
        `lonely_stratum`, `unknown_criterion`, `item_twice`, `scales_differ`,
        `unknown_dimension`, `weights`.

    Notes
    -----
    Equal to R's svymean, svyratio, svycontrast on the same design to 1e-10.
    Tests: tests/analysis/cells/test_estimates.py.
    """
    method = method or IndexMethod()
    asked = asked_items(design, tree, items, by)
    found = linearise(design, asked, tree, method=method, populations=populations)
    spread = spread_of(design, lonely=lonely)
    variance = variances(spread, asked.domain, found.total, found.square)
    n, df, effective_n = _sizes(design, tree, asked, found)
    known = ~np.isnan(found.value)
    between = covariance(spread, asked.domain, found.total[:, 0], found.square[:, 0])
    between[~known[:, 0]] = between[:, ~known[:, 0]] = np.nan
    kind = "calibrated" if design.calibrated else "as given"
    return IndexEstimates(
        domains=asked.domains,
        nodes=tree_nodes(tree),
        estimate=found.value,
        standard_error=np.where(known, np.sqrt(variance), np.nan),
        covariance=between,
        n=n,
        df=df,
        effective_n=effective_n,
        method=f"linearised, weights {kind}, {method}",
    )


def _sizes(
    design: CellDesign, tree: IndexTree, asked: Asked, found: Linearised
) -> tuple[Floats, Floats, Floats]:
    """n, degrees of freedom and Kish's effective n of each figure: shape (U, M)."""
    shape = (len(asked.domains), len(tree_nodes(tree)))
    answers = np.diagonal(design.cube.products, axis1=1, axis2=2)
    valid = answers[:, answers.shape[1] // 2 :]
    by_criterion = np.einsum("ci,cik->ck", valid, asked.feeds[asked.form])
    pairs = asked.domain * len(design.labels) + design.strata
    n, strata, sums, squares = np.zeros((4, *shape))
    for m, (node, criteria) in enumerate(_criteria_below(tree)):
        below = [tree.criteria.index(code) for code in criteria]
        if node.level == "criterion":
            counted = by_criterion[:, below[0]]
        else:
            asks = np.isin(asked.form, np.flatnonzero(found.asked[:, below].sum(axis=1)))
            counted = np.where(asks, design.cube.responses, 0)
        for array, values in (
            (n, counted),
            (sums, design.weights * counted),
            (squares, design.weights**2 * counted),
        ):
            np.add.at(array[:, m], asked.domain, values)
        present = np.unique(pairs[counted > 0])
        np.add.at(strata[:, m], present // len(design.labels), 1)
    effective = np.divide(sums**2, squares, out=np.zeros(shape), where=squares > 0)
    return n, n - strata, np.minimum(effective, n)


def _criteria_below(tree: IndexTree) -> list[tuple[Node, Sequence[str]]]:
    return [
        (OVERALL, tree.criteria),
        *((Node("content", content.code), content.criteria) for content in tree.contents),
        *((Node("factor", factor.code), factor.criteria) for factor in tree.factors),
        *((Node("criterion", code), (code,)) for code in tree.criteria),
    ]
