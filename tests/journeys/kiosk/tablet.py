"""A tablet at a counter, and what a person does on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Page
from sqlalchemy import select

from surveyapp.citizen.kiosk.models import Kiosk
from surveyapp.citizen.kiosk.services import close_kiosk, create_kiosk
from surveyapp.platform.clock import utc_now
from surveyapp.platform.database import Database
from surveyapp.platform.settings import Settings
from surveyapp.responses.models import Response
from surveyapp.rounds.links import read_kiosk, sign_kiosk
from surveyapp.rounds.models import Round
from surveyapp.rounds.services import close_round
from tests.field import Field, make_field, programme, questionnaire
from tests.fixtures.servers import Server

PIN = "204816"
RECEIPT = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
LANGUAGES = ["vi", "km", "en"]
PORTRAIT = {"width": 800, "height": 1280}
LANDSCAPE = {"width": 1280, "height": 800}
SMALL = {"width": 1024, "height": 768}
SIZES = [PORTRAIT, LANDSCAPE, SMALL]


@dataclass(frozen=True)
class Counter:
    """A counter of two units in an open round, on a running server."""

    server: Server
    settings: Settings
    database: Database
    field: Field

    def kiosk(self, *, offers: str = "both", idle_seconds: int = 60) -> str:
        """Stand a kiosk there; the address of its start screen."""
        with self.database.transaction() as session:
            kiosk = create_kiosk(
                session,
                round_=session.get_one(Round, self.field.round.id),
                counter_id=self.field.counter.id,
                name="Máy cạnh quầy 1",
                offers=offers,
                idle_seconds=idle_seconds,
                pin=PIN,
                now=utc_now(),
            )
            text = sign_kiosk(kiosk.id, keys=self.settings.link_key_ring)
        return f"{self.server.url}/k/{text}"

    def close_kiosk(self, address: str) -> None:
        """Close a kiosk, as the desk does."""
        kiosk_id = read_kiosk(address.rpartition("/")[2], keys=self.settings.link_key_ring)
        with self.database.transaction() as session:
            close_kiosk(session, kiosk=session.get_one(Kiosk, kiosk_id), now=utc_now())

    def close_round(self) -> None:
        """End the field work, as the desk does."""
        with self.database.transaction() as session:
            round_ = session.get_one(Round, self.field.round.id)
            close_round(session, round_=round_, now=utc_now())

    def stored(self) -> list[Response]:
        """Every response of the round, in order of arrival."""
        with self.database.reading() as session:
            found = select(Response).where(Response.round_id == self.field.round.id)
            return list(session.scalars(found.order_by(Response.received_at)))


def open_counter(server: Server, settings: Settings, database: Database) -> Counter:
    """An open round with a full and a quick form in three languages."""
    detail = {"id": "reasons", "type": "text", "text": "Anh/chị muốn nói thêm điều gì?"}
    rating = {"id": "overall", "type": "satisfaction", "text": "Có hài lòng không?"}
    quick = questionnaire(
        code="quick_form",
        number="03/N",
        title="Đánh giá nhanh",
        purpose="quick",
        languages=LANGUAGES,
        sections=[
            {"code": "rating", "title": "Đánh giá", "items": [rating | {"required": True}]},
            {"code": "detail", "title": "Nói thêm, nếu muốn", "items": [detail]},
        ],
    )
    definition = programme(questionnaires=["counter_form", "quick_form"])
    with database.transaction() as session:
        field = make_field(
            session,
            now=utc_now() - timedelta(minutes=5),
            definition=definition,
            forms=[questionnaire(languages=LANGUAGES), quick],
        )
    return Counter(server, settings, database, field)


def begin(page: Page, address: str) -> None:
    """Open the kiosk and wait until it has all its pages."""
    with page.expect_response(lambda answer: answer.url.endswith("/2/2?lang=en") or False):
        page.goto(address)
    page.wait_for_load_state("networkidle")


def to_forms(page: Page, language: str = "vi", unit: int = 0) -> None:
    """From the start to the choice of the form."""
    page.click(f".choice[lang={language}]")
    page.locator(".units .choice").nth(unit).click()
    page.wait_for_selector(".forms")


def to_quick(page: Page, language: str = "vi") -> None:
    """From the start to the faces."""
    to_forms(page, language)
    page.locator(".forms .choice").first.click()
    page.wait_for_selector(".quick .scale")


def to_full(page: Page, language: str = "vi") -> None:
    """From the start to the full form."""
    to_forms(page, language)
    page.locator(".forms .choice").nth(1).click()
    page.wait_for_selector("#phieu")


def rate(page: Page, level: int = 5) -> None:
    """Touch a face of the quick form and send: two taps."""
    page.locator(".scale label").nth(level - 1).click()
    page.locator(".send button").click()


def receipt(page: Page) -> str:
    """The receipt on the screen."""
    page.wait_for_selector(".receipt")
    found = RECEIPT.search(page.inner_text("main"))
    assert found
    return found.group()


def at_start(page: Page) -> None:
    """Wait for the start screen."""
    page.wait_for_selector("body.start")


def at_step(page: Page, name: str) -> None:
    """Wait for a screen."""
    page.wait_for_selector(f"body[data-screen={name}]")
