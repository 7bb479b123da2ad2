"""M3: the index tree is checked before anything is computed."""

import pytest

from analysis.errors import AnalysisError
from analysis.tree import Content, Factor, IndexTree


def test_levels_are_listed_in_order_m3():
    tree = IndexTree(
        (
            Content("policy", (Factor("info", ("a", "b")),)),
            Content("service", (Factor("access", ("c",)), Factor("result", ("d",)))),
        )
    )
    assert tree.criteria == ("a", "b", "c", "d")
    assert [factor.code for factor in tree.factors] == ["info", "access", "result"]
    assert tree.contents[1].criteria == ("c", "d")


@pytest.mark.parametrize(
    ("contents", "code"),
    [
        ((), "branch_empty"),
        ((Content("c", ()),), "branch_empty"),
        ((Content("c", (Factor("f", ()),)),), "branch_empty"),
        ((Content("c", (Factor("f", ("a", "a")),)),), "code_twice"),
        ((Content("c", (Factor("f", ("a",)), Factor("f", ("b",)))),), "code_twice"),
        ((Content("c", (Factor("f", ("",)),)),), "code_empty"),
    ],
)
def test_a_faulty_tree_is_refused_m3(contents, code):
    with pytest.raises(AnalysisError, match=code):
        IndexTree(contents)
