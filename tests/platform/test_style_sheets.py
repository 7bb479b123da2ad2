"""Style sheets are served without comments and layout, and mean the same."""

from __future__ import annotations

import pytest

from surveyapp.platform.style_sheets import minify_styles


@pytest.mark.parametrize(
    ("written", "served"),
    [
        ("a { color: red; }\n", "a{color:red}"),
        ("/* why\nand how */ a,\nb { margin: 0 .5rem; top: 0 }", "a,b{margin:0 .5rem;top:0}"),
        ("a > b ~ c + d e { x: y; }", "a>b~c + d e{x:y}"),
        ("a { top: calc(50% - .5rem + 1px); }", "a{top:calc(50% - .5rem + 1px)}"),
        ('a::after { content: "a ; /* b */ {  }"; }', 'a::after{content:"a ; /* b */ {  }"}'),
        ("a { b: c }/**/d { e: f }", "a{b:c}d{e:f}"),
        ("p :hover, p:hover { x: y }", "p :hover,p:hover{x:y}"),
        ("@media (min-width: 48rem) { a { x: y; } }", "@media (min-width:48rem){a{x:y}}"),
        ('a { content: "it\'s /* no comment"; }', 'a{content:"it\'s /* no comment"}'),
        ('a { content: "✓" / ""; }', 'a{content:"✓" / ""}'),
        ("", ""),
    ],
)
def test_only_what_means_nothing_is_left_out(written: str, served: str) -> None:
    assert minify_styles(written) == served


def test_what_is_served_is_minified_once_and_for_all() -> None:
    once = minify_styles("a  {\n  b : c d ;\n}\n")
    assert minify_styles(once) == once
