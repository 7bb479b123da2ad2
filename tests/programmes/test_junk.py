"""Whatever stands in a file, reading it ends in faults and never in a crash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from surveyapp.programmes.reading import read_programme
from tests.programmes.folders import SAMPLES, copy_of

JUNK: tuple[Any, ...] = (None, "", 5, True, [None], {"vi": None}, [[{}]])


def paths(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every value of a document."""
    yield path
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from paths(value, (*path, key))


def replaced(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy of a document with another value at a path."""
    if not path:
        return value
    copied = node.copy()
    copied[path[0]] = replaced(node[path[0]], path[1:], value)
    return copied


@pytest.mark.parametrize("junk", JUNK, ids=repr)
@pytest.mark.parametrize("name", ["programme.yaml", "phieu.yaml"])
def test_any_value_anywhere_is_a_fault_or_fine(name: str, junk: Any, tmp_path: Path) -> None:
    folder = copy_of("weights", tmp_path)
    data = YAML(typ="safe").load(SAMPLES / "weights" / name)
    for path in paths(data):
        with (folder / name).open("w", encoding="utf-8") as file:
            YAML().dump(replaced(data, path, junk), file)
        source, faults = read_programme(folder)
        assert (source is None) == bool(faults), path


@pytest.mark.parametrize("name", ["units.csv", "places.csv"])
def test_any_broken_line_of_a_table_is_a_fault_or_fine(name: str, tmp_path: Path) -> None:
    folder = copy_of("weights", tmp_path)
    whole = (SAMPLES / "weights" / name).read_text(encoding="utf-8")
    for end in range(len(whole)):
        (folder / name).write_text(whole[:end], encoding="utf-8")
        source, faults = read_programme(folder)
        assert (source is None) == bool(faults), end
