"""Style 15: the page checks find what they are for."""

from __future__ import annotations

import pytest

from tests.pages import page_faults

GOOD = """<!doctype html><html lang="vi"><head><meta charset="utf-8">
<title>Phiếu - Sở Nội vụ</title></head><body><h1>Phiếu</h1>{}</body></html>"""


def faults_of(body: str) -> str:
    return "\n".join(page_faults(GOOD.format(body)))


def test_a_good_page_has_no_faults() -> None:
    body = """<form method="post"><input type="hidden" name="csrf_token" value="x">
    <fieldset id="a"><legend>Câu 1</legend><label><input type="radio" name="a" value="1">Có</label>
    </fieldset><label for="b">Tên</label><input id="b" name="b"><button>Gửi</button></form>
    <table><caption>Bảng</caption><tr><th>Đơn vị</th></tr></table>"""
    assert faults_of(body) == ""


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p><div></p>", "not valid HTML"),
        ("<h1>Hai</h1>", "2 h1"),
        ('<p id="a"></p><p id="a"></p>', "id 'a' stands 2 times"),
        ('<a href="#gone">x</a>', "nothing has the id 'gone'"),
        ('<input name="a">', "field 'a' has no label"),
        ('<label><input type="radio" name="a"> Có</label>', "radios 'a' have no fieldset"),
        ("<fieldset><p>x</p></fieldset>", "does not begin with its legend"),
        ('<form method="post"><button>Gửi</button></form>', "has no token"),
        ('<form action="/a"></form>', "has no button"),
        ('<label>a<input name="a" aria-invalid="true"></label>', "no error summary"),
        ('<p style="color:red">x</p>', "inline style"),
        ("<script>1</script>", "inline script"),
        ('<p onclick="x()">x</p>', "inline handler"),
        ('<img src="/a.svg">', "has no alt"),
        ("<table><tr><th>x</th></tr></table>", "no caption"),
        ("<p>None</p>", "the word 'None'"),
        ("<p>This field is required.</p>", "the word 'required'"),
    ],
)
def test_each_fault_is_found(body: str, fault: str) -> None:
    assert fault in faults_of(body)


def test_the_title_begins_with_the_heading() -> None:
    html = GOOD.format("").replace("<title>Phiếu", "<title>Trang")
    assert "does not begin with h1" in page_faults(html)[0]
