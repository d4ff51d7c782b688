"""Knows the secret of this installation: random, made on first use, never shipped; and how tokens are stored.

Knows nothing of what it protects.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

FILE = "site_secret"


def site_secret(data_dir: Path) -> str:
    """The secret in the data folder, readable by the program's own user alone."""
    path = data_dir / FILE
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    made = secrets.token_urlsafe(32)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(made)
    return made


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
