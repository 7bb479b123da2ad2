"""The count cube: the one input of the index, its variance and its ranks (M1)."""

from analysis.cube.building import cube_from_columns, cube_from_rows, empty_cube
from analysis.cube.cube import Cell, CountCube
from analysis.cube.scale import BLANK, FIVE_POINT, FIVE_POINT_ANSWERS, Scale
from analysis.cube.sums import add_dimension, collapse_cube, merge_cubes, same_counts, subtract_cube
from analysis.cube.tally import tally_blocks

__all__ = [
    "BLANK",
    "FIVE_POINT",
    "FIVE_POINT_ANSWERS",
    "Cell",
    "CountCube",
    "Scale",
    "add_dimension",
    "collapse_cube",
    "cube_from_columns",
    "cube_from_rows",
    "empty_cube",
    "merge_cubes",
    "same_counts",
    "subtract_cube",
    "tally_blocks",
]
