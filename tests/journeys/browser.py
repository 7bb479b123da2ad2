"""What a person at a browser needs: windows, a demonstration to look at, a judge of access."""

from __future__ import annotations

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from surveyapp.platform.settings import Settings
from surveyapp.rounds.services import RoundLink

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Demonstration:
    """A running demonstration: its address, its links and its login."""

    url: str
    settings: Settings
    links: list[RoundLink]
    username: str
    password: str

    def link(self, form: int) -> str:
        """The address of the first link to a form (1 at the counter, 2 online)."""
        return self.url + next(link.path for link in self.links if link.form.position == form)


def sign_in_by_hand(page: Page, demonstration: Demonstration) -> None:
    """Log in as a person does."""
    page.goto(demonstration.url + "/login")
    page.fill("input[name=username]", demonstration.username)
    page.fill("input[name=password]", demonstration.password)
    page.click("button[type=submit]")
    page.wait_for_url("**/rounds")


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds, and a page wider than its window; judged once its style sheet is there."""
    page.wait_for_load_state("load")
    found = Axe().run(page).response["violations"]
    faults = [
        f"{fault['id']} ({fault['impact']}): {node['html'][:120]}"
        for fault in found
        for node in fault["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return faults + ([f"the page is {wide} px wider than its window"] if wide > 0 else [])
