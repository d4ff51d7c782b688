"""Knows what an intruder would go for: a secret in a file of ours, and a listener on this machine's loopback.

Knows no intruder.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECRET = "canary-4f1c-見てはいけない行"


@dataclass
class Canary:
    """`hits`: what was sent to the listener, or b"" for a mere connection."""

    file: Path
    port: int
    hits: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/{SECRET[:11]}"

    def is_untouched(self, *texts: object) -> bool:
        """Nobody connected, and none of the texts holds the secret."""
        return not self.hits and not any(SECRET in str(text) or SECRET[:11] in str(text) for text in texts)


@contextlib.contextmanager
def perched(folder: Path) -> Iterator[Canary]:
    """A canary for as long as the block lasts."""
    secret = folder / "secret.csv"
    secret.write_text(f"name,lat,lon,住所\n{SECRET},35.6,139.3,見本市\n", encoding="utf-8")
    secret.chmod(0o644)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        canary = Canary(secret, listener.getsockname()[1])
        ear = threading.Thread(target=_listen, args=(listener, canary), daemon=True)
        ear.start()
        yield canary
        listener.shutdown(socket.SHUT_RDWR)
        ear.join(5)


def _listen(listener: socket.socket, canary: Canary) -> None:
    with contextlib.suppress(OSError):
        while True:
            caller, _ = listener.accept()
            with caller:
                caller.settimeout(1)
                heard = b""
                with contextlib.suppress(OSError):
                    heard = caller.recv(1000)
                canary.hits.append(heard)
