"""Flags of a round on the desk: how many answers carry which, and what that means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.monitoring.queries import count_flagged
from surveyapp.platform.formats import number
from surveyapp.responses.flags import (
    BURST,
    BUSY_ADDRESS,
    HONEYPOT,
    SECONDS_PER_ANSWER,
    TOO_FAST,
)
from surveyapp.rounds.models import Round


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of flag in words: its name, and what the machine noticed."""

    name: str
    meaning: str


#: In the order of the page; flags of other rules come after under their code.
RULES = {
    HONEYPOT: Rule(
        "Điền ô ẩn",
        "Một ô mà người trả lời không nhìn thấy đã được điền; thường do chương trình tự động.",
    ),
    TOO_FAST: Rule(
        "Gửi quá nhanh",
        f"Từ lúc mở trang đến lúc gửi chưa tới {number(SECONDS_PER_ANSWER, 1)} giây cho mỗi câu"
        " đã trả lời.",
    ),
    BURST: Rule(
        "Gửi dồn dập",
        "Nhiều phiếu của cùng đơn vị, quầy và kênh đến trong một lúc mà không kèm phép tính xác"
        " nhận của trình duyệt.",
    ),
    BUSY_ADDRESS: Rule(
        "Cùng một mạng",
        "Rất nhiều phiếu từ cùng một địa chỉ mạng trong một lúc mà không kèm phép tính xác nhận"
        " của trình duyệt.",
    ),
    "late": Rule("Gửi muộn", "Gửi sau khi đợt đã đóng; bộ chỉ số này quy định vẫn tính."),
}


@dataclass(frozen=True, slots=True)
class UnitFlags:
    """Flagged answers of one unit, by rule."""

    name: str
    by_rule: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RoundFlags:
    """Flagged answers of a round: the rules that spoke, and the units with any, by name."""

    rules: Mapping[str, Rule]
    units: tuple[UnitFlags, ...]

    def of_rule(self, rule: str) -> int:
        """Answers of the round that carry this flag."""
        return sum(unit.by_rule.get(rule, 0) for unit in self.units)


def round_flags(session: Session, *, round_: Round) -> RoundFlags:
    """Count the flagged answers of a round, in one query."""
    units: dict[str, Counter[str]] = {}
    used = set()
    for name, rule, answers in count_flagged(session, round_id=round_.id):
        units.setdefault(name, Counter())[rule] = answers
        used.add(rule)
    rules = {code: rule for code, rule in RULES.items() if code in used}
    rules |= {code: Rule(code, "") for code in sorted(used - rules.keys())}
    return RoundFlags(rules, tuple(UnitFlags(name, found) for name, found in units.items()))
