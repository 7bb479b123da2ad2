"""Importing points: every fault at once, all of a file or nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from surveyapp.platform.errors import Invalid, NotFound, WrongState
from surveyapp.platform.faults import Faulty
from surveyapp.scores.queries import get_scores
from surveyapp.scores.services import ScoreImport, import_scores
from tests.results.scene import GOOD, NOW, Scene, make_scene

Import = Callable[..., ScoreImport]


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


@pytest.fixture
def load(scene: Scene, tmp_path: Path) -> Import:
    def load(content: str | bytes, *, partial: bool = False) -> ScoreImport:
        path = tmp_path / "diem.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return import_scores(
            scene.session, round_id=scene.round.id, path=path, now=NOW, partial=partial
        )

    return load


def faults_of(load: Import, content: str | bytes, **settings: bool) -> list[tuple[str, str]]:
    """(code, place) of every fault."""
    with pytest.raises(Faulty) as error:
        load(content, **settings)
    assert all(fault.file == "diem.csv" for fault in error.value.faults)
    assert all(fault.message and fault.cure for fault in error.value.faults)
    return [(fault.code, fault.place) for fault in error.value.faults]


def test_points_and_lowered_maxima_are_stored_as_exact_decimals(load: Import, scene: Scene) -> None:
    done = load(GOOD)
    assert done == ScoreImport(units=5, figures=15, unknown=(), left_alone=())
    scores = get_scores(scene.session, round_id=scene.round.id)
    assert scores.points["snv", "self"] == Decimal("47.68")
    assert scores.maxima["stc"] == Decimal(89)


QUOTED = """"unit","max_points","self","officials"
"snv","93,50","47,68","18,92"
"stc","89","40,47","18,56"
"syt","94,5","30,07","18,30"
"cthue","109","46,81","23,36"
"kbnn","107","46,42","25,17"
"""
REORDERED = """officials,self,max_points,unit
25.17,46.42,107,kbnn
23.36,46.81,109,cthue
18.30,30.07,94.5,syt
18.56,40.47,89,stc
18.92,47.68,93.50,snv
"""


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace(",", ";").replace(".", ","),
        QUOTED,
        REORDERED,
    ],
    ids=[
        "byte order mark",
        "Windows line ends",
        "semicolons",
        "quoted decimal commas",
        "any order",
    ],
)
def test_files_of_every_spreadsheet_give_the_same_figures(
    load: Import, scene: Scene, content: str | bytes
) -> None:
    load(GOOD)
    before = get_scores(scene.session, round_id=scene.round.id)
    load(content)
    after = get_scores(scene.session, round_id=scene.round.id)
    assert after == before
    assert after.content_hash() == before.content_hash()


def test_an_empty_cell_is_unknown_and_takes_an_earlier_figure_away(
    load: Import, scene: Scene
) -> None:
    load(GOOD)
    done = load(GOOD.replace("47.68", "").replace("89,", ","))
    assert done.unknown == (("snv", "self"), ("stc", "max_points"))
    scores = get_scores(scene.session, round_id=scene.round.id)
    assert ("snv", "self") not in scores.points
    assert "stc" not in scores.maxima


def test_a_missing_unit_is_a_fault_unless_the_import_is_partial(load: Import, scene: Scene) -> None:
    load(GOOD)
    part = "unit,max_points,self,officials\nsnv,90,40,18\n"
    found = faults_of(load, part)
    assert found == [("missing-unit", "")] * 4
    done = load(part, partial=True)
    assert done.left_alone == ("stc", "syt", "cthue", "kbnn")
    scores = get_scores(scene.session, round_id=scene.round.id)
    assert [scores.maxima[unit] for unit in ("snv", "stc")] == [Decimal(90), Decimal(89)]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("snv,", "sxx,"), ("unknown-unit", "dòng 2, cột unit")),
        (("stc,Sở Tài chính", "snv,Sở Nội vụ"), ("duplicate-unit", "dòng 3, cột unit")),
        (("47.68", "60.01"), ("above-maximum", "dòng 2, cột self")),
        (("93.50", "100.5"), ("above-maximum", "dòng 2, cột max_points")),
        (("93.50", "81.59"), ("sum-above-maximum", "dòng 2, cột max_points")),
        (("93.50", "0"), ("maximum-zero", "dòng 2, cột max_points")),
        (("18.92", "-1"), ("negative", "dòng 2, cột officials")),
        (("18.92", "mười tám"), ("not-a-number", "dòng 2, cột officials")),
        (("18.92", "1e1"), ("not-a-number", "dòng 2, cột officials")),
        (("18.92", "1.018.92"), ("not-a-number", "dòng 2, cột officials")),
        (("18.92", "١٨"), ("not-a-number", "dòng 2, cột officials")),
        (("18.92", "18.9200001"), ("not-a-number", "dòng 2, cột officials")),
        ((",officials", ",officials,bonus"), ("unknown-column", "dòng 1")),
        ((",officials", ",official"), ("missing-column", "dòng 1")),
        (("snv,Sở Nội vụ,93.50", "snv,Sở Nội vụ,93,50"), ("row-width", "dòng 2")),
    ],
)
def test_a_fault_names_its_row_and_column_and_nothing_is_written(
    load: Import, scene: Scene, change: tuple[str, str], fault: tuple[str, str]
) -> None:
    load(GOOD)
    before = get_scores(scene.session, round_id=scene.round.id)
    assert fault in faults_of(load, GOOD.replace(*change, 1))
    assert get_scores(scene.session, round_id=scene.round.id) == before


def test_all_faults_of_a_file_are_reported_at_once(load: Import) -> None:
    bad = GOOD.replace("47.68", "-1").replace("40.47", "x").replace("cthue,", "zzz,")
    codes = {code for code, _ in faults_of(load, bad)}
    assert codes == {"negative", "not-a-number", "unknown-unit", "missing-unit"}


def test_the_sum_may_reach_the_maximum_but_not_pass_it(load: Import) -> None:
    load(GOOD.replace("93.50", "81.60"))


@pytest.mark.parametrize("content", ["", b"\xff\xfe\x00", 'unit,"max_points\nsnv,1'])
def test_an_unreadable_file_gives_its_own_fault_only(load: Import, content: str | bytes) -> None:
    assert len(faults_of(load, content)) == 1


def test_a_file_that_is_not_there_is_a_fault(scene: Scene, tmp_path: Path) -> None:
    with pytest.raises(Faulty) as error:
        import_scores(
            scene.session, round_id=scene.round.id, path=tmp_path / "khong-co.csv", now=NOW
        )
    assert error.value.faults[0].code == "file-missing"


def test_a_published_round_takes_no_points_any_more(load: Import, scene: Scene) -> None:
    scene.round.published_at = NOW
    with pytest.raises(WrongState):
        load(GOOD)


def test_a_programme_without_imported_parts_takes_no_points(
    session: Session, tmp_path: Path
) -> None:
    sipas = {"code": "sipas", "name": "SIPAS", "kind": "sipas", "max_points": {"so": 15, "tw": 16}}
    scene = make_scene(session, parts=[sipas])
    with pytest.raises(Invalid) as error:
        import_scores(session, round_id=scene.round.id, path=tmp_path / "x.csv", now=NOW)
    assert error.value.code == "nothing-to-import"


def test_an_unknown_round_is_not_found(session: Session, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        import_scores(session, round_id=987654, path=tmp_path / "x.csv", now=NOW)
