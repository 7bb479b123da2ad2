"""M13-M16: what is shown equals a calculation response by response, from the raw answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.programmes.queries import definition_of
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.responses.models import Response
from surveyapp.results.exact import read_exact
from surveyapp.results.exports import result_json
from surveyapp.results.queries import get_result
from surveyapp.results.services import refresh_result
from surveyapp.rounds.populations import store_populations
from tests.field import NOON, Field, answer, make_field, programme, questionnaire
from tests.results.by_hand import Answered, Class, Design, Figure, figure, wilson, worth_of_a_form

CRITERIA = ("polite", "on_time")
FORMS = ("counter_form", "portal_form", "home_form")
#: unit -> (channel or form, field) -> how many forms are sent. Forms 2 and 3 share a channel.
SENT: Mapping[str, Mapping[tuple[int, str], int]] = {
    "joined": {(1, "a"): 8, (1, "b"): 3, (1, "c"): 6, (2, "a"): 7, (3, ""): 4},
    "silent": {(1, "a"): 4, (1, "b"): 5},
    "too_small": {(1, ""): 8, (2, ""): 3},
    "zero": {(1, "a"): 6, (1, "b"): 7, (2, ""): 3},
    "strangers": {(1, "a"): 6, (1, "b"): 6, (1, ""): 2, (2, "a"): 1},
    "unknown": {(1, ""): 9, (2, ""): 5, (3, ""): 2},
}
#: unit -> (channel, field) -> finished dossiers.
DOSSIERS: Mapping[str, Mapping[tuple[str, str], int]] = {
    "joined": {("desk", "a"): 300, ("desk", "b"): 100, ("desk", "c"): 50, ("net", ""): 500},
    "silent": {("desk", ""): 400, ("net", ""): 600},
    "too_small": {("desk", ""): 5, ("net", ""): 90},
    "zero": {("desk", "a"): 0, ("desk", "b"): 200, ("net", ""): 0},
    "strangers": {("desk", "a"): 100, ("desk", "b"): 300, ("net", "a"): 50},
    "unknown": {},
}
#: unit -> strata -> classes: the forms and fields of each and its dossiers, joined by hand (M14).
Part = tuple[Callable[[int, str], bool], int | None]
CLASSES: Mapping[str, Sequence[Sequence[Part]]] = {
    "joined": [
        [
            (lambda form, field: (form, field) == (1, "a"), 300),
            (lambda form, field: form == 1 and field in "bc", 150),
        ],
        [(lambda form, _: form > 1, 500)],
    ],
    "silent": [[(lambda *_: True, 1000)]],
    "too_small": [[(lambda *_: True, None)]],
    "zero": [[(lambda *_: True, 200)]],
    "strangers": [[(lambda *_: True, 450)]],
    "unknown": [[(lambda *_: True, None)]],
}


def three_forms() -> tuple[QuestionnaireDefinition, ...]:
    forms = (
        questionnaire(code=code, number=f"0{place}/TT") for place, code in enumerate(FORMS, start=1)
    )
    return tuple(forms)


def six_units(**changes: Any) -> Any:
    channels = [
        {"code": "desk", "name": "Trực tiếp", "forms": ["counter_form"]},
        {"code": "net", "name": "Trực tuyến", "forms": ["portal_form", "home_form"]},
    ]
    units = [{"code": code, "name": f"Sở {code}", "group": "so"} for code in SENT]
    base = {"channels": channels, "units": units, "questionnaires": list(FORMS)}
    return programme(**(base | changes))


def send(session: Session, field: Field, *, seed: int) -> None:
    """Random answers; units differ, some have no opinion or leave a blank."""
    random = Random(seed)
    for place, cells in enumerate(SENT.values()):
        for (form, name), count in cells.items():
            for _ in range(count):
                good = random.random() < (0.9, 0.3, 0.6)[(place + form) % 3]
                posted = {"polite": [random.choice("45") if good else random.choice("12345")]}
                if random.random() < 0.85:
                    posted["on_time"] = [random.choice(["1", "4", "5", "no_opinion"])]
                answer(session, field, posted, unit=place, form=form, field_code=name or None)


def put(
    session: Session, field: Field, dossiers: Mapping[str, Mapping[tuple[str, str], int]]
) -> None:
    ids = {unit.code: unit.id for unit in field.units}
    flat = {(ids[u], *key): n for u, cells in dossiers.items() for key, n in cells.items()}
    store_populations(session, round_id=field.round.id, populations=flat)


def shown(session: Session, field: Field) -> dict[str, Any]:
    """What `flask results show --format json` prints."""
    refresh_result(session, round_id=field.round.id, now=NOON)
    document: dict[str, Any] = json.loads(
        result_json(get_result(session, round_id=field.round.id))
    )["document"]
    return document


def raw(session: Session, field: Field) -> dict[str, list[tuple[int, str, Answered]]]:
    """Form number, field and answers of every response, by unit code, from the table itself."""
    codes = {unit.id: unit.code for unit in field.units}
    rows = session.execute(
        select(
            Response.unit_id,
            Response.questionnaire_version_id,
            Response.field_code,
            Response.answers,
        ).where(Response.round_id == field.round.id)
    ).all()
    forms = {form.questionnaire_version_id: form.position for form in field.round.programme.forms}
    found: dict[str, list[tuple[int, str, Answered]]] = {code: [] for code in SENT}
    for unit_id, version_id, name, answers in rows:
        valid = {c: int(answers[c] in "45") for c in CRITERIA if answers.get(c, "x") in "12345"}
        form = forms[version_id]
        found[codes[unit_id]].append((form, name or "", (FORMS[form - 1], valid)))
    return found


def designed(rows: Sequence[tuple[int, str, Answered]], parts: Sequence[Sequence[Part]]) -> Design:
    return [
        [
            Class([said for form, name, said in rows if holds(form, name)], population)
            for holds, population in stratum
        ]
        for stratum in parts
    ]


def same(text: str | None, value: float) -> bool:
    exact = read_exact(text)
    assert exact is not None
    return float(exact) == pytest.approx(100 * value, rel=1e-9)


def agree(document: dict[str, Any], expected: Mapping[str, Figure]) -> None:
    """Index, standard error, interval, points, ranks and means follow from the expected figures."""
    worth = worth_of_a_form(list(expected.values()))
    for unit in document["units"]:
        found = expected[unit["code"]]
        precision = unit["precision"]
        assert same(unit["index"], found.index), unit["code"]
        assert same(precision["standard_error"], found.variance**0.5), unit["code"]
        low, high = wilson(found, worth)
        assert same(precision["low"], low), unit["code"]
        assert same(precision["high"], high), unit["code"]
        assert same(unit["points"], found.index * 15 / 100), unit["code"]
    ranked = sorted(expected, key=lambda code: -expected[code].index)
    assert {unit["code"]: unit["rank"] for unit in document["units"]} == {
        code: place for place, code in enumerate(ranked, start=1)
    }
    mean = sum(f.index for f in expected.values()) / len(expected)
    assert same(document["index_mean"]["value"], mean)
    assert same(document["groups"][0]["index_mean"]["value"], mean)


@pytest.mark.parametrize("seed", [1, 2])
def test_weighted_figures_equal_those_of_a_textbook_m13_m14_m15_m16(
    session: Session, seed: int
) -> None:
    field = make_field(session, definition=six_units(), forms=three_forms())
    send(session, field, seed=seed)
    put(session, field, DOSSIERS)
    document = shown(session, field)
    rows = raw(session, field)
    designs = {code: designed(rows[code], parts) for code, parts in CLASSES.items()}
    agree(document, {code: figure(design, CRITERIA) for code, design in designs.items()})
    states = {unit["code"]: unit["weighting"]["state"] for unit in document["units"]}
    assert states == {
        **dict.fromkeys(SENT, "weighted"),
        "too_small": "population_too_small",
        "unknown": "no_population",
    }


def test_without_a_population_all_is_one_random_sample_m14_m15(session: Session) -> None:
    field = make_field(session, definition=six_units(), forms=three_forms())
    send(session, field, seed=3)
    document = shown(session, field)
    whole: Sequence[Sequence[Part]] = [[(lambda *_: True, None)]]
    rows = raw(session, field)
    agree(document, {code: figure(designed(rows[code], whole), CRITERIA) for code in SENT})
    put(session, field, DOSSIERS)
    assert shown(session, field) != document
    put(session, field, {})
    assert shown(session, field) == document


def test_one_index_per_form_is_weighted_inside_each_m5_m13(session: Session) -> None:
    """Every form is a channel of its own here, and no unit is without one of them."""
    forms = three_forms()[:2]
    definition = six_units(
        channels=[], questionnaires=list(FORMS[:2]), method={"combine_forms": "per_form"}
    )
    field = make_field(session, definition=definition, forms=forms)
    random = Random(5)
    for unit in range(len(SENT)):
        for form, count in ((1, 6 + unit), (2, 5)):
            for _ in range(count):
                posted = {c: [random.choice("1345")] for c in CRITERIA}
                answer(session, field, posted, unit=unit, form=form, field_code=random.choice("ab"))
    sizes = {code: (300 - 20 * place, 40 + 9 * place) for place, code in enumerate(SENT)}
    put(
        session,
        field,
        {
            code: {("counter_form", ""): desk, ("portal_form", ""): net}
            for code, (desk, net) in sizes.items()
        },
    )
    document = shown(session, field)
    rows = raw(session, field)
    expected = {}
    for code, (desk, net) in sizes.items():
        parts: Sequence[Sequence[Part]] = [
            [(lambda form, _: form == 1, desk)],
            [(lambda form, _: form == 2, net)],
        ]
        populations = {"counter_form": desk, "portal_form": net}
        expected[code] = figure(designed(rows[code], parts), CRITERIA, forms=populations)
    agree(document, expected)
    assert definition_of(field.round.programme).method.combine_forms == "per_form"


def test_points_and_ranks_stay_exact_without_weights_m7_m8(session: Session) -> None:
    field = make_field(session, definition=six_units(), forms=three_forms())
    send(session, field, seed=4)
    rows = raw(session, field)
    for unit in shown(session, field)["units"]:
        said = [answered for _, _, (_, answered) in rows[unit["code"]]]
        shares = [
            Fraction(sum(one.get(c, 0) for one in said), sum(c in one for one in said))
            for c in CRITERIA
        ]
        assert read_exact(unit["index"]) == 100 * sum(shares) / len(shares)
