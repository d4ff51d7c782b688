"""Calculations that can be made again, and scenarios."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

NOW = sa.text("now()")


def upgrade() -> None:
    op.create_table(
        "analysis_run",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("question", postgresql.JSONB(), nullable=False),
        sa.Column("inputs", postgresql.JSONB(), nullable=False),
        sa.Column("code_version", sa.Text(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.Column("figures_digest", sa.Text(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("pinned", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("kind in ('gaps', 'sites')", name=op.f("ck_analysis_run_kind")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_analysis_run_municipality_code")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_analysis_run")),
    )
    op.create_index(
        "ix_analysis_run_municipality_code_last_at", "analysis_run", ["municipality_code", "last_at"]
    )
    op.create_table(
        "scenario",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("changes", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("question", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_scenario_municipality_code")
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_scenario")),
    )
    op.create_index(op.f("ix_scenario_municipality_code"), "scenario", ["municipality_code"])


def downgrade() -> None:
    op.drop_table("scenario")
    op.drop_table("analysis_run")
