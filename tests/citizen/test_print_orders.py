"""Ordering prints at the desk: the choice, the ZIP, its progress, who may have it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from surveyapp.citizen import work as citizen_work
from surveyapp.citizen.prints import archive
from surveyapp.citizen.work import HANDLERS, Reporter
from surveyapp.platform.jobs.models import DONE, FAILED, Job
from surveyapp.platform.jobs.services import MOST_ATTEMPTS
from surveyapp.platform.sessions import Base
from surveyapp.platform.worker import Work, work_once
from surveyapp.rounds.codes import short_codes
from surveyapp.rounds.models import ShortCode
from tests.citizen.conftest import Counter
from tests.desk import make_desk_user, sign_in
from tests.factories import make_authority
from tests.field import programme, questionnaire
from tests.pages import PageClient, hidden_fields, text_of
from tests.rounds.test_fields import FIELDS


def desk(counter: Counter, role: str = "viewer") -> PageClient:
    """Somebody of the authority that runs the round."""
    authority_id = counter.field.round.authority_id
    username = make_desk_user(counter.app, authority_id=authority_id, role=role)
    return sign_in(counter.client, username)


def work(app: Flask) -> int:
    """Let the worker do what waits for this room."""
    base: Base = app.extensions["surveyapp"]
    return work_once(base, Work(handlers=dict(HANDLERS)))


def prints_path(counter: Counter) -> str:
    return f"/rounds/{counter.field.round.code}/prints"


def order(counter: Counter, **chosen: Any) -> str:
    """Order prints as somebody does who may; returns the page of the order."""
    client, path = counter.client, prints_path(counter)
    form = client.page(path).findall(".//form")[-1]
    answered = client.post(
        path, data=hidden_fields(form) | {"formats": ["card"], "forms": ["1"]} | chosen
    )
    assert answered.status_code == 302, text_of(client.page(path))
    assert answered.location.startswith(path + "/")
    return answered.location


def files_of(counter: Counter, path: str) -> list[str]:
    """The names in the ZIP of an order."""
    with counter.client.get(f"{path}.zip") as download:
        assert download.status_code == 200
        downloaded = zipfile.ZipFile(io.BytesIO(download.data))
    assert downloaded.testzip() is None
    return downloaded.namelist()


def jobs(counter: Counter) -> list[Job]:
    with counter.database.reading() as session:
        return list(session.scalars(select(Job).order_by(Job.id)))


def test_the_card_page_shows_unit_place_counter_code_and_address(counter: Counter) -> None:
    link = counter.link(unit=1)
    with counter.database.reading() as session:
        codes = short_codes(session, round_id=counter.field.round.id)
    (code,) = (c for target, c in codes.items() if target.unit_id == counter.field.units[1].id)
    page = desk(counter).page(f"/cards/{link}")
    words = text_of(page)
    for part in ("Sở Tài chính", "Quầy 1", "Bộ phận Một cửa", f"{code[:4]}-{code[4:]}"):
        assert part in words
    (image,) = page.iter("img")
    assert image.get("src") == f"/cards/{link}.svg"


def test_the_code_as_svg_has_no_inline_style(counter: Counter) -> None:
    response = desk(counter).get(f"/cards/{counter.link()}.svg")
    assert response.mimetype == "image/svg+xml"
    assert b"<path" in response.data
    assert b"style" not in response.data


def test_a_link_that_the_round_does_not_list_has_no_card(counter: Counter) -> None:
    # The form of this round is met at counters, so only such links are printed.
    assert desk(counter).get(f"/cards/{counter.link(counter=False)}").status_code == 404


def test_p22_the_zip_is_made_by_the_worker(counter: Counter) -> None:
    client = desk(counter, "survey_manager")
    path = order(counter, formats=["strip-a4", "card"])
    waiting = client.get(path)
    assert waiting.headers["Refresh"] == "3"
    assert "Đã làm xong 0%" in waiting.text
    assert client.get(f"{path}.zip").location == path
    assert work(counter.app) == 1
    done = client.get(path)
    assert "Refresh" not in done.headers
    assert "Tệp ZIP đã sẵn sàng" in done.text
    names = files_of(counter, path)
    assert names == [
        "ma-qr/snv-mot-cua-quay-1-counter-form.svg",
        "ma-qr/stc-mot-cua-quay-1-counter-form.svg",
        "tat-ca-card.pdf",
        "card/snv-mot-cua-quay-1-counter-form.pdf",
        "card/stc-mot-cua-quay-1-counter-form.pdf",
        "tat-ca-strip-a4.pdf",
        "strip-a4/snv-mot-cua-quay-1-counter-form.pdf",
        "strip-a4/stc-mot-cua-quay-1-counter-form.pdf",
    ]
    assert all(name.isascii() for name in names)


def test_earlier_orders_stay_and_can_be_downloaded(counter: Counter) -> None:
    client = desk(counter, "survey_manager")
    first = order(counter)
    work(counter.app)
    second = order(counter, formats=["tent"], units=["stc"])
    work(counter.app)
    page = client.page(prints_path(counter))
    links = [a.get("href") for a in page.iter("a") if str(a.get("href")).endswith(".zip")]
    assert links == [f"{second}.zip", f"{first}.zip"]
    assert "tat-ca-card.pdf" in files_of(counter, first)
    assert files_of(counter, second)[1:] == [
        "tat-ca-tent.pdf",
        "tent/stc-mot-cua-quay-1-counter-form.pdf",
    ]


def test_p22_many_prints_come_in_several_files_for_the_printer(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All in one would take a megabyte of memory for each print: the worker would be killed."""
    monkeypatch.setattr(archive, "MOST_PAGES", 1)
    desk(counter, "survey_manager")
    path = order(counter)
    work(counter.app)
    assert files_of(counter, path)[2:] == [
        "tat-ca-card-01.pdf",
        "card/snv-mot-cua-quay-1-counter-form.pdf",
        "tat-ca-card-02.pdf",
        "card/stc-mot-cua-quay-1-counter-form.pdf",
    ]


