"""Each fault of a programme is found, named and placed; none hides another."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from surveyapp.programmes.reading import read_programme
from tests.programmes.broken import BROKEN, TQ, Broken, C, F, P, U
from tests.programmes.folders import FORMS, copy_of, edit, faults_of


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_a_fault_is_reported_with_its_file_place_and_cure(broken: Broken, tmp_path: Path) -> None:
    folder = copy_of(broken.sample, tmp_path)
    edit(folder, broken.file, broken.old, broken.new)
    found = [fault for fault in faults_of(folder) if fault.code == broken.code]
    assert found, f"only {[fault.code for fault in faults_of(folder)]}"
    assert (broken.found_in or broken.file) in {fault.file for fault in found}
    assert any(broken.place in fault.place for fault in found), [f.place for f in found]
    for fault in found:
        assert fault.message.endswith((".", "”."))
        assert fault.cure.endswith(".")


def test_a_file_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    folder = copy_of("text", tmp_path)
    (folder / U).write_bytes("code,name,group\na,Đơn vị,don_vi\n".encode("utf-16"))
    assert [f.code for f in faults_of(folder) if f.file == U] == ["file-encoding"]


def test_a_folder_in_place_of_a_file_is_reported(tmp_path: Path) -> None:
    folder = copy_of("text", tmp_path)
    (folder / F).unlink()
    (folder / F).mkdir()
    assert "file-unreadable" in {fault.code for fault in faults_of(folder)}


def test_a_folder_without_a_programme_is_reported(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path / "khong-co")
    assert (fault.file, fault.code) == (P, "file-missing")


def test_every_code_of_the_checks_has_a_broken_programme() -> None:
    tested = {broken.code for broken in BROKEN} | {"file-encoding", "file-unreadable"}
    assert codes_in_the_code() - tested == set()


def test_every_code_and_its_cure_is_in_the_docs() -> None:
    text = (FORMS.parent / "docs" / "programmes.md").read_text(encoding="utf-8")
    _, _, table = text.partition("## Mã lỗi")
    documented = set(re.findall(r"^\| `([a-z-]+)` \|", table, flags=re.MULTILINE))
    assert documented == codes_in_the_code()


def test_all_faults_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    folder = copy_of("hai_cap", tmp_path)
    edit(folder, P, 'version: "1"', "version: 1.10\nla: gi")
    edit(folder, P, "below: 80", "below: 79")
    edit(folder, P, "{so: 70, xa: 72.5}", "{so: 70, xa: 72}")
    edit(folder, U, "so-02,Sở mẫu 02,so", "so-02,Sở mẫu 02,khac")
    edit(folder, C, "so-01 so-02", "so-01 so-99")
    edit(folder, TQ, "criterion: polite", "criterion: thai_do")
    edit(folder, TQ, "type: text", "type: file")
    codes = {(fault.file, fault.code) for fault in faults_of(folder)}
    assert codes >= {
        (P, "not-text"),
        (P, "unknown-key"),
        (P, "class-gap"),
        (P, "maxima-mismatch"),
        (U, "unknown-group"),
        (C, "unknown-unit"),
        (TQ, "unknown-criterion"),
        (TQ, "unknown-type"),
    }


def test_faults_come_in_the_order_of_the_lines(tmp_path: Path) -> None:
    folder = copy_of("hai_cap", tmp_path)
    edit(folder, U, "so-02,Sở mẫu 02,so", "so-02,Sở mẫu 02,khac")
    edit(folder, U, "xa-100,Xã mẫu 100,xa", "xa-100,Xã mẫu 100,khac")
    places = [f.place for f in faults_of(folder) if f.code == "unknown-group"]
    assert places == ["dòng 3, cột group", "dòng 121, cột group"]


def test_one_slip_is_reported_once(tmp_path: Path) -> None:
    folder = copy_of("text", tmp_path)
    edit(folder, U, "mẫu 2,don_vi", "mẫu 2,")
    assert [fault.code for fault in faults_of(folder)] == ["unit-without-group"]


def test_deeply_nested_or_hostile_yaml_is_a_fault_and_never_a_crash(tmp_path: Path) -> None:
    folder = copy_of("text", tmp_path)
    for text in (
        "[" * 400,
        "- " * 5000,
        "a: !!python/object:os.system x",
        "2021-13-45",
        "",
        "- 1",
    ):
        (folder / P).write_text(text, encoding="utf-8")
        source, faults = read_programme(folder)
        assert source is None
        assert faults


def codes_in_the_code() -> set[str]:
    """Every fault code that the checks of programmes and questionnaires can report."""
    root = FORMS.parent / "surveyapp"
    files = [
        root / "platform" / "text_files.py",
        root / "platform" / "yaml_files.py",
        root / "platform" / "csv_files.py",
        root / "platform" / "definition_faults.py",
        root / "questionnaires" / "checks.py",
        root / "questionnaires" / "purpose.py",
        root / "programmes" / "draft.py",
        *(root / "programmes" / "checks").glob("*.py"),
    ]
    codes = {code for file in files for code in _codes(ast.parse(file.read_text("utf-8")))}
    for file in (root / "questionnaires" / "answers").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "contradictions":
                codes |= _codes(node)
    return codes


def _codes(tree: ast.AST) -> set[str]:
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z]+(-[a-z]+)+", node.value)
    }
