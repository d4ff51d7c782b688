"""Which area an address of an older edition of the districts means: links that people keep go on working."""

from alembic import op

from gisapp.db.engine import PUBLIC_ROLE

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute("create view area_edition as select id, municipality_code, system, key from area")
    op.execute(f"grant select on area_edition to {PUBLIC_ROLE}")


def downgrade() -> None:
    op.execute("drop view area_edition")
