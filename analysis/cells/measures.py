"""Every figure of the index tree as a smooth function of criterion totals, with its gradient.

A unit's weighted totals of satisfied and of valid answers per criterion are Y_k and X_k, and its
share is R_k = Y_k / X_k. A node of the tree is theta = sum a_k R_k (or sum Y / sum X, pooled), so

    d theta / d Y_k = a_k / X_k,   d theta / d X_k = -a_k R_k / X_k,

and the linearised value of a response is the gradient times its own answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analysis.arrays import Booleans, Floats
from analysis.method import IndexMethod
from analysis.rollup import RollUp, check_weights
from analysis.tree import IndexTree


class Node(NamedTuple):
    """A figure of the tree: its level ("overall", "content", "factor", "criterion") and code."""

    level: str
    code: str


#: The index itself.
OVERALL = Node("overall", "")


@dataclass(frozen=True, slots=True, eq=False)
class Gradients:
    """Figures of domains, on the scale 0..1, and how they move with the criterion totals.

    Parameters
    ----------
    value : float64, shape (..., M)
        NaN where nothing below the node is valid.
    satisfied, valid : float64, shape (..., M, K)
        Derivatives by Y_k and X_k; 0 where the node is unknown.
    """

    value: Floats
    satisfied: Floats
    valid: Floats


def tree_nodes(tree: IndexTree) -> tuple[Node, ...]:
    """The overall index, then contents, factors and criteria in their order."""
    return (
        OVERALL,
        *(Node("content", content.code) for content in tree.contents),
        *(Node("factor", factor.code) for factor in tree.factors),
        *(Node("criterion", code) for code in tree.criteria),
    )


def node_gradients(
    tree: IndexTree, method: IndexMethod, satisfied: Floats, valid: Floats
) -> Gradients:
    """Figures and gradients of all nodes from weighted totals of shape (..., K).

    K criteria in the order of the tree; M nodes in the order of `tree_nodes`. The roll-ups are
    those of `analysis.rollup.roll_up` (M4); a criterion without valid answers takes no part (M6).
    """
    known = valid > 0
    below = _members(tree)
    total = np.where(known, valid, 1.0)
    if method.roll_up is RollUp.POOLED:
        held = known[..., None, :] & below
        sums = np.where(held, valid[..., None, :], 0.0).sum(axis=-1)
        hits = np.where(held, satisfied[..., None, :], 0.0).sum(axis=-1)
        value = np.divide(hits, sums, out=np.full_like(sums, np.nan), where=sums > 0)
        by_satisfied = held / np.where(sums > 0, sums, 1.0)[..., None]
        by_valid = -by_satisfied * np.nan_to_num(value)[..., None]
        return Gradients(value, by_satisfied, by_valid)
    parts = _part_weights(tree, method, known, below)
    share = np.where(known, satisfied / total, 0.0)
    value = (parts * share[..., None, :]).sum(axis=-1)
    value = np.where(parts.any(axis=-1), value, np.nan)
    return Gradients(value, parts / total[..., None, :], -parts * (share / total)[..., None, :])


def _members(tree: IndexTree) -> Booleans:
    """Which criteria lie below each node: bool, shape (M, K)."""
    groups = [
        tree.criteria,
        *(content.criteria for content in tree.contents),
        *(factor.criteria for factor in tree.factors),
        *((code,) for code in tree.criteria),
    ]
    return np.array([[code in group for code in tree.criteria] for group in groups])


def _part_weights(tree: IndexTree, method: IndexMethod, known: Booleans, below: Booleans) -> Floats:
    """The weights a_k of each node, adding up to 1 over its known criteria: (..., M, K)."""
    own = np.ones(len(tree.criteria))
    if method.roll_up is RollUp.WEIGHTS:
        check_weights(tree, method.weights)
        own = np.array([float(method.weights[code]) for code in tree.criteria])
    # A single criterion is its share, whatever it weighs in the nodes above.
    own = np.where(np.arange(len(below))[:, None] < len(below) - len(own), own, 1.0)
    parts = _shared_out(own * (known[..., None, :] & below))
    contents, factors = len(tree.contents), len(tree.factors)
    content_rows = parts[..., 1 : 1 + contents, :]
    factor_rows = parts[..., 1 + contents : 1 + contents + factors, :]
    if method.roll_up is RollUp.CONTENTS:
        parts[..., 0, :] = _mean(content_rows)
    elif method.roll_up is RollUp.FACTORS:
        parts[..., 0, :] = _mean(factor_rows)
        start = 0
        for place, content in enumerate(tree.contents):
            end = start + len(content.factors)
            parts[..., 1 + place, :] = _mean(factor_rows[..., start:end, :])
            start = end
    return parts


def _shared_out(raw: Floats) -> Floats:
    """Each row divided by its sum; a row of zeros stays."""
    sums = raw.sum(axis=-1, keepdims=True)
    return raw / np.where(sums > 0, sums, 1.0)


def _mean(rows: Floats) -> Floats:
    """The mean of the rows that are not zero: (..., rows, K) -> (..., K)."""
    known = rows.any(axis=-1).sum(axis=-1)
    mean: Floats = rows.sum(axis=-2) / np.maximum(known, 1)[..., None]
    return mean


def combined(
    by_form: Gradients, populations: Sequence[Mapping[str, int]], forms: Sequence[str]
) -> Gradients:
    """Each node as sum(N_f theta_f) / sum(N_f) over the forms f that know it (M5).

    Parameters
    ----------
    by_form : Gradients
        With the leading shape (U, F).
    populations : sequence of mapping of form to int, length U
        N_f of each unit; a missing one leaves nodes that two forms know unknown.
    forms : sequence of str, length F

    Returns
    -------
    Gradients
        Values of shape (U, M); gradients keep the forms: (U, F, M, K).

    Notes
    -----
    Test: tests/analysis/cells/test_measures.py.
    """
    sizes = np.array([[unit.get(form, np.nan) for form in forms] for unit in populations])
    known = ~np.isnan(by_form.value)
    alone = known.sum(axis=1, keepdims=True) == 1
    raw = np.where(known, np.where(alone, 1.0, sizes.reshape(*known.shape[:2], 1)), 0.0)
    sums = raw.sum(axis=1, keepdims=True)
    part = np.where(sums > 0, raw / np.where(sums > 0, sums, 1.0), np.nan)
    part = np.where(known.any(axis=1, keepdims=True), part, np.nan)
    value = np.where(known, part * np.nan_to_num(by_form.value), 0.0).sum(axis=1)
    value = np.where(np.isnan(part).any(axis=1), np.nan, value)
    part = np.nan_to_num(part)[..., None]
    return Gradients(value, part * by_form.satisfied, part * by_form.valid)
