"""Knows what is kept no longer than it is needed, and how it is emptied. Knows no page.

What was published, and who did what, stays: the history of a place is part of it.
"""

from __future__ import annotations

from sqlalchemy.engine import Connection

from gisapp.db.engine import query

#: How long what came to nothing is kept, in case somebody asks why.
DAYS = 90


def forget(connection: Connection) -> None:
    """Empties proposals that were withdrawn and reports put aside; removes invitations not taken."""
    for name in ("forget_proposals", "forget_reports", "forget_invitations"):
        connection.execute(query(name), {"days": DAYS})
