"""The pages of each form version, rendered once per process and language.

A version that a round uses is published and never changes, so what is kept here never ages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from flask import current_app, render_template
from markupsafe import Markup

from surveyapp.citizen.form_view import FormView, view_form
from surveyapp.citizen.packed import PackedPage, slot
from surveyapp.platform.database import Database
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.questionnaires.queries import get_definition
from surveyapp.rounds.way_in import WayIn

_KEY = "surveyapp.citizen"
_INDENTATION = re.compile(r"\n\s+")
_TAG = re.compile("<[a-z][^>]*>")
_QUOTED = re.compile(r'(?<=[a-z])="([\w.-]+)"(?=[ >])', re.ASCII)


@dataclass(frozen=True, slots=True)
class Look:
    """What the fixed words of a form page depend on."""

    questionnaire_version_id: int
    #: Simulated rounds say so on every page, anonymous ones promise no receipt.
    simulated: bool
    anonymous: bool
    language: str


@dataclass(frozen=True)
class PreparedForm:
    """A form version in one language, with its page."""

    definition: QuestionnaireDefinition
    look: Look

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.look.language

    @cached_property
    def page(self) -> PackedPage:
        """The empty form; slots `round`, `target`, `token`."""
        slots = {name: slot(name) for name in ("round", "target", "token")}
        form = view_form(self.definition, language=self.language)
        return pack("citizen/form.html", **form_context(self, form, slots))


def form_context(
    prepared: PreparedForm,
    form: FormView,
    fields: Mapping[str, str | Markup],
    notice: str = "",
    kept: Mapping[str, str] | None = None,
) -> dict[str, object]:
    """What the form template needs. `kept` are fields of the page itself that come back."""
    return {
        "definition": prepared.definition,
        "look": prepared.look,
        "language": prepared.language,
        "form": form,
        "notice": notice,
        "kept": kept or {},
        **fields,
    }


@dataclass(frozen=True, slots=True)
class Thanks:
    """What the fixed words of a thank-you page depend on."""

    language: str
    simulated: bool
    late: bool
    duplicate: bool
    #: The link is that of one dossier, for which a second form would not count.
    of_dossier: bool
    receipted: bool
    #: A sensitive answer came without its consent and was left out.
    withheld: bool
    #: It was a quick rating, which is no part of the index (M18).
    quick: bool
    #: There is a published result to look at.
    published: bool


def prepared_thanks(kind: Thanks) -> PackedPage:
    """The thank-you page; slots `unit`, `round`, `receipt`, `form`, `results`."""
    known: dict[Thanks, PackedPage] = current_app.extensions.setdefault(_KEY + ".thanks", {})
    if kind not in known:
        slots = {name: slot(name) for name in ("unit", "round", "receipt", "form", "results")}
        known[kind] = pack("citizen/thanks.html", kind=kind, language=kind.language, **slots)
    return known[kind]


def prepared_privacy(language: str) -> PackedPage:
    """The page about privacy; it has no slots."""
    known: dict[str, PackedPage] = current_app.extensions.setdefault(_KEY + ".privacy", {})
    if language not in known:
        known[language] = pack("citizen/privacy.html", language=language)
    return known[language]


def target_words(way_in: WayIn, language: str) -> Markup:
    """What is rated and where, for the slot `target`. Names are Vietnamese on every page."""
    where = ", ".join(name for name in (way_in.counter_name, way_in.place_name) if name)
    return _target_words(way_in.unit_name, where, way_in.field_name, language)


@lru_cache(maxsize=4096)
def _target_words(unit: str, where: str, field: str, language: str) -> Markup:
    parts = [named(unit, language)]
    parts += [
        Markup("<span{}>{}</span>").format(foreign(language), name)
        for name in (where, field)
        if name
    ]
    return Markup(" ").join(parts)


def foreign(language: str) -> Markup:
    """The attribute that marks Vietnamese names on a page in another language (WCAG 3.1.2)."""
    return Markup("" if language == "vi" else ' lang="vi"')  # noqa: S704 -- no words in it


def named(name: str, language: str) -> Markup:
    """The Vietnamese name of a unit or round, in bold, within words of a language."""
    return Markup("<b{}>{}</b>").format(foreign(language), name)


def pack(template: str, **context: object) -> PackedPage:
    """Render a template with slots; left out is what only people who read the source need.

    That is indentation, and quotes around values of letters, digits, full stops and hyphens.
    """
    text = _INDENTATION.sub("\n", render_template(template, **context))
    return PackedPage(_TAG.sub(lambda tag: _QUOTED.sub(r"=\1", tag[0]), text))


def get_form_definition(database: Database, *, way_in: WayIn) -> QuestionnaireDefinition:
    """The form that a link leads to, from this process's memory where it is there."""
    known: dict[int, QuestionnaireDefinition] = current_app.extensions.setdefault(
        _KEY + ".definitions", {}
    )
    version_id = way_in.questionnaire_version_id
    if version_id not in known:
        with database.reading() as session:
            known[version_id] = get_definition(session, questionnaire_version_id=version_id)
    return known[version_id]


def prepared_form(
    definition: QuestionnaireDefinition, *, way_in: WayIn, language: str
) -> PreparedForm:
    """A form in one of its languages, from this process's memory where it is there."""
    known: dict[Look, PreparedForm] = current_app.extensions.setdefault(_KEY, {})
    look = Look(way_in.questionnaire_version_id, way_in.simulated, way_in.anonymous, language)
    if look not in known:
        known[look] = PreparedForm(definition, look)
    return known[look]
