"""What stands on a counter card."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from surveyapp.citizen.prints.qr import qr_svg
from surveyapp.platform.vietnamese import slug
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.rounds.models import Round
from surveyapp.rounds.services import RoundLink


@dataclass(frozen=True, slots=True)
class Card:
    """One card: what is rated, where it stands, and the address that its code holds."""

    authority: str
    round_name: str
    simulated: bool
    headline: str
    form_number: str
    unit: str
    place: str
    counter: str
    address: str
    file_name: str

    @property
    def typed_address(self) -> str:
        """The address as a person types it: browsers add `https://` by themselves."""
        return self.address.removeprefix("https://")

    @property
    def qr(self) -> bytes:
        """The QR code as SVG."""
        return qr_svg(self.address)


def make_cards(
    links: Iterable[RoundLink],
    *,
    round_: Round,
    forms: dict[int, QuestionnaireDefinition],
    public_url: str,
) -> list[Card]:
    """The cards of some links. `forms` are definitions by questionnaire version id."""
    names: set[str] = set()
    cards = []
    for link in links:
        form = forms[link.form.questionnaire_version_id]
        name = _file_name(link, names)
        cards.append(
            Card(
                authority=round_.authority.name,
                round_name=round_.name,
                simulated=round_.simulated,
                headline=form.title["vi"],
                form_number=form.number,
                unit=link.unit.name,
                place=link.counter.place.name if link.counter else "",
                counter=link.counter.name if link.counter else "",
                address=public_url + link.path,
                file_name=name,
            )
        )
    return cards


def _file_name(link: RoundLink, taken: set[str]) -> str:
    """`snv-mot-cua-quay-1-phieu-01`: ASCII, and no two alike."""
    stem = slug(f"{link.unit.code} {link.counter_code} {link.form.questionnaire.code}")
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name)
    return name
