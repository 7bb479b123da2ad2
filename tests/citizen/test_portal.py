"""Links for finished dossiers: what a portal asks for and what it is told."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from surveyapp.platform.database import Base as Models
from surveyapp.platform.sessions import Base
from surveyapp.units.models import Field, UnitField
from tests.citizen.conftest import Counter
from tests.citizen.portal import Portal, portal_forms, portal_programme, target_of
from tests.statements import noted_statements


@pytest.fixture
def counter(make_counter: Callable[..., Counter]) -> Counter:
    """An open round with a form for the portal."""
    return make_counter(definition=portal_programme(), forms=portal_forms())


@pytest.fixture
def portal(counter: Counter) -> Portal:
    """The portal of the province, with a key for every unit."""
    return Portal.of(counter)


def test_a_dossier_gets_a_link_to_the_form_of_the_portal(portal: Portal) -> None:
    response = portal.post({"dossiers": [{"reference": "H55.01-2603-0001", "unit": "snv"}]})
    answer = response.get_json()
    (row,) = answer["dossiers"]
    assert response.mimetype == "application/json"
    assert answer["round"] == portal.counter.field.round.code
    assert (row["reference"], row["unit"], row["unit_name"], row["language"]) == (
        "H55.01-2603-0001",
        "snv",
        "Sở Nội vụ",
        "vi",
    )
    target = target_of(portal.counter, row["url"].removeprefix("http://localhost"))
    assert (target.counter_id, target.form, target.field_id) == (0, 2, 0)
    assert len(target.dossier) == 10
    assert "Sở Nội vụ" in portal.counter.client.get(row["url"]).text


def test_the_answers_stand_in_the_order_of_the_dossiers_and_none_stops_the_rest(
    portal: Portal,
) -> None:
    sent = [
        {"reference": "A-1", "unit": "snv"},
        {"reference": "A-2", "unit": "khong-co"},
        "A-3",
        {"reference": 4, "unit": "snv"},
        {"unit": "snv"},
        None,
        {"reference": "A-7", "unit": "stc"},
    ]
    rows = portal.rows(*sent)
    told = [(row["reference"], row.get("error", {}).get("code", "link")) for row in rows]
    assert told == [
        ("A-1", "link"),
        ("A-2", "unit"),
        (None, "wrong-type"),
        (None, "wrong-type"),
        (None, "missing"),
        (None, "wrong-type"),
        ("A-7", "link"),
    ]


def test_the_same_dossier_gets_the_same_link_and_nothing_is_stored(portal: Portal) -> None:
    base: Base = portal.counter.app.extensions["surveyapp"]
    tables = [table for table in Models.metadata.sorted_tables if table.name != "rate_count"]

    def counts() -> list[int]:
        with base.database.reading() as session:
            return [
                session.scalar(select(func.count()).select_from(table)) or 0 for table in tables
            ]

    before = counts()
    first = portal.link("H55-1")
    portal.counter.clock.advance(days=3)
    assert portal.link("H55-1") == first
    assert portal.link("H55-2") != first
    assert portal.link("H55-1", unit="stc") != first
    assert counts() == before


@pytest.mark.parametrize(
    "spelling",
    [
        "hồ sơ Đ-01",
        "  HỒ SƠ Đ-01\t",
        "Hồ  sơ\u00a0Đ-01\n",
        unicodedata.normalize("NFD", "Hồ sơ Đ-01"),
    ],
)
def test_p18_one_dossier_is_one_however_it_is_spelt(portal: Portal, spelling: str) -> None:
    assert portal.link(spelling) == portal.link("Hồ sơ Đ-01")


def test_references_that_differ_in_more_than_spelling_are_two_dossiers(portal: Portal) -> None:
    references = ["A 1 23", "A 12 3", "A123", "Ă 1 23", "A-1-23", "A 1 23; DROP TABLE", "A 1 23 😀"]
    assert len({portal.link(reference) for reference in references}) == len(references)


def test_p5_the_reference_is_in_no_part_of_the_link(portal: Portal) -> None:
    path = portal.link("000.00.12.H55-260310-0007")
    raw = target_of(portal.counter, path).dossier
    for piece in ("H55", "260310", "0007"):
        assert piece.lower() not in path.lower()
        assert piece.encode() not in raw


@pytest.mark.parametrize("language", ["vi", "km", "en"])
def test_texts_come_in_the_language_of_the_person(portal: Portal, language: str) -> None:
    (row,) = portal.rows({"reference": "H55-1", "unit": "snv", "language": language})
    texts = row["short_text"]
    assert row["language"] == language
    assert row["url"].endswith("" if language == "vi" else f"?lang={language}")
    for text in (texts["sms"]["text"], texts["sms_plain"]["text"], texts["zalo"]["text"]):
        assert text.endswith(row["url"])
    assert texts["sms"]["encoding"] == "UCS-2"
    assert texts["sms_plain"]["encoding"] == "GSM-7"
    assert texts["sms_plain"]["segments"] == 1
    assert "Sở Nội vụ" in texts["zalo"]["text"]


def test_a_link_without_a_language_is_the_same_dossier_as_one_with(portal: Portal) -> None:
    plain, khmer = portal.link("H55-1"), portal.link("H55-1", language="km")
    assert khmer == f"{plain}?lang=km"


def test_another_form_can_be_named(portal: Portal) -> None:
    path = portal.link("H55-1", form="counter_form")
    assert target_of(portal.counter, path).form == 1


def test_a_programme_without_a_form_for_the_portal_asks_for_one(
    make_counter: Callable[..., Counter],
) -> None:
    portal = Portal.of(make_counter())
    error = portal.error()
    assert (error["code"], error["field"], error["status"]) == ("missing", "form", 422)
    assert "counter_form" in error["message"]
    assert portal.link("H55-1", form="counter_form")


def test_a_field_that_the_unit_handles_is_in_the_link(portal: Portal) -> None:
    base: Base = portal.counter.app.extensions["surveyapp"]
    unit = portal.counter.field.units[0]
    with base.database.transaction() as session:
        field = Field(authority_id=unit.authority_id, code="ho_tich", name="Hộ tịch")
        session.add(field)
        session.flush()
        session.add(UnitField(unit_id=unit.id, field_id=field.id))
    path = portal.link("H55-1", field="ho_tich")
    assert target_of(portal.counter, path).field_id == field.id
    assert portal.counter.client.get(path).status_code == 200
    assert portal.error(unit="stc", field="ho_tich")["code"] == "field"
    assert target_of(portal.counter, path).dossier == (
        target_of(portal.counter, portal.link("H55-1")).dossier
    )


@pytest.mark.parametrize(
    ("dossier", "code", "field", "status"),
    [
        ({"reference": ""}, "bad-reference", "reference", 422),
        ({"reference": " \u00a0\n"}, "bad-reference", "reference", 422),
        ({"reference": "a" * 201}, "bad-reference", "reference", 422),
        ({"reference": "H55\x00-1"}, "bad-reference", "reference", 422),
        ({"reference": "H55\x1b[31m"}, "bad-reference", "reference", 422),
        ({"reference": "H55\u202e-1"}, "bad-reference", "reference", 422),
        ({"reference": "\ufeffH55-1"}, "bad-reference", "reference", 422),
        ({"reference": "H55\ufffd1"}, "bad-reference", "reference", 422),
        ({"reference": ["H55-1"]}, "wrong-type", "reference", 422),
        ({"reference": None}, "wrong-type", "reference", 422),
        ({"unit": 7}, "wrong-type", "unit", 422),
        ({"unit": {"code": "snv"}}, "wrong-type", "unit", 422),
        ({"unit": None}, "missing", "unit", 422),
        ({"unit": "SNV"}, "unit", "unit", 404),
        ({"unit": "snv' OR '1'='1"}, "unit", "unit", 404),
        ({"unit": "snv\x00"}, "unit", "unit", 404),
        ({"form": "phieu_la"}, "form", "form", 404),
        ({"field": "linh_vuc_la"}, "field", "field", 404),
        ({"language": "fr"}, "unknown-language", "language", 422),
        ({"lang": "vi"}, "unknown-name", "lang", 422),
    ],
)
def test_a_bad_dossier_is_told_what_is_wrong(
    portal: Portal, dossier: dict[str, Any], code: str, field: str, status: int
) -> None:
    error = portal.error(**dossier)
    assert (error["code"], error["field"], error["status"]) == (code, field, status)
    assert error["message"].endswith(".")


def test_half_of_a_surrogate_pair_breaks_nothing(portal: Portal) -> None:
    """JSON can hold it, UTF-8 cannot."""
    lost, strange = portal.rows(
        {"reference": "H55\ud8001", "unit": "snv"}, {"reference": "1", "\ud800\x00": "vi"}
    )
    assert (lost["reference"], lost["error"]["code"]) == ("H55\ufffd1", "bad-reference")
    assert (strange["error"]["code"], strange["error"]["field"]) == ("bad-value", "")


def test_500_dossiers_take_as_many_statements_as_one(portal: Portal) -> None:
    with noted_statements(portal.counter.app) as one:
        portal.link("H55-1")
    rows = [{"reference": f"H55-{number}", "unit": "snv"} for number in range(500)]
    with noted_statements(portal.counter.app) as many:
        answers = portal.rows(*rows)
    assert len({row["url"] for row in answers}) == 500
    assert len(many) == len(one)
