"""Knows how photos come in with a form, and who is given one. Knows no picture and no table."""

from __future__ import annotations

from flask import Response, request
from sqlalchemy.engine import Connection

from gisapp.accounts.rights import Act, Person, may
from gisapp.assets.photo_owners import owners
from gisapp.assets.photos import MOST_BYTES, keep, kept
from gisapp.assets.proposals import proposal
from gisapp.assets.snapshots import form_of
from gisapp.assets.writing import read
from gisapp.errors import NotFoundError, UserError
from gisapp.web.field.flat import Sent, one, row_numbers
from gisapp.web.field.proposal import thing_of_proposal
from gisapp.web.field.rooms import PRIVATE, bp, thing_of
from gisapp.web.field.seeing import hidden_fields
from gisapp.web.login import person
from gisapp.web.parts import parts

#: The words of a form beside its photo.
_BESIDE_BYTES = 500_000


@bp.get("/photos/<file>.jpg")
def photo(file: str) -> Response:
    """A photo: to everybody where it is public, else to those who may see it at its asset or proposal."""
    path = kept(parts().config.data_dir, file)
    with parts().engine.connect() as connection:
        if path is None or not _may_see(connection, person(), file):
            raise NotFoundError("その写真はありません。")
    return Response(path.read_bytes(), mimetype="image/jpeg", headers=PRIVATE)


def sent_with_photo() -> tuple[Sent, dict[str, UserError]]:
    """What a form brought, its new photo kept and listed among the others, and what is wrong with it."""
    request.max_content_length = MOST_BYTES + _BESIDE_BYTES
    sent = request.form.to_dict(flat=False)
    file = request.files.get("photo")
    data = b""
    if file:
        with file.stream as stream:
            data = stream.read()
    if not data:
        return sent, {}
    try:
        name = keep(parts().config.data_dir, data)
    except UserError as error:
        return sent, {"photos": error}
    at = max(row_numbers(sent, "photos"), default=-1) + 1
    alt = one(sent, "photo-alt")
    return {**sent, f"photos-{at}-file": [name], f"photos-{at}-alt": [alt], "photo-alt": [""]}, {}


def known_photos(sent: Sent) -> frozenset[str]:
    """Those of a form's photos that are kept here."""
    named = {one(sent, f"photos-{at}-file") for at in row_numbers(sent, "photos")}
    return frozenset(name for name in named if kept(parts().config.data_dir, name))


def _may_see(connection: Connection, someone: Person | None, file: str) -> bool:
    found = owners(connection, file)
    if found.open or someone is None:
        return found.open
    if any(_sees_at_asset(connection, someone, each) for each in found.assets):
        return True
    for number in found.proposals:
        wanted = proposal(connection, number)
        of = thing_of_proposal(connection, wanted)
        if wanted.author_id == someone.id or may(someone, Act.APPROVE, of):
            return True
    return False


def _sees_at_asset(connection: Connection, someone: Person, service_id: int) -> bool:
    thing, form = thing_of(connection, service_id), form_of(read(connection, service_id).content)
    return may(someone, Act.INSIDE, thing) and "photos" not in hidden_fields(someone, thing, form)
