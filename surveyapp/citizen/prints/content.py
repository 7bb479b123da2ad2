"""What stands on a print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from surveyapp.citizen.languages import LANGUAGE_NAMES, words
from surveyapp.citizen.prints.qr import qr_svg
from surveyapp.platform.vietnamese import slug
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.rounds.models import Round
from surveyapp.rounds.services import RoundLink


@dataclass(frozen=True, slots=True)
class Print:
    """One printed way in: what is rated, where it stands, and the address that its code holds."""

    authority: str
    round_name: str
    simulated: bool
    headline: str
    form_number: str
    unit: str
    place: str
    counter: str
    #: The name of the field (lĩnh vực), empty where none is named.
    field: str
    #: The whole address that the QR code holds.
    address: str
    #: The public address of the application.
    public_url: str
    #: The short code as it is printed, `1234-5674`; empty where none was allotted.
    code: str
    #: "Scan to rate" in the other languages of the form: (language, words).
    lines: tuple[tuple[str, str], ...]
    file_name: str

    @property
    def short_address(self) -> str:
        """The address where the short code is typed; browsers add `https://` by themselves."""
        return self.public_url.removeprefix("https://")

    @property
    def typed_address(self) -> str:
        """The whole address as a person types it."""
        return self.address.removeprefix("https://")

    @property
    def qr(self) -> bytes:
        """The QR code as SVG."""
        return qr_svg(self.address)


def make_prints(
    links: Iterable[RoundLink],
    *,
    round_: Round,
    forms: dict[int, QuestionnaireDefinition],
    public_url: str,
) -> list[Print]:
    """The prints of some links. `forms` are definitions by questionnaire version id."""
    names: set[str] = set()
    prints = []
    for link in links:
        form = forms[link.form.questionnaire_version_id]
        prints.append(
            Print(
                authority=round_.authority.name,
                round_name=round_.name,
                simulated=round_.simulated,
                headline=form.title["vi"],
                form_number=form.number,
                unit=link.unit.name,
                place=link.counter.place.name if link.counter else "",
                counter=link.counter.name if link.counter else "",
                field=link.field.name if link.field else "",
                address=public_url + link.path,
                public_url=public_url,
                code=link.printed_code,
                lines=other_languages(form),
                file_name=_file_name(link, names),
            )
        )
    return prints


def other_languages(form: QuestionnaireDefinition) -> tuple[tuple[str, str], ...]:
    """A line for each language of the form beside Vietnamese, which has the headline."""
    return tuple(
        (language, str(words(language).code.scan))
        for language in LANGUAGE_NAMES
        if language != "vi" and language in form.languages
    )


def _file_name(link: RoundLink, taken: set[str]) -> str:
    """`snv-mot-cua-quay-1-phieu-01`: ASCII, and no two alike."""
    where = link.counter_code or link.field_code
    stem = slug(f"{link.unit.code} {where} {link.form.questionnaire.code}")
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name)
    return name
