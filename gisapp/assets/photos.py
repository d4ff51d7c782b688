"""Knows how a photo is made fit to be kept: turned upright, small, without where and when it was taken.

Knows no asset and nobody's rights. What is kept is a new JPEG of the picture alone, named by its SHA-256.
"""

from __future__ import annotations

import io
import re
import warnings
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from PIL import Image, ImageOps

from gisapp.errors import UserError

MOST_BYTES = 10_000_000
LONGEST_SIDE_PX = 1600
#: A phone's camera takes 50 to 100 megapixels; far more in few bytes is a trap.
MOST_PIXELS = 120_000_000
_FORMATS = ("JPEG", "PNG", "WEBP")
_NAME = re.compile(r"[0-9a-f]{64}")


def keep(folder: Path, data: bytes) -> str:
    """Keeps a photo; its name. Raises UserError AST-029 where it is too large or none."""
    if len(data) > MOST_BYTES:
        raise _refused("写真が大きすぎます。", "10MBまでの写真を選んでください。")
    picture = _jpeg(data)
    name = sha256(picture).hexdigest()
    path = _path(folder, name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{uuid4().hex}")
        unfinished.write_bytes(picture)
        unfinished.replace(path)
    return name


def kept(folder: Path, name: str) -> Path | None:
    """The file of a photo, None where there is none of that name."""
    path = _path(folder, name) if _NAME.fullmatch(name) else None
    return path if path and path.is_file() else None


def _path(folder: Path, name: str) -> Path:
    return folder / "photos" / f"{name}.jpg"


def _jpeg(data: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise _refused("写真の画素が多すぎます。", "小さくしてから選んでください。")
                opened.draft("RGB", (LONGEST_SIDE_PX, LONGEST_SIDE_PX))
                upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _refused("写真として読めません。", "JPEG・PNG・WebP の写真を選んでください。") from error
    upright.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def _refused(message: str, remedy: str) -> UserError:
    return UserError("AST-029", message, remedy)
