"""A clean survey: honest forms of satisfied people, units that differ, interviewers that do not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Cut points of the latent satisfaction: about 84 % answer 4 or 5.
CUTS = (-2.6, -1.9, -1.1, 0.3)
OPENING = [(450, 690), (810, 1020)]


@dataclass(frozen=True)
class Survey:
    columns: np.ndarray
    unit: np.ndarray
    interviewer: np.ndarray
    form: np.ndarray
    duration: np.ndarray
    age: np.ndarray
    fee: np.ndarray
    minute: np.ndarray


def clean_survey(
    rng: np.random.Generator,
    *,
    units: int = 40,
    interviewers: int = 3,
    load: int = 16,
    items: int = 20,
) -> Survey:
    """Latent score = unit + person + item + noise; blanks, durations, ages, times by chance.

    `minute` runs on the working clock of 20 days of 450 minutes.
    """
    n = units * interviewers * load
    unit = np.repeat(np.arange(units), interviewers * load)
    interviewer = np.repeat(np.arange(units * interviewers), load)
    person = rng.normal(0, 0.7, n) + rng.normal(0, 0.35, units)[unit]
    latent = person + rng.normal(0, 0.3, (items, 1)) + rng.normal(0, 0.8, (items, n))
    columns = (np.searchsorted(CUTS, latent) + 1).astype(np.uint8)
    columns[rng.random((items, n)) < 0.03] = 0
    columns[rng.random((items, n)) < 0.02] = 6
    form = rng.integers(0, 2, n)
    return Survey(
        columns=columns,
        unit=unit,
        interviewer=interviewer,
        form=form,
        duration=np.exp(rng.normal(5.5, 0.4, n)) * np.where(form == 1, 1.3, 1),
        age=rng.integers(18, 78, n),
        fee=np.exp(rng.normal(11, 1.6, n)),
        minute=rng.uniform(0, 20 * 450, n),
    )
