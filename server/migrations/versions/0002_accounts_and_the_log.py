"""Accounts, what is kept of each, and the log; nothing in it can be read (PROTOCOL 6, 9)."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_accounts()
    make_what_opens_them()
    make_the_log()
    make_what_passes()


def make_accounts() -> None:
    op.create_table(
        "account",
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("pushed_bytes", sa.BigInteger(), nullable=False),
        sa.Column("purged_seq", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account"),
        sa.UniqueConstraint("handle"),
    )
    op.create_table(
        "session",
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("proven_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.account"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account", "id"),
        sa.UniqueConstraint("token_hash"),
    )


def make_what_opens_them() -> None:
    op.create_table(
        "lock",
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("memory_kib", sa.BigInteger(), nullable=True),
        sa.Column("passes", sa.BigInteger(), nullable=True),
        sa.Column("lanes", sa.BigInteger(), nullable=True),
        sa.Column("auth_hash", sa.String(), nullable=True),
        sa.Column("credential_id", sa.LargeBinary(), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.account"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account", "id"),
        sa.UniqueConstraint("credential_id"),
    )
    op.create_table(
        "history",
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.account"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account", "epoch"),
    )
    op.create_table(
        "device",
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("closed_epoch", sa.BigInteger(), nullable=True),
        sa.Column("closed_counter", sa.BigInteger(), nullable=True),
        sa.Column("closed_head", sa.LargeBinary(), nullable=True),
        sa.Column("closed_certificate", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.account"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account", "id"),
    )


def make_the_log() -> None:
    op.create_table(
        "batch",
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.Column("pushed_before", sa.BigInteger(), nullable=False),
        sa.Column("ids", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.account"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account", "seq"),
        sa.UniqueConstraint("account", "device", "counter"),
    )
    op.create_table(
        "snapshot",
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.account"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account", "seq"),
    )


def make_what_passes() -> None:
    op.create_table(
        "pairing",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.LargeBinary(), nullable=True),
        sa.Column("put_by", sa.LargeBinary(), nullable=True),
        sa.Column("epoch", sa.BigInteger(), nullable=True),
        sa.Column("box", sa.LargeBinary(), nullable=True),
        sa.Column("opening", sa.LargeBinary(), nullable=True),
        sa.Column("device", sa.LargeBinary(), nullable=True),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.account"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pairing_expires_at"), ["expires_at"], unique=False)
    op.create_table(
        "rate",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("window", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", "window"),
    )
    with op.batch_alter_table("rate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rate_ends_at"), ["ends_at"], unique=False)


def downgrade() -> None:
    op.drop_table("snapshot")
    op.drop_table("session")
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pairing_expires_at"))

    op.drop_table("pairing")
    op.drop_table("lock")
    op.drop_table("history")
    op.drop_table("device")
    op.drop_table("batch")
    with op.batch_alter_table("rate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rate_ends_at"))

    op.drop_table("rate")
    op.drop_table("account")
