"""Fields (lĩnh vực): units, links and answers of one."""

from __future__ import annotations

from sqlalchemy.orm import Session

from surveyapp.programmes.definition import ProgrammeSource
from surveyapp.programmes.services import load_programme
from surveyapp.rounds.links import read_link
from surveyapp.rounds.services import list_links
from surveyapp.rounds.way_in import find_way_in
from surveyapp.units.queries import list_fields_by_unit
from tests.field import KEYS, NOON, Field, make_field, programme, questionnaire

FIELDS = [
    {"code": "dat-dai", "name": "Đất đai", "units": ["group:so"]},
    {"code": "ho-tich", "name": "Hộ tịch", "units": ["stc"]},
]


def field_names(session: Session, field: Field) -> list[tuple[str, str, str]]:
    """Unit, counter and field of every link."""
    links = list_links(session, round_=field.round, keys=KEYS)
    return [(link.unit.code, link.counter_code, link.field_code) for link in links]


def test_links_per_field_come_in_addition_to_those_of_the_counters(session: Session) -> None:
    field = make_field(session, definition=programme(fields=FIELDS))
    assert field_names(session, field) == [
        ("snv", "mot-cua/quay-1", ""),
        ("snv", "", "dat-dai"),
        ("stc", "mot-cua/quay-1", ""),
        ("stc", "", "dat-dai"),
        ("stc", "", "ho-tich"),
    ]
    links = list_links(session, round_=field.round, keys=KEYS)
    assert len({link.code for link in links} - {""}) == 5


def test_a_link_of_a_field_names_it(session: Session) -> None:
    field = make_field(session, definition=programme(fields=FIELDS))
    link = list_links(session, round_=field.round, keys=KEYS)[4]
    way_in = find_way_in(session, target=read_link(link.text, keys=KEYS))
    assert way_in is not None
    assert (way_in.field_code, way_in.field_name) == ("ho-tich", "Hộ tịch")
    assert way_in.counter_id is None


def test_fields_follow_the_programme_that_is_loaded_again(session: Session) -> None:
    def load(fields: list[dict[str, object]]) -> int:
        source = ProgrammeSource(programme(fields=fields), (questionnaire(),))
        return load_programme(session, source=source, now=NOON).programme_version.authority_id

    authority_id = load(FIELDS)
    changed = [{"code": "ho-tich", "name": "Hộ tịch, quốc tịch", "units": ["snv"]}]
    load([FIELDS[0], *changed])
    named = [
        [field.name for field in fields]
        for _, fields in sorted(list_fields_by_unit(session, authority_id=authority_id).items())
    ]
    assert named == [["Đất đai", "Hộ tịch, quốc tịch"], ["Đất đai"]]


def test_a_programme_that_names_no_fields_has_no_links_of_them(session: Session) -> None:
    make_field(session, definition=programme(fields=FIELDS))
    plain = make_field(session, definition=programme(code="khac"))
    assert {name for _, _, name in field_names(session, plain)} == {""}


def test_a_programme_without_fields_keeps_its_hash(session: Session) -> None:
    assert programme().canonical() == programme(fields=[]).canonical()
    assert "fields" not in programme().canonical()
    assert programme(fields=FIELDS).content_hash() != programme().content_hash()