def test_what_a_killed_worker_left_is_cleared(tmp_path: Path) -> None:
    for name in ("1-abcd.7.part", "1-other.7.part"):
        (tmp_path / name).write_bytes(b"half")
    archive.write_archive(
        tmp_path / "1-abcd.zip", [], formats=[], report=lambda _done, _total: None
    )
    assert {path.name for path in tmp_path.iterdir()} == {"1-abcd.zip", "1-other.7.part"}


def test_equal_orders_give_equal_files(counter: Counter) -> None:
    desk(counter, "survey_manager")
    downloads = []
    for path in (order(counter), order(counter)):
        work(counter.app)
        with counter.client.get(f"{path}.zip") as download:
            downloads.append(download.data)
    assert downloads[0] == downloads[1]


def test_prints_are_made_per_counter_or_per_field(
    make_counter: Callable[..., Counter],
) -> None:
    counter = make_counter(definition=programme(fields=FIELDS))
    desk(counter, "survey_manager")
    by_field = order(counter, by="field")
    work(counter.app)
    assert [name for name in files_of(counter, by_field) if name.startswith("card/")] == [
        "card/snv-dat-dai-counter-form.pdf",
        "card/stc-dat-dai-counter-form.pdf",
        "card/stc-ho-tich-counter-form.pdf",
    ]
    both = order(counter, by="both", units=["stc"])
    work(counter.app)
    assert len([name for name in files_of(counter, both) if name.startswith("card/")]) == 3


def test_forms_met_at_counters_are_ticked_at_first(make_counter: Callable[..., Counter]) -> None:
    online = questionnaire(code="online_form", reached="portal", number="02/TT")
    definition = programme(questionnaires=["counter_form", "online_form"])
    counter = make_counter(definition=definition, forms=(questionnaire(), online))
    page = desk(counter, "survey_manager").page(prints_path(counter))
    ticked = {
        (box.get("name"), box.get("value"))
        for box in page.iter("input")
        if box.get("checked") is not None
    }
    assert ticked == {("formats", "card"), ("forms", "1")}
    assert not [one for one in page.iter("input") if one.get("name") == "by"]


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"formats": []}, "Hãy chọn ít nhất một khổ in."),
        ({"formats": ["a6"]}, "Xin chọn trong các phương án đã cho."),
        ({"forms": []}, "Hãy chọn ít nhất một mẫu phiếu."),
        ({"units": ["khac"]}, "Xin chọn trong các phương án đã cho."),
    ],
)
def test_a_choice_that_cannot_be_printed_comes_back_with_its_fault(
    counter: Counter, chosen: dict[str, Any], words: str
) -> None:
    client, path = desk(counter, "survey_manager"), prints_path(counter)
    hidden = hidden_fields(client.page(path).findall(".//form")[-1])
    answered = client.post(path, data=hidden | {"formats": ["card"], "forms": ["1"]} | chosen)
    assert answered.status_code == 400
    assert words in answered.text
    assert jobs(counter) == []


def test_fields_that_no_chosen_unit_has_are_told(make_counter: Callable[..., Counter]) -> None:
    counter = make_counter(definition=programme(fields=[FIELDS[1]]))
    client, path = desk(counter, "survey_manager"), prints_path(counter)
    hidden = hidden_fields(client.page(path).findall(".//form")[-1])
    chosen = {"formats": ["card"], "forms": ["1"], "by": "field", "units": ["snv"]}
    answered = client.post(path, data=hidden | chosen)
    assert answered.status_code == 400
    assert "Không có đường dẫn nào hợp với lựa chọn này." in answered.text


