"""Knows how many reports a network has sent lately, without knowing the network. Knows no page.

Networks are kept as a keyed hash in memory, under a key that is thrown away every day; nothing is written
down. Each process of the site counts for itself.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import threading
import time

from flask import Request

HOUR_S, DAY_S = 3600, 86_400
#: Generous: a whole town hall, a school or a mobile network shares one address.
MOST_AN_HOUR, MOST_A_DAY = 60, 300
#: Of an IPv6 address, what a household or an office is given.
PREFIX_V6 = 64


class Crowd:
    """Counts by network; may be asked by several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._day, self._secret = -1, b""
        self._sent: dict[bytes, list[int]] = {}

    def lets_in(self, network: str) -> bool:
        """Whether this network may send one more; it is counted if so."""
        now = int(time.time())
        with self._lock:
            self._begin_day(now // DAY_S)
            who = hmac.digest(self._secret, network.encode(), hashlib.sha256)
            sent = self._sent.setdefault(who, [])
            lately = sum(moment > now - HOUR_S for moment in sent)
            if lately >= MOST_AN_HOUR or len(sent) >= MOST_A_DAY:
                return False
            sent.append(now)
            return True

    def _begin_day(self, day: int) -> None:
        if day != self._day:
            self._day, self._secret = day, secrets.token_bytes(32)
            self._sent.clear()


def network_of(asked: Request) -> str:
    """The network that a request comes from: an IPv4 address, or the /64 of an IPv6 one.

    A proxy on this machine is believed: what it has put last is where it was asked from.
    """
    address = _address(asked.remote_addr)
    if address is not None and address.is_loopback:
        told = asked.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        address = _address(told) or address
    if address is None:
        return ""
    bits = PREFIX_V6 if address.version == 6 else 32
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))


def _address(text: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address((text or "").split("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if found.version == 6 else found
