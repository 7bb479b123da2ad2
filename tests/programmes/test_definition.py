"""What the definition of a programme promises."""

from __future__ import annotations

import pytest

from surveyapp.programmes.definition import Method


def test_defaults_of_the_method_never_change() -> None:
    """Stored definitions leave defaults out, so a new default would change published programmes."""
    assert Method().model_dump() == {
        "satisfied": ["4", "5"],
        "roll_up": "criteria",
        "weights": {},
        "combine_forms": "pool",
        "weighting": "population",
        "smallest_class": 5,
        "points_from": "unrounded",
        "rank_by": "unrounded",
        "ties": "list_order",
        "decimals": 2,
        "late_answers": "exclude",
    }


def test_a_definition_cannot_be_changed_after_reading() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Method().decimals = 3  # type: ignore[misc]