def test_an_order_gives_codes_to_links_that_have_none(counter: Counter) -> None:
    with counter.database.transaction() as session:
        for row in session.scalars(select(ShortCode)):
            session.delete(row)
    desk(counter, "survey_manager")
    order(counter)
    with counter.database.reading() as session:
        assert len(short_codes(session, round_id=counter.field.round.id)) == 2


def test_progress_is_seen_while_the_worker_works(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = desk(counter, "survey_manager")
    path = order(counter)
    seen = []
    monkeypatch.setattr(citizen_work, "REPORT_INTERVAL", 0)
    typeset = archive.prints_pdf

    def look_and_typeset(*given: Any, **named: Any) -> bytes:
        seen.append(client.get(path).text)
        return typeset(*given, **named)

    monkeypatch.setattr(archive, "prints_pdf", look_and_typeset)
    work(counter.app)
    percents = [text.split("Đã làm xong ")[1].split("%")[0] for text in seen]
    assert percents == ["0", "50", "75"]
    (job,) = jobs(counter)
    assert (job.state, job.progress_done, job.progress_total) == (DONE, 4, 4)


def test_reports_come_at_most_once_a_second(counter: Counter) -> None:
    desk(counter, "survey_manager")
    order(counter)
    base: Base = counter.app.extensions["surveyapp"]
    (job,) = jobs(counter)
    report = Reporter(base, job.id)
    for done in (1, 2, 3):
        report(done, 9)
    assert jobs(counter)[0].progress_done == 1
    report(9, 9)
    assert jobs(counter)[0].progress_done == 9


def test_p16_a_failure_is_told_and_tried_again(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = desk(counter, "survey_manager")
    path = order(counter)

    def fail(*_given: Any, **_named: Any) -> bytes:
        raise RuntimeError("no paper")

    monkeypatch.setattr(archive, "prints_pdf", fail)
    work(counter.app)
    again = client.get(path)
    assert "Lần làm trước bị lỗi" in again.text
    assert "no paper" not in again.text
    for _ in range(MOST_ATTEMPTS):
        counter.clock.advance(hours=1)
        work(counter.app)
    assert jobs(counter)[0].state == FAILED
    given_up = client.get(path)
    assert "Chưa làm được tệp ZIP" in given_up.text
    assert "Refresh" not in given_up.headers
    assert "Chưa làm được" in text_of(client.page(prints_path(counter)))


def test_a_zip_that_is_gone_from_the_disk_is_not_found(counter: Counter) -> None:
    client = desk(counter, "survey_manager")
    path = order(counter)
    work(counter.app)
    base: Base = counter.app.extensions["surveyapp"]
    (base.settings.instance_path / "files" / jobs(counter)[0].result_file).unlink()
    assert client.get(f"{path}.zip").status_code == 404


def test_p23_ordering_needs_the_token_of_the_desk(counter: Counter) -> None:
    client = desk(counter, "survey_manager")
    sent = {"formats": ["card"], "forms": ["1"]}
    assert client.post(prints_path(counter), data=sent).status_code == 400
    assert jobs(counter) == []


def test_addresses_of_earlier_versions_lead_to_the_prints(counter: Counter) -> None:
    client = desk(counter)
    code = counter.field.round.code
    for path in (f"/rounds/{code}/cards", f"/rounds/{code}/cards.zip"):
        assert client.get(path).location == f"/rounds/{code}/prints"


def test_p24_another_authority_sees_no_print_of_this_one(counter: Counter) -> None:
    desk(counter, "survey_manager")
    ordered = order(counter)
    with counter.database.transaction() as session:
        other = make_authority(session).id
    stranger = make_desk_user(counter.app, authority_id=other, role="administrator")
    client = sign_in(counter.app.test_client(), stranger)
    code = counter.field.round.code
    for path in (
        f"/cards/{counter.link()}",
        f"/cards/{counter.link()}.svg",
        f"/rounds/{code}/cards",
        f"/rounds/{code}/prints",
        ordered,
        f"{ordered}.zip",
    ):
        assert client.get(path).status_code == 404


def test_an_order_belongs_to_its_round(counter: Counter) -> None:
    client = desk(counter)
    assert client.get(prints_path(counter) + "/0123abcd").status_code == 404
    assert client.get(prints_path(counter) + "/0123abcd.zip").status_code == 404


@pytest.mark.parametrize(
    "path", ["/cards/x", "/cards/x.svg", "/rounds/x/cards", "/rounds/x/prints"]
)
def test_prints_are_for_people_of_the_desk(client: Any, path: str) -> None:
    assert client.get(path).status_code == 302


def test_an_address_that_no_database_can_hold_is_refused_in_words(counter: Counter) -> None:
    # SQLite looks and finds nothing, PostgreSQL refuses the NUL itself.
    client = desk(counter)
    assert client.get("/rounds/a%00b/prints").status_code in (400, 404)
    assert client.get(prints_path(counter) + "/a%00b").status_code in (400, 404)
