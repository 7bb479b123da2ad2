"""YAML written by people: YAML 1.2, duplicate keys refused, every place named by its line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent

from surveyapp.platform.faults import Fault
from surveyapp.platform.text_files import cleaned, read_text

#: Keys and indexes that lead from the root of a document to one of its values.
Steps = Sequence[str | int]


class YamlDocument:
    """A parsed document that can say on which line a value stands."""

    def __init__(self, name: str, root: Any) -> None:
        self.name = name
        self._root = root
        self.data: Any = _plain(root)

    def place(self, path: Steps) -> str:
        """`dòng 12, sections[2].items[0].text`, as near as the document allows."""
        line = 1
        node = self._root
        for step in path:
            line = _line_of(node, step) or line
            try:
                node = node[step]
            except (KeyError, IndexError, TypeError):
                break
        return f"dòng {line}, {_dotted(path)}" if path else "dòng 1"


def read_yaml(path: Path) -> tuple[YamlDocument | None, list[Fault]]:
    """Read one file. Returns the document, or None with the faults that stopped the reading."""
    text, faults = read_text(path)
    if text is None:
        return None, faults
    try:
        alias = _first_alias(text)
        if alias is not None:
            return None, [_alias_fault(path.name, alias)]
        return YamlDocument(path.name, YAML(typ="rt").load(text)), []
    except (YAMLError, ValueError, RecursionError) as error:
        return None, [_syntax_fault(path.name, error)]


def _first_alias(text: str) -> AliasEvent | None:
    if "*" not in text:
        return None
    events = YAML(typ="rt").parse(text)
    return next((event for event in events if isinstance(event, AliasEvent)), None)


def _alias_fault(name: str, alias: AliasEvent) -> Fault:
    """Aliases are refused: they hide where a value stands, and can grow without bound."""
    return Fault(
        name,
        f"dòng {alias.start_mark.line + 1}",
        "yaml-alias",
        f"Không dùng được tham chiếu “*{alias.anchor}”.",
        "Viết lại nội dung đầy đủ ở đây.",
    )


def _syntax_fault(name: str, error: Exception) -> Fault:
    mark = None
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
    place = f"dòng {mark.line + 1}, cột {mark.column + 1}" if mark else ""
    problem = str(getattr(error, "problem", ""))
    if "duplicate key" in problem:
        key = problem.split('"')[1] if '"' in problem else "?"
        message = f"Khóa “{key}” được viết hai lần."
        return Fault(name, place, "duplicate-key", message, "Chỉ giữ lại một.")
    return Fault(
        name,
        place,
        "yaml-syntax",
        "Không đọc được cú pháp YAML ở đây.",
        "Xem lại thụt dòng, dấu hai chấm và dấu nháy.",
    )


def _line_of(node: Any, step: str | int) -> int | None:
    try:
        if isinstance(node, CommentedMap):
            return int(node.lc.key(step)[0]) + 1
        if isinstance(node, CommentedSeq):
            return int(node.lc.item(step)[0]) + 1
    except (KeyError, AttributeError, TypeError):
        return None
    return None


def _dotted(path: Steps) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _plain(node: Any) -> Any:
    """Plain dicts, lists and NFC strings in place of the parser's own types."""
    if isinstance(node, dict):
        return {cleaned(str(key)): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    if isinstance(node, str):
        return cleaned(str(node))
    for kind in (bool, int, float):
        if isinstance(node, kind):
            return kind(node)
    return node
