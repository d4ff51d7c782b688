"""Knows the steps of an administrator that several tests take. Knows no fixture."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, Locator, Page, expect

from importers._record import File
from tests.gisapp.ingest.files import places_file

NORTH = "北事務所,35.23,141.51,北1"
#: A list with fewer offices than are there, one of them new: a person is asked.
FEWER = places_file([NORTH, "西事務所,35.22,141.52,西2"])
#: The offices that are there, and a new one: nobody is asked.
MORE = places_file(
    [
        NORTH,
        "東事務所,35.21,141.51,東1",
        "西事務所,35.22,141.52,西2",
        "南事務所,35.205,141.53,南1",
        "中央事務所,35.22,141.53,中央1",
    ]
)


def payload(file: File) -> FilePayload:
    """A file as a person chooses it."""
    return {"name": file.name, "mimeType": "application/octet-stream", "buffer": file.data}


def hand_in(page: Page, *files: File, layer: str = "city_office") -> None:
    """Chooses files and sends them."""
    page.goto("/data/import")
    page.locator("#files").set_input_files([payload(file) for file in files])
    page.locator("#layer").select_option(layer)
    page.get_by_role("button", name="読み取る").click()
    expect(page).to_have_url(re.compile(r"/data/runs/\d+$"))


def state(page: Page) -> Locator:
    """How the import stands, beside its number."""
    return page.locator("#state")


def count(page: Page, words: str) -> Locator:
    """One of the counts of what changes."""
    one = page.locator(".counts__one").filter(has=page.locator("dt", has_text=re.compile(f"^{words}$")))
    return one.locator("dd")


def tab_to(page: Page, target: Locator, most: int = 60) -> None:
    """Goes there with the Tab key alone; where the keyboard stands can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            expect(target).to_be_in_viewport()
            return
    raise AssertionError(f"{target} isn't reached by the Tab key")
