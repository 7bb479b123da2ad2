"""Indexes with their standard errors from the count cube: the cost hangs on cells, not answers.

Exact for every weight that is constant in a cell, which weights by unit, channel, field, age and
sex are. Weights that differ within a cell (trimmed person by person, panels) need the rows:
`analysis.estimation`.
"""

from analysis.cells.design import CellDesign, LonelyStratum, cell_design
from analysis.cells.estimates import IndexEstimates, index_estimates
from analysis.cells.measures import OVERALL, Node

__all__ = [
    "OVERALL",
    "CellDesign",
    "IndexEstimates",
    "LonelyStratum",
    "Node",
    "cell_design",
    "index_estimates",
]
