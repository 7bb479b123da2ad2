"""The programme of Sóc Trăng 2021 says what the published report says."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from surveyapp.programmes.definition import ProgrammeSource
from surveyapp.programmes.reading import read_programme
from surveyapp.questionnaires.answers import AnyItem
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from tests.programmes.folders import FORMS

REFERENCE = Path(__file__).parents[1] / "reference" / "soc_trang_2021_units.csv"


@pytest.fixture(scope="module")
def source() -> ProgrammeSource:
    found, faults = read_programme(FORMS / "soc_trang_2021")
    assert found is not None, faults
    return found


def test_the_units_are_the_forty_of_the_report_in_its_order(source: ProgrammeSource) -> None:
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        published = [(row["code"], row["name_vi"], row["group"]) for row in csv.DictReader(file)]
    units = source.definition.units
    assert [(unit.code, unit.name, unit.group) for unit in units] == published
    assert len(units) == 40


def test_the_survey_gives_fifteen_points_and_sixteen_to_central_agencies(
    source: ProgrammeSource,
) -> None:
    part = source.definition.index_part
    assert part is not None
    assert part.max_points == {
        "so_nganh": Decimal(15),
        "dvsncl": Decimal(15),
        "cqtw": Decimal(16),
        "ubnd_huyen": Decimal(15),
    }


def test_the_tree_has_five_factors_of_sixteen_criteria(source: ProgrammeSource) -> None:
    factors = {factor.code: len(factor.criteria) for factor in source.definition.index.factors}
    assert factors == {"access": 3, "procedure": 4, "official": 3, "result": 3, "feedback": 3}


def test_both_forms_ask_each_criterion_once_in_the_order_of_the_tree(
    source: ProgrammeSource,
) -> None:
    tree = [criterion.code for criterion in source.definition.index.criteria]
    for form in survey_forms(source):
        assert [item.criterion for item in form.scored_items] == tree


def test_the_forms_are_those_of_the_report(source: ProgrammeSource) -> None:
    assert [(form.number, form.reached) for form in survey_forms(source)] == [
        ("01/2021-TT", "counter"),
        ("02/2021-DVCTT", "portal"),
    ]


def test_the_quick_rating_stands_third_so_that_printed_links_stay(source: ProgrammeSource) -> None:
    """Links name a form by its position; those of version 2 lead to the same two forms."""
    assert [form.code for form in source.questionnaires] == ["phieu_01", "phieu_02", "phieu_nhanh"]
    assert source.definition.quick_forms == ["phieu_nhanh"]
    assert source.questionnaires[2].reached == "counter"


def test_the_quick_rating_asks_one_question_and_feeds_nothing(source: ProgrammeSource) -> None:
    """M18."""
    form = source.questionnaires[2]
    assert form.purpose == "quick"
    assert [(item.type, item.required, item.criterion) for item in form.items] == [
        ("satisfaction", True, None),
        ("multiple_choice", False, None),
        ("text", False, None),
    ]
    channels = [channel.forms for channel in source.definition.channels]
    assert channels == [["phieu_01"], ["phieu_02"]]


def test_only_satisfaction_is_required(source: ProgrammeSource) -> None:
    for item in items(source):
        assert item.required == (item.type == "satisfaction")


def test_a_person_may_say_that_a_matter_did_not_concern_them(source: ProgrammeSource) -> None:
    counter, portal = (without_opinion(form) for form in survey_forms(source))
    feedback = {"feedback_channel", "feedback_handled", "feedback_notified"}
    assert counter == {"procedure_fee", *feedback}
    assert portal == {"procedure_fee", "official_polite", "official_guidance", "official_rules"} | (
        feedback
    )


def test_overall_satisfaction_is_asked_and_feeds_nothing(source: ProgrammeSource) -> None:
    for form in survey_forms(source):
        (overall,) = (item for item in form.items if item.id == "overall")
        assert overall.required
        assert overall.criterion is None


def test_the_sensitive_question_is_last_optional_and_says_so(source: ProgrammeSource) -> None:
    for form in survey_forms(source):
        *others, last = form.items
        assert last.id == "ethnicity"
        assert last.sensitive
        assert not last.required
        assert "có thể bỏ qua" in last.hint["vi"]
        assert not any(item.sensitive for item in others)


def test_an_apology_is_asked_only_of_those_whose_result_was_late(source: ProgrammeSource) -> None:
    for item in items(source):
        if item.id == "apology":
            assert item.asked_if is not None
            assert (item.asked_if.item, item.asked_if.values) == ("late", ["yes"])
        else:
            assert item.asked_if is None


def test_the_words_are_short_enough_for_a_phone(source: ProgrammeSource) -> None:
    for item in items(source):
        assert len(item.text["vi"]) <= 65, item.text["vi"]


def test_each_form_speaks_three_languages(source: ProgrammeSource) -> None:
    for form in source.questionnaires:
        assert form.languages == ["vi", "en", "km"]


def test_each_unit_has_its_own_one_stop_desk(source: ProgrammeSource) -> None:
    definition = source.definition
    served = [(c.operator, definition.units_served(c)) for c in definition.counters]
    assert served == [(unit.code, [unit.code]) for unit in definition.units]


def test_the_assumptions_are_named(source: ProgrammeSource) -> None:
    assumed = [note for note in source.definition.notes if note.startswith("Giả định:")]
    assert len(assumed) == 2


def items(source: ProgrammeSource) -> list[AnyItem]:
    """All items of all forms."""
    return [item for form in source.questionnaires for item in form.items]


def survey_forms(source: ProgrammeSource) -> list[QuestionnaireDefinition]:
    """The forms that feed the index."""
    return [form for form in source.questionnaires if form.purpose == "index"]


def without_opinion(form: QuestionnaireDefinition) -> set[str]:
    """Items that offer "no opinion"."""
    return {item.id for item in form.items if "no_opinion" in item.choices}
