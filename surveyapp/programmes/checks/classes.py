"""Classes of the reform index: every percent from 0 to 100 falls into exactly one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from surveyapp.platform.entries import Entry
from surveyapp.platform.faults import Fault
from surveyapp.programmes.definition import ClassRule
from surveyapp.programmes.draft import ProgrammeDraft


@dataclass(frozen=True, slots=True)
class _Span:
    """A class as an interval; a missing bound is 0 or 100, inclusive."""

    rule: Entry[ClassRule]
    low: Decimal
    low_in: bool
    high: Decimal
    high_in: bool


def class_faults(draft: ProgrammeDraft) -> Iterator[Fault]:
    """Bounds that contradict each other, gaps and overlaps."""
    spans = []
    for rule in draft.classes:
        if rule.value is None:
            return
        span = _span(rule, rule.value)
        if span is None:
            yield rule.fault(
                (),
                "class-bounds",
                f"Ngưỡng của mức “{rule.code}” không hợp lý.",
                "Ghi một ngưỡng dưới (above hoặc at_least) và một ngưỡng trên (at_most hoặc "
                "below), ngưỡng dưới nhỏ hơn ngưỡng trên.",
            )
        else:
            spans.append(span)
    if spans and len(spans) == len(draft.classes):
        yield from _seams(sorted(spans, key=lambda span: (span.low, not span.low_in)))


def _span(rule: Entry[ClassRule], bounds: ClassRule) -> _Span | None:
    if bounds.above is not None and bounds.at_least is not None:
        return None
    if bounds.below is not None and bounds.at_most is not None:
        return None
    low = bounds.above if bounds.above is not None else bounds.at_least
    high = bounds.below if bounds.below is not None else bounds.at_most
    if low is None and high is None:
        return None
    low_value = Decimal(0) if low is None else low
    high_value = Decimal(100) if high is None else high
    low_in, high_in = bounds.above is None, bounds.below is None
    if low_value > high_value or (low_value == high_value and not (low_in and high_in)):
        return None
    return _Span(rule, low_value, low_in, high_value, high_in)


def _seams(spans: list[_Span]) -> Iterator[Fault]:
    first, last = spans[0], spans[-1]
    if first.low > 0 or not first.low_in:
        yield _gap(first, Decimal(0), first.low)
    if last.high < 100 or not last.high_in:
        yield _gap(last, last.high, Decimal(100))
    for lower, upper in pairwise(spans):
        meets_once = lower.high_in != upper.low_in
        if lower.high < upper.low or (
            lower.high == upper.low and not (meets_once or lower.high_in)
        ):
            yield _gap(upper, lower.high, upper.low)
        elif lower.high > upper.low or not meets_once:
            yield upper.rule.fault(
                (),
                "class-overlap",
                f"Mức “{upper.rule.code}” và mức “{lower.rule.code}” chồng lên nhau.",
                "Sửa ngưỡng để mỗi chỉ số chỉ thuộc một mức.",
            )


def _gap(span: _Span, low: Decimal, high: Decimal) -> Fault:
    between = f"từ {low}% đến {high}%" if low != high else f"đúng {low}%"
    return span.rule.fault(
        (),
        "class-gap",
        f"Chỉ số {between} có phần không thuộc mức nào, cạnh mức “{span.rule.code}”.",
        "Sửa ngưỡng để mọi chỉ số từ 0% đến 100% đều có mức.",
    )
