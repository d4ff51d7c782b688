"""Knows the steps that several tests take on the pages, and how what is seen is read. Knows no fixture."""

from __future__ import annotations

import base64
import json
import math
from typing import Any

from playwright.sync_api import Locator, Page, expect

WHOLE_MAP = "html[data-map=ready]"
NO_MAP = "html[data-map=none]"
AS_OF = "令和2年10月1日(2020年)"
SOURCE = "見本市（架空）"

READ_COLOURS = """async (picture) => {
  const image = new Image();
  image.src = `data:image/png;base64,${picture}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 0, image.width, image.height);
  const found = [];
  for (let at = 0; at < data.length; at += 4) found.push((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
  return [image.width, found];
}"""


def open_map(page: Page, query: str = "") -> None:
    """The map page, drawn to the end."""
    page.goto(f"/{query}")
    expect(page.locator(WHOLE_MAP)).to_be_attached()


def open_gaps(page: Page, query: str = "") -> None:
    """The planner's page, its map drawn to the end."""
    page.goto(f"/gaps{query}")
    expect(page.locator(WHOLE_MAP)).to_be_attached()


def page_data(page: Page) -> dict[str, Any]:
    """What the server handed to the page's scripts."""
    found: dict[str, Any] = json.loads(page.locator("#page-data").text_content() or "")
    return found


def place(page: Page, asset_id: int) -> Locator:
    """The list's entry of a place."""
    return page.locator(f'#place-list .item[data-pick="a{asset_id}"]')


def district(page: Page, district_id: int) -> Locator:
    """The list's entry of a district."""
    return page.locator(f'#district-list .item[data-pick="d{district_id}"]')


def choose_place(page: Page, asset: dict[str, Any]) -> None:
    """Looks a place up by its name and opens it from the list."""
    page.locator("#search").fill(asset["name"])
    place(page, asset["id"]).click()
    expect(page.locator("#detail-title")).to_have_text(asset["name"])


def choose_district(page: Page, row: dict[str, Any]) -> None:
    """Opens a district from the list."""
    page.locator("#search").fill("")
    page.get_by_role("tab", name="校区").click()
    district(page, row["id"]).click()
    expect(page.locator("#detail-title")).to_have_text(row["name"])


def fact(page: Page, title: str) -> Locator:
    """What the detail panel says about a place under this heading."""
    return page.locator("#detail .facts > div").filter(has=page.locator("dt", has_text=title)).locator("dd")


def figure(page: Page, title: str) -> Locator:
    """One of the figures of a district's panel, with everything beside it."""
    return page.locator("#detail .figure").filter(has=page.locator("dt", has_text=title))


def colours(page: Page, picture: bytes) -> list[list[str]]:
    """A screenshot's colours, row by row, as #rrggbb."""
    width, found = page.evaluate(READ_COLOURS, base64.b64encode(picture).decode())
    named = [f"#{colour:06x}" for colour in found]
    return [named[at : at + width] for at in range(0, len(named), width)]


def on_screen(point: list[float], centre: list[float], zoom: float) -> tuple[float, float]:
    """How far a point (degrees) lies from the map's middle (degrees), in CSS pixels to the right and down."""
    x, y = (_mercator(*each) for each in (point, centre))
    scale = 512 * 2**zoom
    return (x[0] - y[0]) * scale, (x[1] - y[1]) * scale


def _mercator(lon: float, lat: float) -> tuple[float, float]:
    """In parts of the world's width, from its upper left corner."""
    return lon / 360 + 0.5, 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)


def middle(page: Page) -> tuple[float, float]:
    """The middle of the map on the screen, in CSS pixels."""
    box = page.locator("#map").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def expect_no_sideways_scroll(page: Page) -> None:
    """The page is as wide as the window."""
    wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1], f"{page.url}: {wide[0]} px in a window of {wide[1]} px"


def percent(value: float) -> str:
    """As pages write it."""
    return f"{value:.1f}％"


def people(value: float) -> str:
    """As pages write it."""
    return f"{value:,}人"
