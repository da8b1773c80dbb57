"""Photos, who opened the form from where, mail budgets, and the list of what was erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns; what is there stays as it is."""
    op.create_table(
        "uploads",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("upload_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("handle_hash", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "upload_id", name=op.f("pk_uploads")),
        sa.UniqueConstraint("handle_hash", name=op.f("uq_uploads_handle_hash")),
    )
    op.create_index("ix_uploads_nonce", "uploads", ["shop_id", "nonce"], unique=False)
    op.create_index("ix_uploads_case", "uploads", ["shop_id", "case_id"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("likely", sa.Text(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "day", "host", name=op.f("pk_sightings")),
    )
    op.create_table(
        "allowances",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "key_hash", "order_id", name=op.f("pk_allowances")),
    )
    op.create_table(
        "erasures",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "case_id", name=op.f("pk_erasures")),
    )
    op.add_column("sites", sa.Column("opened_at", sa.BigInteger(), nullable=True))
    op.add_column(
        "links", sa.Column("mailed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    for name, kind, default in (
        ("network", sa.LargeBinary(), ""),
        ("network_before", sa.LargeBinary(), ""),
        ("reason", sa.Text(), ""),
    ):
        op.add_column("outbox", sa.Column(name, kind, nullable=False, server_default=default))
