"""One script out of several ES modules.

A page on a bad network should ask for one small file. A folder of scripts with an `index.js` is
joined in the order of its imports, and minified. Modules stay ordinary ES modules, so editors and
browsers read them as they are; the joiner only takes what it can join by leaving lines out:

- `import { a, b } from "./c.js";` and `export` before a function, class, const or let;
- names at the top level that are unique in the whole script;
- no circle of imports.
"""

from __future__ import annotations

import re
from pathlib import Path

import rjsmin

#: The module of a folder that the others hang on.
ENTRY = "index.js"

_IMPORT = re.compile(r'^import \{([\w\s,]+)\} from "(\.{1,2}/[\w./-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(
    r"^export (?=(?:async function\*?|function\*?|class|const|let) (\w+))", re.MULTILINE
)
_TOP = re.compile(r"^(?:async function\*?|function\*?|class|const|let|var) (\w+)", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*|^(?:const|let|var) [\[{].*", re.MULTILINE)


class ScriptFault(ValueError):
    """Modules that cannot be joined; the words name the file and the reason."""


def modules_of(entry: Path) -> list[Path]:
    """The files of a script, each after those that it imports. Raises ScriptFault."""
    ordered: list[Path] = []
    _visit(entry.resolve(), ordered, ())
    return ordered


def join_modules(entry: Path) -> str:
    """The modules behind `entry` as one minified script. Raises ScriptFault."""
    exported: dict[Path, set[str]] = {}
    owner: dict[str, Path] = {}
    bodies = []
    for path in modules_of(entry):
        source = path.read_text("utf-8")
        for names, target in _IMPORT.findall(source):
            wanted = {name.strip() for name in names.split(",") if name.strip()}
            for name in sorted(wanted - exported[(path.parent / target).resolve()]):
                raise ScriptFault(f"{path.name}: {target} exports no {name}")
        exported[path] = set(_EXPORT.findall(source))
        bodies.append(_body(path, source, owner))
    return str(rjsmin.jsmin("\n".join(bodies)))


def _visit(path: Path, ordered: list[Path], above: tuple[Path, ...]) -> None:
    if path in above:
        raise ScriptFault(f"{path.name}: imports itself through {above[-1].name}")
    if path in ordered:
        return
    if not path.is_file():
        raise ScriptFault(f"{path.name}: no such module")
    for _, target in _IMPORT.findall(path.read_text("utf-8")):
        _visit((path.parent / target).resolve(), ordered, (*above, path))
    ordered.append(path)


def _body(path: Path, source: str, owner: dict[str, Path]) -> str:
    """A module without its import and export words; its top-level names go into `owner`."""
    body = _EXPORT.sub("", _IMPORT.sub("", source))
    if left := _OTHER.search(body):
        raise ScriptFault(f"{path.name}: cannot join {left.group()!r}")
    for name in _TOP.findall(body):
        if name in owner:
            raise ScriptFault(f"{path.name}: {name} is also a name of {owner[name].name}")
        owner[name] = path
    return body
