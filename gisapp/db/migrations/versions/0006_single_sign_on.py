"""Accounts can be bound to a person of the workplace's own login."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

UNIQUE = op.f("uq_account_oidc_issuer_oidc_subject")


def upgrade() -> None:
    op.add_column("account", sa.Column("oidc_issuer", sa.Text(), nullable=True))
    op.add_column("account", sa.Column("oidc_subject", sa.Text(), nullable=True))
    both = "(oidc_issuer is null) = (oidc_subject is null)"
    op.create_check_constraint(op.f("ck_account_oidc"), "account", both)
    op.create_unique_constraint(UNIQUE, "account", ["oidc_issuer", "oidc_subject"])


def downgrade() -> None:
    op.drop_constraint(UNIQUE, "account")
    op.drop_constraint(op.f("ck_account_oidc"), "account")
    op.drop_column("account", "oidc_subject")
    op.drop_column("account", "oidc_issuer")
