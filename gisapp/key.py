"""Knows the administrator's key of this installation: random, made on first use, never shipped.

Knows nothing of what it opens.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FILE = "admin_key"


def admin_key(data_dir: Path) -> str:
    """The key in the data folder, readable by the program's own user alone."""
    path = data_dir / FILE
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    key = secrets.token_urlsafe(18)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
    return key
