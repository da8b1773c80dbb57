"""What the desk asks of a storefront, where that is reached, and which order a case is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the columns; nothing has been asked of any storefront yet."""
    op.create_table(
        "storefront_calls",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("connection_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("call_key", sa.Text(), nullable=False),
        sa.Column("order_key", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=True),
        sa.Column("called_at", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("shop_id", "call_id", name=op.f("pk_storefront_calls")),
        sa.UniqueConstraint(
            "shop_id", "call_key", name=op.f("uq_storefront_calls_shop_id_call_key")
        ),
    )
    op.create_index("ix_storefront_calls_due", "storefront_calls", ["state", "next_at"])
    op.create_index("ix_storefront_calls_case", "storefront_calls", ["shop_id", "case_id"])
    op.create_index("ix_storefront_calls_order", "storefront_calls", ["shop_id", "order_key"])
    op.add_column("storefronts", sa.Column("rest", sa.Text(), server_default="", nullable=False))
    op.add_column("cases", sa.Column("order_key", sa.Text(), server_default="", nullable=False))
