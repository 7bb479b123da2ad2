"""Small classes are joined by the stated rule, and each joining is reported."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.weights.collapsing import collapse_classes

COUNTS = st.lists(st.integers(0, 50), min_size=1, max_size=12)


def test_the_smallest_class_is_joined_to_its_smaller_neighbour() -> None:
    found = collapse_classes(["18-29", "30-39", "40-49", "50+"], [40, 30, 8, 25], smallest=20)
    assert found.labels == ("18-29", "30-39", "40-49 + 50+")
    assert found.places.tolist() == [0, 1, 2, 2]
    assert found.counts == (40, 30, 33)
    assert found.joined == (("40-49", "50+"),)
    assert found.short == ()


def test_of_equal_neighbours_the_one_before_is_taken() -> None:
    found = collapse_classes(["a", "b", "c"], [30, 5, 30], smallest=20)
    assert found.labels == ("a + b", "c")


def test_of_equal_classes_the_first_is_joined_first() -> None:
    found = collapse_classes(["a", "b", "c", "d"], [5, 30, 5, 30], smallest=10)
    assert found.joined == (("a", "b"), ("c", "d"))


def test_classes_are_joined_within_their_group_only() -> None:
    found = collapse_classes(
        ["U1-C", "U1-O", "U2-C", "U2-O"], [3, 40, 2, 1], smallest=10, groups=["1", "1", "2", "2"]
    )
    assert found.labels == ("U1-C + U1-O", "U2-C + U2-O")
    assert found.short == ("U2-C + U2-O",)


def test_a_group_need_not_stand_together_in_the_list() -> None:
    found = collapse_classes(["a", "b", "c"], [1, 1, 20], smallest=10, groups=["x", "y", "x"])
    assert found.labels == ("a + c", "b")
    assert found.places.tolist() == [0, 1, 0]


def test_no_classes_are_no_fault() -> None:
    assert collapse_classes([], [], smallest=10).labels == ()


@given(COUNTS, st.integers(0, 60))
def test_nobody_is_lost_and_no_class_stays_small_without_need(
    counts: list[int], smallest: int
) -> None:
    found = collapse_classes([str(i) for i in range(len(counts))], counts, smallest=smallest)
    assert sum(found.counts) == sum(counts)
    assert len(found.labels) == len(counts) - len(found.joined)
    assert min(found.counts) >= smallest or len(found.labels) == 1
    for place, count in enumerate(found.counts):
        assert sum(c for c, to in zip(counts, found.places, strict=True) if to == place) == count


@pytest.mark.parametrize(
    ("labels", "counts", "groups", "code"),
    [
        (["a", "a"], [1, 2], None, "label_twice"),
        (["a", "b"], [1], None, "shape"),
        (["a", "b"], [1, 2], ["x"], "shape"),
        (["a", "b"], [1, -2], None, "negative_count"),
        (["a", "b"], [1, float("nan")], None, "not_finite"),
    ],
)
def test_contradictory_classes_are_refused(
    labels: Any, counts: Any, groups: Any, code: str
) -> None:
    with pytest.raises(AnalysisError) as raised:
        collapse_classes(labels, counts, smallest=5, groups=groups)
    assert raised.value.code == code
