"""Files that authors write: where a value stands, and what is never let in."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveyapp.platform.csv_files import read_csv
from surveyapp.platform.faults import Fault, Faulty, in_reading_order
from surveyapp.platform.yaml_files import YamlDocument, read_yaml

FORM = """\
# A comment first.
code: phieu
sections:
  - code: mot
    items:
      - {id: a, text: A}
      - id: b
        text: B
"""


def document(folder: Path, text: str) -> YamlDocument:
    path = folder / "phieu.yaml"
    path.write_text(text, encoding="utf-8")
    read, faults = read_yaml(path)
    assert read is not None, faults
    return read


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), "dòng 1"),
        (("code",), "dòng 2, code"),
        (("sections", 0, "items", 0, "text"), "dòng 6, sections[0].items[0].text"),
        (("sections", 0, "items", 1, "text"), "dòng 8, sections[0].items[1].text"),
        (("sections", 0, "items", 1, "type"), "dòng 7, sections[0].items[1].type"),
        (("sections", 5, "code"), "dòng 3, sections[5].code"),
    ],
)
def test_a_place_names_the_nearest_line(
    path: tuple[str | int, ...], place: str, tmp_path: Path
) -> None:
    assert document(tmp_path, FORM).place(path) == place


def test_words_like_no_and_dates_keep_their_kind(tmp_path: Path) -> None:
    data = document(tmp_path, 'a: no\nb: "1.10"\nc: 1.10\nd: true\ne: 5\n').data
    assert data == {"a": "no", "b": "1.10", "c": 1.1, "d": True, "e": 5}
    assert type(data["c"]) is float
    assert type(data["d"]) is bool


def test_what_a_database_cannot_keep_is_left_out(tmp_path: Path) -> None:
    """P18: NUL and lone surrogates written as escapes; Khmer word breaks stay."""
    data = document(tmp_path, 'a: "x\\0y\\ud800z"\nb: "ខ្មែរ\\u200bខ្មែរ"\n').data
    assert data == {"a": "xyz", "b": "ខ្មែរ\u200bខ្មែរ"}
    path = tmp_path / "units.csv"
    path.write_bytes(b"code,name\na,x\x00y\n")
    rows, faults = read_csv(path, required=("code", "name"))
    assert ([row.data for row in rows], faults) == ([{"code": "a", "name": "xy"}], [])


def test_lines_of_a_csv_file_are_those_of_an_editor(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text('\ncode,name\n"a","hai\ndòng"\n\nb,B\n', encoding="utf-8")
    rows, faults = read_csv(path, required=("code", "name"), optional=("parent",))
    assert faults == []
    assert [(row.line, row.data["code"], row.data["parent"]) for row in rows] == [
        (3, "a", ""),
        (6, "b", ""),
    ]
    assert rows[0].place(("name",)) == "dòng 3, cột name"


def test_faults_are_listed_once_and_from_top_to_bottom() -> None:
    def at(file: str, place: str) -> Fault:
        return Fault(file, place, "c", "M.", "C.")

    mixed = [at("b", "dòng 10"), at("b", "dòng 9"), at("a", "dòng 2"), at("b", "dòng 10")]
    ordered = [at("b", "dòng 9"), at("b", "dòng 10"), at("a", "dòng 2")]
    assert in_reading_order(mixed) == ordered
    assert Faulty(mixed).faults == tuple(ordered)
    assert str(ordered[0]) == "b: dòng 9: M. C. [c]"
