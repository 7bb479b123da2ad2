"""The progress of a round: how many responses came, by unit and channel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.monitoring.queries import count_left_out
from surveyapp.programmes.definition import ProgrammeDefinition
from surveyapp.programmes.queries import definition_of
from surveyapp.responses.queries import ChannelCount, count_by_channel, count_waiting
from surveyapp.rounds.models import Round
from surveyapp.rounds.queries import list_forms
from surveyapp.units.queries import unit_codes

#: Channels by their code, in the order of the columns; others come after under their code.
CHANNELS = {
    "qr": "Mã QR",
    "portal": "Trực tuyến",
    "kiosk": "Máy tại quầy",
    "email": "Thư điện tử",
    "paper": "Phiếu giấy",
    "simulated": "Mô phỏng",
}


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """Responses of one unit. `left_out` of them are kept but do not count; `quick` ratings are
    counted apart from them."""

    code: str
    name: str
    by_channel: Mapping[str, int]
    left_out: int
    quick: int

    @property
    def total(self) -> int:
        """All responses, whatever brought them."""
        return sum(self.by_channel.values())


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """The units of a group in list order."""

    code: str
    name: str
    units: tuple[UnitProgress, ...]

    def by_channel(self, channel: str) -> int:
        """Responses of the group that came this way."""
        return sum(unit.by_channel.get(channel, 0) for unit in self.units)

    @property
    def total(self) -> int:
        """All responses of the group."""
        return sum(unit.total for unit in self.units)

    @property
    def left_out(self) -> int:
        """Responses of the group that do not count."""
        return sum(unit.left_out for unit in self.units)

    @property
    def quick(self) -> int:
        """Quick ratings of the group."""
        return sum(unit.quick for unit in self.units)


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """A whole round. `waiting` responses are stored and wait to be counted by the worker."""

    channels: Mapping[str, str]
    groups: tuple[GroupProgress, ...]
    waiting: int
    #: Whether the programme has quick ratings.
    rated: bool

    @property
    def total(self) -> int:
        """All responses of the round."""
        return sum(group.total for group in self.groups)

    @property
    def left_out(self) -> int:
        """Responses of the round that do not count."""
        return sum(group.left_out for group in self.groups)

    @property
    def quick(self) -> int:
        """Quick ratings of the round; no part of `total`."""
        return sum(group.quick for group in self.groups)

    @property
    def silent_units(self) -> int:
        """Units that nobody has answered about yet."""
        return sum(unit.total == 0 for group in self.groups for unit in group.units)

    @property
    def units(self) -> int:
        """Units of the programme."""
        return sum(len(group.units) for group in self.groups)


def round_progress(session: Session, *, round_: Round) -> RoundProgress:
    """Count the responses of a round by unit and channel, in four or five queries.

    Quick ratings are counted apart: they are no answers to the survey (M18).
    """
    definition = definition_of(round_.programme)
    codes = unit_codes(session, authority_id=round_.authority_id)
    quick_versions = _quick_versions(session, round_, definition)
    everything = count_by_channel(session, round_id=round_.id)
    counts = [each for each in everything if each.questionnaire_version_id not in quick_versions]
    quick: Counter[str] = Counter()
    for each in everything:
        if each.questionnaire_version_id in quick_versions:
            quick[codes[each.unit_id]] += each.responses
    left_out = {
        codes[unit_id]: count
        for unit_id, count in count_left_out(
            session, round_id=round_.id, but=quick_versions
        ).items()
    }
    by_unit = _by_unit(counts, codes)
    groups = tuple(
        GroupProgress(
            group.code,
            group.name,
            tuple(
                UnitProgress(
                    unit.code,
                    unit.name,
                    by_unit.get(unit.code, Counter()),
                    left_out.get(unit.code, 0),
                    quick[unit.code],
                )
                for unit in definition.group_units(group.code)
            ),
        )
        for group in definition.groups
    )
    waiting = count_waiting(session, round_id=round_.id)
    channels = _channels({count.channel for count in counts})
    return RoundProgress(channels, groups, waiting, rated=bool(quick_versions))


def _quick_versions(session: Session, round_: Round, definition: ProgrammeDefinition) -> set[int]:
    """The questionnaire versions of the round that are quick ratings."""
    if not definition.quick_forms:
        return set()
    forms = list_forms(session, programme_version_id=round_.programme_version_id)
    return {
        form.questionnaire_version_id
        for form in forms
        if form.questionnaire.code in definition.quick_forms
    }


def _by_unit(counts: Sequence[ChannelCount], codes: Mapping[int, str]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for count in counts:
        found.setdefault(codes[count.unit_id], Counter())[count.channel] += count.responses
    return found


def _channels(used: set[str]) -> dict[str, str]:
    known = {code: words for code, words in CHANNELS.items() if code in used}
    return known | {code: code for code in sorted(used - known.keys())}
