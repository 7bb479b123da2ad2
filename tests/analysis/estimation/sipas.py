"""The simulated answers as arrays, and the designs that estimation.R gives them."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from analysis.arrays import Floats
from analysis.estimation.design import SurveyDesign, survey_design
from analysis.estimation.stages import Stage

REFERENCE = Path(__file__).parents[1] / "reference"
FACTORS = (range(4), range(4, 8), range(8, 13), range(13, 17), range(17, 20))


@cache
def expected() -> Any:
    return json.loads((REFERENCE / "estimation.json").read_text())["expected"]


@cache
def column(name: str) -> Any:
    with (REFERENCE / "sipas.csv").open(encoding="utf-8") as file:
        return np.array([row[name] for row in csv.DictReader(file)])


def numbers(name: str) -> Floats:
    return np.array([float(text) if text else np.nan for text in column(name)])


@cache
def scores() -> Floats:
    return np.column_stack([numbers(f"q{item:02d}") for item in range(1, 21)])


@cache
def satisfied() -> Floats:
    return np.where(np.isnan(scores()), np.nan, scores() >= 4)


def sums() -> Floats:
    return np.nansum(satisfied(), axis=1)


def counts() -> Floats:
    return (~np.isnan(satisfied())).sum(axis=1).astype(float)


def per_stratum() -> Floats:
    _, place, count = np.unique(column("stratum"), return_inverse=True, return_counts=True)
    return count[place].astype(float)


def weights() -> Floats:
    return numbers("N_h") / per_stratum()


def psu() -> Any:
    return np.where(column("interviewer") == "", "none", column("interviewer"))


def unit_population() -> Floats:
    _, place = np.unique(column("unit"), return_inverse=True)
    return np.round(np.bincount(place, weights())[place], 6)


@cache
def design(name: str) -> SurveyDesign:
    w, unit, stratum = weights(), column("unit"), column("stratum")
    if name == "stratified":
        return survey_design(w, strata=stratum, population=numbers("N_h"))
    if name == "replaced":
        return survey_design(w, strata=stratum)
    if name == "clustered":
        return survey_design(w, strata=unit, clusters=psu(), nested=True)
    if name == "fraction":
        return survey_design(w, strata=unit, clusters=psu(), fraction=0.2, nested=True)
    if name == "two_stage":
        rows = Stage(population=unit_population())
        return survey_design(w, clusters=unit, population=60, later=[rows])
    rows = Stage(strata=column("channel"), population=numbers("N_h"))
    region = np.array([int(text[1:]) % 3 for text in unit])
    return survey_design(w, strata=region, clusters=unit, population=20, later=[rows])


def kept_for_three_stages() -> Any:
    """Rows of units with three clusters or more, in clusters of two rows or more."""
    unit, cluster = column("unit"), psu()
    pairs = np.char.add(unit, cluster)
    clusters = {u: len(set(cluster[unit == u])) for u in set(unit)}
    rows = {p: int((pairs == p).sum()) for p in set(pairs)}
    return np.array([clusters[u] >= 3 and rows[p] > 1 for u, p in zip(unit, pairs, strict=True)])


def three_stages() -> SurveyDesign:
    keep = kept_for_three_stages()
    later = [Stage(clusters=psu()[keep], population=12), Stage(population=500)]
    return survey_design(weights()[keep], clusters=column("unit")[keep], population=60, later=later)
