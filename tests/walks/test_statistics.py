"""Style 19: each statistic says what it computes, what it refuses, and which test checks it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ANALYSIS = ROOT / "analysis"
PAGES = ROOT / "docs" / "statistics"
MODULES = sorted(ANALYSIS.rglob("*.py"))
TESTS = sorted((ROOT / "tests" / "analysis").rglob("*.py"))
NAMED_TEST = re.compile(r"tests/analysis/[\w/]+(?:\.\w+)?|\btest_\w+\.py")
Documented = ast.Module | ast.ClassDef | ast.FunctionDef

each_module = pytest.mark.parametrize(
    "module", MODULES, ids=lambda path: str(path.relative_to(ANALYSIS))
)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def public(path: Path) -> Iterator[tuple[str, Documented]]:
    """The module, its public classes and functions, and the public methods of these classes."""
    yield "module", tree(path)
    for node in tree(path).body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_"):
            continue
        yield node.name, node
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                    yield f"{node.name}.{inner.name}", inner


def overrides(path: Path, name: str) -> bool:
    """Whether a method is described by the class that it is inherited from."""
    owner, _, method = name.partition(".")
    classes = {node.name: node for node in tree(path).body if isinstance(node, ast.ClassDef)}
    if not method:
        return False
    above = [base.id for base in classes[owner].bases if isinstance(base, ast.Name)]
    return any(
        isinstance(inner, ast.FunctionDef) and inner.name == method and ast.get_docstring(inner)
        for base in above
        for inner in (classes[base].body if base in classes else [])
    )


def exists(named: str) -> bool:
    """A test (or its script, or its folder), named by its path or by its file alone."""
    if "/" not in named:
        return any(path.name == named for path in TESTS)
    path = ROOT / named
    return path.exists() or path.with_suffix(".py").exists()


@cache
def told() -> str:
    """All docstrings of the package."""
    texts = (ast.get_docstring(node) for path in MODULES for _, node in public(path))
    return "\n".join(text for text in texts if text)


def raised(path: Path) -> set[str]:
    """The codes of the errors that a module makes."""
    return {
        call.args[0].value
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "AnalysisError"
        and isinstance(call.args[0], ast.Constant)
    }


@each_module
def test_whatever_is_public_is_described(module: Path) -> None:
    silent = [
        name
        for name, node in public(module)
        if not ast.get_docstring(node) and not overrides(module, name)
    ]
    assert silent == []


@each_module
def test_a_statistic_names_the_test_that_checks_it(module: Path) -> None:
    unchecked = []
    for name, node in public(module):
        text = ast.get_docstring(node) or ""
        is_statistic = isinstance(node, ast.FunctionDef) and "arameters" in text
        if is_statistic and "." not in name and not NAMED_TEST.search(text):
            unchecked.append(name)
    assert unchecked == []


@each_module
def test_the_tests_that_are_named_exist(module: Path) -> None:
    text = "\n".join(ast.get_docstring(node) or "" for _, node in public(module))
    assert [named for named in NAMED_TEST.findall(text) if not exists(named)] == []


@each_module
def test_every_error_is_described_and_tested(module: Path) -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in TESTS)
    codes = raised(module)
    assert sorted(code for code in codes if f"`{code}`" not in told()) == []
    assert sorted(code for code in codes if code not in tests) == []


def test_every_page_is_linked_once_and_every_link_leads_to_a_page() -> None:
    linked = re.findall(r"\]\(([\w-]+\.md)\)", (PAGES / "README.md").read_text(encoding="utf-8"))
    assert sorted(linked) == sorted(p.name for p in PAGES.glob("*.md") if p.name != "README.md")


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda path: path.stem)
def test_a_page_names_pages_and_tests_that_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    assert [link for link in links if not (PAGES / link).exists()] == []
    assert [named for named in NAMED_TEST.findall(text) if not exists(named)] == []
