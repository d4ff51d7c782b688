"""Knows the settings and where they come from; read once, when the app or a command starts.

Knows nothing of how they are used.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gisapp.errors import UserError

ROOT = Path(__file__).resolve().parent.parent

#: 地理院タイル淡色地図. Live reading needs only the attribution.
GSI_PALE = "https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png"


@dataclass(frozen=True, slots=True)
class Basemap:
    """A raster base map drawn under the data. `tiles` is an address with {z}/{x}/{y}."""

    tiles: str
    attribution: str
    attribution_url: str
    maxzoom: int = 18

    @property
    def origin(self) -> str:
        """Scheme and host, as the content security policy names it."""
        return "/".join(self.tiles.split("/")[:3])


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that differs between installations.

    `database_url` None means the private cluster under `data_dir`.
    """

    host: str
    port: int
    database_url: str | None
    data_dir: Path
    basemap: Basemap | None
    threads: int
    workers: int


def from_environment(env: Mapping[str, str] | None = None) -> Config:
    """The settings of HOST, PORT, DATABASE_URL, GISAPP_DATA_DIR, GISAPP_BASEMAP (gsi_pale or empty).

    Raises UserError where a value can't be used.
    """
    env = os.environ if env is None else env
    return Config(
        host=env.get("HOST") or "127.0.0.1",
        port=_whole_number(env, "PORT", 5000, 65535),
        database_url=env.get("DATABASE_URL") or None,
        data_dir=Path(env.get("GISAPP_DATA_DIR") or ROOT / "instance").absolute(),
        basemap=_basemap(env.get("GISAPP_BASEMAP", "")),
        threads=_whole_number(env, "GISAPP_THREADS", 4, 64),
        workers=_whole_number(env, "GISAPP_WORKERS", 2, 32),
    )


def _whole_number(env: Mapping[str, str], name: str, default: int, largest: int) -> int:
    text = env.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= largest):
        raise UserError(
            "CFG-001", f"設定 {name} の値「{text}」は使えません。", f"1〜{largest} の整数にしてください。"
        )
    return int(text)


def _basemap(name: str) -> Basemap | None:
    if name in ("", "none"):
        return None
    if name == "gsi_pale":
        url = "https://maps.gsi.go.jp/development/ichiran.html"
        return Basemap(GSI_PALE, "地理院タイル（国土地理院）", url)
    raise UserError(
        "CFG-002",
        f"設定 GISAPP_BASEMAP の値「{name}」は使えません。",
        "gsi_pale（地理院タイル淡色）か、空にしてください。",
    )
