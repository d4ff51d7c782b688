"""Knows the settings and where they come from; read once, when the app or a command starts.

Knows nothing of how they are used.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

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
class GeocoderSetting:
    """A geocoder that the administrator switched on: its kind, its address, seconds between two questions."""

    kind: str
    url: str
    every_s: float


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """The workplace's own login (OpenID Connect). `label`: what the button that leads there says."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    label: str

    @property
    def origin(self) -> str:
        """Scheme and host, as the content security policy names it."""
        return "/".join(self.issuer.split("/")[:3])


#: 国土地理院の住所検索. Nobody else's server is asked more often than once a second.
GSI_SEARCH = "https://msearch.gsi.go.jp/address-search/AddressSearch"
POLITE_S = 1.0


@dataclass(frozen=True, slots=True)
class Freshness:
    """Months after which what was checked of a place is due to be checked again, and is stale."""

    due_months: int = 12
    stale_months: int = 24


@dataclass(frozen=True, slots=True)
class MailSetting:
    """The server that takes our letters, and from whom they are. `tls`: from the first byte on."""

    host: str
    port: int
    user: str
    password: str
    sender: str
    tls: bool


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that differs between installations.

    `database_url` None means the private cluster under `data_dir`. `geocoders`, `single_sign_on`: none unless
    switched on.
    `mail` None: letters become files under `data_dir`. `url`: how readers of letters
    reach the site; empty where nobody has said.
    """

    host: str
    port: int
    database_url: str | None
    data_dir: Path
    basemap: Basemap | None
    threads: int
    workers: int
    geocoders: tuple[GeocoderSetting, ...] = ()
    single_sign_on: SingleSignOn | None = None
    freshness: Freshness = Freshness()
    mail: MailSetting | None = None
    url: str = ""


def from_environment(env: Mapping[str, str] | None = None) -> Config:
    """The settings of HOST, PORT, DATABASE_URL, GISAPP_DATA_DIR, GISAPP_BASEMAP (gsi_pale or empty),
    GISAPP_GEOCODERS (as jageocoder=http://127.0.0.1:5000@0.1,gsi@2; empty: no address ever leaves),
    GISAPP_OIDC_ISSUER, GISAPP_OIDC_CLIENT_ID, GISAPP_OIDC_CLIENT_SECRET, GISAPP_OIDC_LABEL,
    GISAPP_DUE_MONTHS, GISAPP_STALE_MONTHS, GISAPP_URL and
    GISAPP_SMTP_URL (smtp://user:password@host:587?from=…).

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
        geocoders=tuple(map(_geocoder, filter(None, re.split(r"[,\s]+", env.get("GISAPP_GEOCODERS", ""))))),
        single_sign_on=_single_sign_on(env),
        freshness=_freshness(env),
        mail=_mail(env.get("GISAPP_SMTP_URL", "")),
        url=env.get("GISAPP_URL", "").rstrip("/"),
    )


def _whole_number(env: Mapping[str, str], name: str, default: int, largest: int) -> int:
    text = env.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= largest):
        raise UserError(
            "CFG-001", f"設定 {name} の値「{text}」は使えません。", f"1〜{largest} の整数にしてください。"
        )
    return int(text)


def _freshness(env: Mapping[str, str]) -> Freshness:
    usual = Freshness()
    due = _whole_number(env, "GISAPP_DUE_MONTHS", usual.due_months, 120)
    stale = _whole_number(env, "GISAPP_STALE_MONTHS", max(usual.stale_months, due + 1), 240)
    if stale <= due:
        raise UserError(
            "CFG-006",
            f"設定 GISAPP_STALE_MONTHS（{stale}）が GISAPP_DUE_MONTHS（{due}）より長くありません。",
            "GISAPP_STALE_MONTHS を大きくしてください。",
        )
    return Freshness(due, stale)


def _mail(url: str) -> MailSetting | None:
    if not url:
        return None
    parts = urlsplit(url)
    sender = parse_qs(parts.query).get("from", [""])[0]
    try:
        port = parts.port or (465 if parts.scheme == "smtps" else 587)
    except ValueError:
        port = 0
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or "@" not in sender or not port:
        raise UserError(
            "CFG-007",
            "設定 GISAPP_SMTP_URL が使えません。",
            "smtp://利用者:パスワード@ホスト:587?from=差出人のメールアドレス の形にしてください。",
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailSetting(parts.hostname, port, user, password, sender, parts.scheme == "smtps")


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


def _single_sign_on(env: Mapping[str, str]) -> SingleSignOn | None:
    needed = {
        "GISAPP_OIDC_ISSUER": env.get("GISAPP_OIDC_ISSUER"),
        "GISAPP_OIDC_CLIENT_ID": env.get("GISAPP_OIDC_CLIENT_ID"),
        "GISAPP_OIDC_CLIENT_SECRET": env.get("GISAPP_OIDC_CLIENT_SECRET"),
    }
    given = [value.strip() for value in needed.values() if value and value.strip()]
    if not given:
        return None
    if len(given) < len(needed):
        missing = "、".join(name for name, value in needed.items() if not (value and value.strip()))
        remedy = "三つとも書くか、三つとも消してください。"
        raise UserError("CFG-004", f"職場のアカウントでのログインの設定 {missing} がありません。", remedy)
    issuer, client_id, client_secret = given
    _require_safe(issuer)
    label = (env.get("GISAPP_OIDC_LABEL") or "").strip() or "職場のアカウントでログイン"
    return SingleSignOn(issuer, client_id, client_secret, label)


def _require_safe(issuer: str) -> None:
    """Raises UserError: what is told about people must come from who it seems to come from."""
    try:
        parts = urlsplit(issuer)
        here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
        plain = bool(parts.hostname) and not (parts.username or parts.query or parts.fragment)
        usable = plain and re.fullmatch(r"[!-~]+", issuer) and not re.search(r"[;,'\"]", issuer)
        if usable and (parts.scheme == "https" or here):
            return
    except ValueError:
        pass
    raise UserError(
        "CFG-005",
        f"設定 GISAPP_OIDC_ISSUER の値「{issuer}」は使えません。",
        "https:// で始まる、ログインのしくみの発行者（issuer）のアドレスにしてください。",
    )


def _geocoder(entry: str) -> GeocoderSetting:
    pace = re.search(r"@(\d+(?:\.\d+)?)$", entry)
    kind, _, url = (entry[: pace.start()] if pace else entry).partition("=")
    every_s = float(pace[1]) if pace else POLITE_S
    if kind == "gsi" and not url and every_s >= POLITE_S:
        return GeocoderSetting(kind, GSI_SEARCH, every_s)
    if kind == "jageocoder" and re.match(r"https?://[^/]", url):
        return GeocoderSetting(kind, url.rstrip("/"), every_s)
    raise UserError(
        "CFG-003",
        f"設定 GISAPP_GEOCODERS の「{entry}」は使えません。",
        "jageocoder=http://127.0.0.1:5000 か gsi をコンマで区切って並べ、"
        "間隔（秒）を変えるときは gsi@2 のように続けてください（gsi は 1 秒以上）。",
    )
