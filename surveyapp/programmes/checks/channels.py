"""Channels: every form of the index belongs to exactly one, and an index per form can be weighed.

A quick rating belongs to none: it is never weighed.
"""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.platform.entries import at
from surveyapp.platform.faults import Fault
from surveyapp.programmes.draft import ProgrammeDraft


def channel_faults(draft: ProgrammeDraft) -> Iterator[Fault]:
    """Unknown or quick forms, forms in two channels or none, channels `per_form` cannot weigh."""
    if not draft.channels:
        return
    known = {form.code for form in draft.forms if form.code}
    quick = {form.code for form in draft.forms if form.quick}
    taken: dict[str, str] = {}
    for channel in draft.channels:
        forms = at(draft.document.data, (*channel.path, "forms"))
        for index, form in enumerate(forms if isinstance(forms, list) else ()):
            if not isinstance(form, str):
                continue
            if draft.forms_known and form not in known:
                yield channel.fault(
                    ("forms", index),
                    "unknown-form",
                    f"Bộ chỉ số không có mẫu phiếu mang mã “{form}”.",
                    f"Dùng mã ghi trong các tệp mẫu phiếu: {', '.join(sorted(known))}.",
                )
            elif form in quick:
                yield channel.fault(
                    ("forms", index),
                    "quick-in-channel",
                    f"Mẫu phiếu “{form}” là phiếu đánh giá nhanh, không thuộc kênh nào.",
                    "Bỏ mẫu phiếu này khỏi forms; đánh giá nhanh không có trọng số.",
                )
            elif form in taken:
                yield channel.fault(
                    ("forms", index),
                    "form-in-two-channels",
                    f"Mẫu phiếu “{form}” đã thuộc kênh “{taken[form]}”.",
                    "Mỗi mẫu phiếu chỉ ghi ở một kênh, một lần.",
                )
            taken.setdefault(form, channel.code)
    for left_out in sorted(known - quick - set(taken)):
        yield draft.fault(
            ("channels",),
            "form-without-channel",
            f"Mẫu phiếu “{left_out}” chưa thuộc kênh nào.",
            "Ghi mẫu phiếu này ở khóa forms của một kênh, hoặc bỏ cả khóa channels.",
        )
    yield from _unweighable(draft)


def _unweighable(draft: ProgrammeDraft) -> Iterator[Fault]:
    """The population of a channel cannot be told apart by its forms."""
    if draft.method is None or draft.method.combine_forms != "per_form":
        return
    for channel in draft.channels:
        if channel.value and len(set(channel.value.forms)) > 1:
            yield channel.fault(
                ("forms",),
                "per-form-channel",
                f"Kênh “{channel.code}” có nhiều mẫu phiếu, nên không biết số hồ sơ của từng mẫu.",
                "Tách mỗi mẫu phiếu một kênh, hoặc ghi combine_forms: pool.",
            )
