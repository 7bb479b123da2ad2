"""Loading: twice changes nothing, an edit replaces, a published version stays as it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveyapp.platform.errors import Conflict
from surveyapp.programmes.models import ProgrammeVersion
from surveyapp.programmes.queries import definition_of
from surveyapp.programmes.reading import read_programme
from surveyapp.programmes.services import Loaded, load_programme, publish_programme
from surveyapp.questionnaires.models import QuestionnaireVersion
from surveyapp.units.models import Counter, CounterUnit, Unit
from tests.programmes.folders import SAMPLES, copy_of, edit

NOW = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)


def load(session: Session, folder: Path, *, days: int = 0) -> Loaded:
    source, faults = read_programme(folder)
    assert source is not None, faults
    return load_programme(session, source=source, now=NOW + timedelta(days=days))


def counts(session: Session) -> list[int | None]:
    kinds = (ProgrammeVersion, QuestionnaireVersion, Unit, Counter, CounterUnit)
    return [session.scalar(select(func.count()).select_from(kind)) for kind in kinds]


def test_loading_the_same_folder_twice_changes_nothing(session: Session) -> None:
    first = load(session, SAMPLES / "hai_cap")
    before = counts(session)
    second = load(session, SAMPLES / "hai_cap", days=1)
    assert (first.changed, second.changed) == (True, False)
    assert counts(session) == before == [1, 2, 170, 156, 190]
    assert second.programme_version.loaded_at == NOW


def test_an_edit_of_an_unpublished_version_replaces_it(session: Session, tmp_path: Path) -> None:
    folder = copy_of("text", tmp_path)
    load(session, folder)
    edit(folder, "units.csv", "Đơn vị mẫu 2", "Đơn vị hai")
    edit(folder, "phieu.yaml", "max_length: 500", "max_length: 300")
    again = load(session, folder, days=1)
    assert again.changed
    assert counts(session)[:3] == [1, 1, 2]
    assert definition_of(again.programme_version).units[1].name == "Đơn vị hai"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("units.csv", "Đơn vị mẫu 2", "Đơn vị hai"), "published-programme"),
        (("programme.yaml", "{don_vi: 10}", "{don_vi: 11}"), "published-programme"),
        (("phieu.yaml", "max_length: 500", "max_length: 300"), "published-questionnaire"),
    ],
)
def test_a_published_version_cannot_be_changed(
    session: Session, tmp_path: Path, change: tuple[str, str, str], code: str
) -> None:
    """P15, P21."""
    folder = copy_of("text", tmp_path)
    loaded = load(session, folder)
    publish_programme(session, version=loaded.programme_version, now=NOW)
    edit(folder, *change)
    with pytest.raises(Conflict) as caught:
        load(session, folder, days=1)
    assert caught.value.code == code
    assert "tăng số bản" in caught.value.message


def test_a_published_version_loads_again_without_a_change(session: Session) -> None:
    loaded = load(session, SAMPLES / "text")
    publish_programme(session, version=loaded.programme_version, now=NOW)
    assert not load(session, SAMPLES / "text", days=1).changed


def test_a_new_version_stands_beside_the_published_one(session: Session, tmp_path: Path) -> None:
    folder = copy_of("text", tmp_path)
    loaded = load(session, folder)
    publish_programme(session, version=loaded.programme_version, now=NOW)
    edit(folder, "programme.yaml", 'version: "1"', 'version: "2"')
    edit(folder, "phieu.yaml", 'version: "1"', 'version: "2"')
    edit(folder, "phieu.yaml", "max_length: 500", "max_length: 300")
    assert load(session, folder, days=1).changed
    assert counts(session)[:3] == [2, 2, 2]
