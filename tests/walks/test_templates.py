"""Style 16: every template parses, is named somewhere, and holds nothing a strict policy stops."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*"))
ANY = ".*"


def test_every_template_is_used() -> None:
    patterns = [*_named_in_code(), *(p for name in TEMPLATES for p in _named_in_template(name))]
    used = {name for name in TEMPLATES if any(re.fullmatch(p, name) for p in patterns)}
    assert set(TEMPLATES) - used == set()


def test_every_named_template_exists() -> None:
    exact = {p for name in TEMPLATES for p in _named_in_template(name) if ANY not in p}
    assert {p for p in exact if p.replace("\\", "") not in TEMPLATES} == set()


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_is_safe_under_the_policy(name: str) -> None:
    source = (FOLDER / name).read_text(encoding="utf-8")
    assert "<style" not in source
    assert not re.search(r"<[^>]*\s(style|on[a-z]+)\s*=", source), "inline style or handler"
    assert not re.search(r"<script(?![^>]*\ssrc=)", source), "inline script"
    assert not re.search(r"\|\s*safe\b", source), "escaping is switched off"
    assert not re.search(r"(src|href)=\"(https?:)?//", source), "something from another host"


def _named_in_template(name: str) -> Iterator[str]:
    tree = Environment(autoescape=True).parse((FOLDER / name).read_text(encoding="utf-8"))
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    for node in tree.find_all(kinds):
        yield _pattern_of_node(node.template)  # type: ignore[attr-defined]


def _pattern_of_node(node: nodes.Expr) -> str:
    """A constant name as it is; parts that are computed match anything."""
    if isinstance(node, nodes.Const):
        return re.escape(str(node.value))
    if isinstance(node, nodes.Concat):
        return "".join(_pattern_of_node(part) for part in node.nodes)
    if isinstance(node, nodes.Add):
        return _pattern_of_node(node.left) + _pattern_of_node(node.right)
    return ANY


def _named_in_code() -> Iterator[str]:
    for path in (ROOT / "surveyapp").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = (v.value if isinstance(v, ast.Constant) else None for v in node.values)
                yield "".join(ANY if part is None else re.escape(str(part)) for part in parts)
