"""The index tree, the items that feed it, and its weights."""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.platform.entries import at
from surveyapp.platform.faults import Fault
from surveyapp.programmes.draft import ProgrammeDraft


def criterion_faults(draft: ProgrammeDraft) -> Iterator[Fault]:
    """Items naming unknown criteria, and criteria that no item feeds."""
    known = {criterion.code for criterion in draft.criteria}
    fed: set[str] = set()
    for form in draft.forms:
        for item in form.items:
            named = at(form.document.data, (*item.path, "criterion"))
            if not isinstance(named, str):
                continue
            fed.add(named)
            if named not in known:
                yield item.fault(
                    ("criterion",),
                    "unknown-criterion",
                    f"Bộ chỉ số không có tiêu chí “{named}”.",
                    "Thêm tiêu chí vào index của programme.yaml, hoặc sửa mã ở đây.",
                )
    for criterion in draft.criteria if draft.forms else ():
        if criterion.code and criterion.code not in fed:
            yield criterion.fault(
                ("code",),
                "criterion-without-item",
                f"Không câu hỏi nào hỏi về tiêu chí “{criterion.code}”.",
                "Thêm câu hỏi có khóa criterion này, hoặc bỏ tiêu chí.",
            )


def weight_faults(draft: ProgrammeDraft) -> Iterator[Fault]:
    """Weights are given for every criterion, for `roll_up: weights` and only for it."""
    if draft.method is None:
        return
    path = ("method", "weights")
    weights = draft.method.weights
    if draft.method.roll_up != "weights":
        if weights:
            yield draft.fault(
                path,
                "weights-unused",
                "Có trọng số nhưng cách tính không dùng đến.",
                "Ghi roll_up: weights, hoặc bỏ khóa weights.",
            )
        return
    if not weights or not any(weights.values()):
        yield draft.fault(
            path if weights else ("method", "roll_up"),
            "weights-missing",
            "Cách tính dùng trọng số riêng nhưng chưa có trọng số nào lớn hơn 0.",
            "Ghi weights: mỗi tiêu chí một trọng số.",
        )
        return
    codes = [criterion.code for criterion in draft.criteria]
    for code in weights:
        if code not in codes:
            yield draft.fault(
                (*path, code),
                "unknown-criterion",
                f"Bộ chỉ số không có tiêu chí “{code}”.",
                "Sửa mã tiêu chí trong weights.",
            )
    for code in codes:
        if code and code not in weights:
            yield draft.fault(
                path,
                "weight-missing",
                f"Thiếu trọng số của tiêu chí “{code}”.",
                "Ghi trọng số cho mọi tiêu chí; tiêu chí không tính thì ghi 0.",
            )
