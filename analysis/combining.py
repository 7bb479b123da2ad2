"""How the forms of one unit become one set of figures (M5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from analysis.rollup import Percent, Rolled, weighted_mean
from analysis.shares import Share


def pool(codes: Sequence[str], forms: Iterable[Mapping[str, Share]]) -> dict[str, Share]:
    """Answers of all forms added per criterion (M5)."""
    asked = [shares for shares in forms if shares]
    return {
        code: sum((shares[code] for shares in asked if code in shares), Share()) for code in codes
    }


def combine(by_form: Mapping[str, Rolled], populations: Mapping[str, int]) -> Rolled:
    """Each node by itself: sum(N_f x_f) / sum(N_f) over the forms f that know it (M5).

    A node that one form alone knows is that form's. A missing population leaves a node unknown.
    """

    def one(values: Mapping[str, Percent]) -> Percent:
        known = {form: value for form, value in values.items() if value is not None}
        if len(known) == 1:
            return next(iter(known.values()))
        if any(form not in populations for form in known):
            return None
        return weighted_mean((known[form], Fraction(populations[form])) for form in known)

    def level(name: str) -> dict[str, Percent]:
        codes = [code for rolled in by_form.values() for code in getattr(rolled, name)]
        return {
            code: one({form: getattr(rolled, name)[code] for form, rolled in by_form.items()})
            for code in dict.fromkeys(codes)
        }

    overall = one({form: rolled.overall for form, rolled in by_form.items()})
    return Rolled(level("criteria"), level("factors"), level("contents"), overall)
