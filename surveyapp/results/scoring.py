"""What the statistics need to know, from the programme and its forms. Worker and commands only.

The programme speaks in words of its author, `analysis` in codes and exact figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from analysis import tree
from analysis.classes import Band
from analysis.method import CombineForms, IndexMethod
from analysis.rollup import RollUp
from analysis.shares import ScoredItem
from surveyapp.programmes.definition import ClassRule, IndexTree, Method
from surveyapp.questionnaires.answers.satisfaction import NO_OPINION
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.responses.coding import item_scale


def index_tree(definition: IndexTree) -> tree.IndexTree:
    """The programme's tree by codes."""
    return tree.IndexTree(
        tuple(
            tree.Content(
                content.code,
                tuple(
                    tree.Factor(factor.code, tuple(criterion.code for criterion in factor.criteria))
                    for factor in content.factors
                ),
            )
            for content in definition.contents
        )
    )


def scored_items(
    forms: Sequence[QuestionnaireDefinition], *, satisfied: Sequence[str]
) -> Iterator[ScoredItem]:
    """The items that feed criteria, with packed answer codes for values (M1, M2)."""
    for form in forms:
        for item in form.scored_items:
            code = {value: place for place, value in enumerate(item.option_values, start=1)}
            yield ScoredItem(
                form=form.code,
                item=item.id,
                criterion=str(item.criterion),
                scale=item_scale(code, satisfied=satisfied),
                no_opinion=frozenset({code[NO_OPINION]}),
            )


def index_method(method: Method) -> IndexMethod:
    """The settings of the index (M4, M5)."""
    return IndexMethod(
        roll_up=RollUp(method.roll_up),
        weights={code: Fraction(weight) for code, weight in method.weights.items()},
        combine_forms=CombineForms(method.combine_forms),
    )


def bands(classes: Sequence[ClassRule]) -> list[Band]:
    """The classes as intervals with edges that are in or out (M12)."""
    return [_band(rule) for rule in classes]


def _band(rule: ClassRule) -> Band:
    low = rule.above if rule.above is not None else rule.at_least
    high = rule.below if rule.below is not None else rule.at_most
    return Band(
        rule.code,
        low=None if low is None else Fraction(low),
        low_included=rule.above is None,
        high=None if high is None else Fraction(high),
        high_included=rule.below is None,
    )
