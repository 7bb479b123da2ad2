"""Sums of linearised values per cell, from counts and products alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans, Floats, Places
from analysis.cells.design import CellDesign
from analysis.cells.measures import combined, node_gradients
from analysis.cube import Cell
from analysis.errors import AnalysisError
from analysis.method import CombineForms, IndexMethod, Populations
from analysis.shares import ScoredItem
from analysis.tree import IndexTree

#: Cells whose products are turned to floating point in one go.
_CHUNK = 256


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Which domain and form each cell belongs to, and which items of a form feed which criterion.

    Parameters
    ----------
    domains : tuple of Cell, length U
        Labels of the domains.
    domain, form : intp, shape (C,)
        Place of each cell's domain and form.
    forms : tuple of str, length F
    feeds : float64, shape (F, I, K)
        1 where an item of a form feeds a criterion.
    """

    domains: tuple[Cell, ...]
    domain: Places
    form: Places
    forms: tuple[str, ...]
    feeds: Floats

    @property
    def pair(self) -> Places:
        """Place of each cell's domain and form together: domain * F + form."""
        return self.domain * len(self.forms) + self.form


@dataclass(frozen=True, slots=True, eq=False)
class Linearised:
    """M figures of U domains, and the sums of their linearised values z in each cell.

    Parameters
    ----------
    value : float64, shape (U, M)
        On the scale 0..1; NaN where unknown.
    total, square : float64, shape (C, M)
        Sum of z and of z^2 over the responses of a cell, for the figures of its own domain.
    answered : float64, shape (U, K)
        Valid answers to each criterion, unweighted.
    asked : bool, shape (F, K)
        Which criteria a form asks.
    """

    value: Floats
    total: Floats
    square: Floats
    answered: Floats
    asked: Booleans


def asked_items(
    design: CellDesign, tree: IndexTree, items: Sequence[ScoredItem], by: Sequence[str]
) -> Asked:
    """Sort cells into domains and forms. Raises `unknown_criterion`, `item_twice`,
    `scales_differ`, `unknown_dimension`."""
    cube = design.cube
    columns = [cube.labels(dimension) for dimension in by]
    keys = list(zip(*columns, strict=True)) if columns else [()] * len(cube.cells)
    domains = tuple(sorted(set(keys)))
    forms = tuple(dict.fromkeys([*(item.form for item in items), *cube.labels("form")]))
    places = {label: place for place, label in enumerate(domains)}
    return Asked(
        domains,
        np.array([places[key] for key in keys], dtype=np.intp),
        np.array([forms.index(form) for form in cube.labels("form")], dtype=np.intp),
        forms,
        _feeds(design, tree, items, forms),
    )


def linearise(
    design: CellDesign,
    asked: Asked,
    tree: IndexTree,
    *,
    method: IndexMethod,
    populations: Populations,
) -> Linearised:
    """Figures of all domains and the cell sums of their linearised values.

    A domain of units has one label, its unit code, by which `populations` is looked up (M5).
    """
    answers = np.diagonal(design.cube.products, axis1=1, axis2=2).astype(np.float64)
    shape = (len(asked.domains), len(asked.forms))
    totals = _criterion_totals(answers * design.weights[:, None], asked, shape)
    if method.combine_forms is CombineForms.POOL:
        pooled = [sums.sum(axis=1) for sums in totals]
        gradients = node_gradients(tree, method, *pooled)
        slopes = [
            np.broadcast_to(slope[:, None], (*shape, *slope.shape[1:]))
            for slope in (gradients.satisfied, gradients.valid)
        ]
    else:
        by_form = node_gradients(tree, method, *totals)
        sizes = [populations.get(str(domain[0]), {}) for domain in asked.domains]
        gradients = combined(by_form, sizes, asked.forms)
        slopes = [gradients.satisfied, gradients.valid]
    total, square = _cell_sums(design, asked, answers, slopes)
    counted = _criterion_totals(answers, asked, shape)[1].sum(axis=1)
    asks: Booleans = np.any(asked.feeds > 0, axis=1)
    return Linearised(gradients.value, total, square, counted, asks)


def _feeds(
    design: CellDesign, tree: IndexTree, items: Sequence[ScoredItem], forms: Sequence[str]
) -> Floats:
    cube = design.cube
    columns = {label: place for place, label in enumerate(cube.items)}
    feeds = np.zeros((len(forms), len(columns), len(tree.criteria)))
    for item in items:
        if item.criterion not in tree.criteria:
            raise AnalysisError("unknown_criterion", f"{item.item} names {item.criterion}")
        if item.item not in columns:
            continue
        place = (forms.index(item.form), columns[item.item])
        if feeds[place].any():
            raise AnalysisError("item_twice", f"{item.form}/{item.item} is given twice")
        if cube.scales[place[1]] != item.scale:
            raise AnalysisError("scales_differ", f"{item.item}: not the scale of the cube")
        feeds[place][tree.criteria.index(item.criterion)] = 1.0
    return feeds


def _criterion_totals(sums: Floats, asked: Asked, shape: tuple[int, int]) -> list[Floats]:
    """Satisfied and valid totals of shape (U, F, K) from cell sums of shape (C, 2 I)."""
    grouped = np.zeros((shape[0] * shape[1], sums.shape[1]))
    np.add.at(grouped, asked.pair, sums)
    halves = np.split(grouped.reshape(*shape, sums.shape[1]), 2, axis=2)
    return [np.einsum("ufi,fik->ufk", half, asked.feeds) for half in halves]


def _cell_sums(
    design: CellDesign, asked: Asked, answers: Floats, slopes: Sequence[Floats]
) -> tuple[Floats, Floats]:
    """z = slope' t per response, summed: slope' (sum t) and slope' (sum t t') slope."""
    by_item = [np.einsum("ufmk,fik->ufmi", slope, asked.feeds) for slope in slopes]
    slope = np.concatenate(by_item, axis=3)
    slope = slope.reshape(-1, *slope.shape[2:])
    total = np.empty((len(answers), slope.shape[1]))
    square = np.empty_like(total)
    for start in range(0, len(answers), _CHUNK):
        part = slice(start, start + _CHUNK)
        own = slope[asked.pair[part]]
        products = design.cube.products[part].astype(np.float64)
        total[part] = np.einsum("cmt,ct->cm", own, answers[part])
        square[part] = np.einsum("cmt,cmt->cm", own @ products, own)
    return total, square
