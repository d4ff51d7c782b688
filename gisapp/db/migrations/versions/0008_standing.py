"""Pins know when they were checked; answers to "is it still so?" are kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("pin", sa.Column("assured_date", sa.Date(), nullable=True))
    op.add_column("pin", sa.Column("listed", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.execute(
        "update pin set assured_date = s.assured_date, listed = r.kind <> 'hand'"
        " from service s join import_run r on r.id = s.run_id where s.id = pin.service_id"
    )
    op.create_table(
        "check_answer",
        sa.Column("key", postgresql.UUID(), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("how in ('電話', '訪問', '紙', '本人')", name=op.f("ck_check_answer_how")),
        sa.CheckConstraint(
            "result in ('まだやっている', '変わった', 'なくなった')", name=op.f("ck_check_answer_result")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_check_answer_service_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_check_answer")),
    )
    op.create_index(op.f("ix_check_answer_service_id"), "check_answer", ["service_id"])


def downgrade() -> None:
    op.drop_table("check_answer")
    op.drop_column("pin", "listed")
    op.drop_column("pin", "assured_date")
