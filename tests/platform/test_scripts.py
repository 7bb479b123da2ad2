"""ES modules joined into one script: their order, what is refused, how they are served."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveyapp.platform.scripts import ScriptFault, join_modules, modules_of
from surveyapp.platform.static_files import FOLDER, StaticFiles

Modules = dict[str, str]

B = """
import {
  c,
} from "./c.js";

export function b(x) { return c + x; }
"""


def write(folder: Path, modules: Modules) -> Path:
    """Lay modules down; the path of `page/index.js`."""
    for name, source in modules.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return folder / "page" / "index.js"


def test_a_module_stands_after_what_it_imports_and_only_once(tmp_path: Path) -> None:
    entry = write(
        tmp_path,
        {
            "page/index.js": 'import { b } from "./b.js";\nimport { c } from "./c.js";\n\nb(c);\n',
            "page/b.js": B,
            "page/c.js": "// Three.\nexport const c = 3;\n",
        },
    )
    assert [path.name for path in modules_of(entry)] == ["c.js", "b.js", "index.js"]
    assert join_modules(entry) == "const c=3;function b(x){return c+x;}\nb(c);"


def test_a_script_may_take_modules_of_its_neighbour(tmp_path: Path) -> None:
    """The worker and the kiosk share modules with the form page."""
    entry = write(
        tmp_path,
        {
            "page/index.js": 'import { a } from "../other/a.js";\na();\n',
            "other/a.js": "export async function a() {}\n",
        },
    )
    assert join_modules(entry) == "async function a(){}\na();"


@pytest.mark.parametrize(
    ("modules", "words"),
    [
        ({"page/index.js": 'import { a } from "./a.js";\n'}, "a.js: no such module"),
        (
            {"page/index.js": 'import { a } from "./a.js";\n', "page/a.js": "const a = 1;\n"},
            "./a.js exports no a",
        ),
        (
            {
                "page/index.js": 'import { a } from "./a.js";\nfunction step() {}\n',
                "page/a.js": "export const a = 1;\nconst step = 2;\n",
            },
            "step is also a name of a.js",
        ),
        (
            {
                "page/index.js": 'import { a } from "./a.js";\nexport const b = a;\n',
                "page/a.js": 'import { b } from "./index.js";\nexport const a = b;\n',
            },
            "imports itself through a.js",
        ),
        ({"page/index.js": 'import a from "./a.js";\n'}, "cannot join 'import a from"),
        ({"page/index.js": "export default 3;\n"}, "cannot join 'export default 3;'"),
        ({"page/index.js": "const {a, b} = c;\n"}, "cannot join 'const {a, b} = c;'"),
    ],
)
def test_what_cannot_be_joined_is_told(tmp_path: Path, modules: Modules, words: str) -> None:
    entry = write(tmp_path, modules)
    with pytest.raises(ScriptFault) as told:
        join_modules(entry)
    assert words in str(told.value)


def test_only_the_joined_script_is_served_and_a_changed_module_renames_it(tmp_path: Path) -> None:
    modules = {
        "page/index.js": 'import { a } from "./a.js";\na();\n',
        "page/a.js": "export function a() {}\n",
    }
    write(tmp_path, modules)
    files = StaticFiles(tmp_path, watch=True)
    before = files.hashed_name("page.js")
    file, present = files.find(before)
    assert file is not None
    assert present
    assert file.mimetype == "text/javascript"
    assert files.find("page/a.0123456789ab.js") == (None, False)
    write(tmp_path, modules | {"page/a.js": "export function a() { return 1; }\n"})
    assert files.hashed_name("page.js") != before


def test_every_script_of_the_application_can_be_joined() -> None:
    for entry in FOLDER.glob("*/index.js"):
        assert join_modules(entry)
