"""The pages of each form version, rendered once per process.

A version that a round uses is published and never changes, so what is kept here never ages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from flask import current_app, render_template
from markupsafe import Markup

from surveyapp.citizen.form_view import FormView, view_form
from surveyapp.citizen.packed import PackedPage, slot
from surveyapp.platform.database import Database
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.questionnaires.queries import get_definition
from surveyapp.rounds.queries import WayIn

_KEY = "surveyapp.citizen"
_INDENTATION = re.compile(r"\n\s+")


@dataclass(frozen=True)
class PreparedForm:
    """A form version with its page. Simulated rounds say so on every page."""

    definition: QuestionnaireDefinition
    simulated: bool

    @cached_property
    def page(self) -> PackedPage:
        """The empty form; slots `round`, `target`, `token`."""
        slots = {name: slot(name) for name in ("round", "target", "token")}
        return pack("citizen/form.html", **form_context(self, view_form(self.definition), slots))


def form_context(
    prepared: PreparedForm, form: FormView, words: Mapping[str, str | Markup], notice: str = ""
) -> dict[str, object]:
    """What the form template needs."""
    return {
        "definition": prepared.definition,
        "simulated": prepared.simulated,
        "form": form,
        "notice": notice,
        **words,
    }


@dataclass(frozen=True, slots=True)
class Thanks:
    """What the fixed words of a thank-you page depend on."""

    simulated: bool
    late: bool
    receipted: bool


def prepared_thanks(kind: Thanks) -> PackedPage:
    """The thank-you page; slots `unit`, `round`, `receipt`, `form`."""
    known: dict[Thanks, PackedPage] = current_app.extensions.setdefault(_KEY + ".thanks", {})
    if kind not in known:
        slots = {name: slot(name) for name in ("unit", "round", "receipt", "form")}
        known[kind] = pack(
            "citizen/thanks.html",
            simulated=kind.simulated,
            late=kind.late,
            receipted=kind.receipted,
            **slots,
        )
    return known[kind]


def target_words(way_in: WayIn) -> Markup:
    """What is rated and where, for the slot `target`."""
    where = ", ".join(name for name in (way_in.counter_name, way_in.place_name) if name)
    return Markup("<b>{}</b> {}").format(way_in.unit_name, where)


def pack(template: str, **context: object) -> PackedPage:
    """Render a template with slots; spaces that only indent are left out."""
    return PackedPage(_INDENTATION.sub("\n", render_template(template, **context)))


def prepared_form(database: Database, *, way_in: WayIn) -> PreparedForm:
    """The form that a link leads to, from this process's memory where it is there."""
    known: dict[tuple[int, bool], PreparedForm] = current_app.extensions.setdefault(_KEY, {})
    key = way_in.questionnaire_version_id, way_in.simulated
    if key not in known:
        with database.reading() as session:
            definition = get_definition(
                session, questionnaire_version_id=way_in.questionnaire_version_id
            )
        known[key] = PreparedForm(definition, way_in.simulated)
    return known[key]
