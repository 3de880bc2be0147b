"""Who may come in: passwords, roles, deputies, sign-ins, invitations and tokens."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("person", sa.Column("password", sa.String(length=400), nullable=True))
    op.add_column("person", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_membership_person_id", "membership", ["person_id"])
    _roles()
    _sign_ins()
    _tokens()


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")


def _roles() -> None:
    op.create_table(
        "person_role",
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("agreed_by", sa.String(length=64), nullable=True),
        _moment("since", nullable=True),
        _moment("until", nullable=True),
        _moment("created_at"),
        *_keys("person_role"),
        sa.CheckConstraint("role IN ('qa', 'hr', 'admin', 'auditor')", name=op.f("ck_person_role_role")),
        _person("person_role"),
    )
    op.create_index("ix_person_role_person_id", "person_role", ["person_id"])
    op.create_index(
        "uq_person_role_open",
        "person_role",
        ["person_id", "role"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "deputy",
        sa.Column("manager_id", KEY, nullable=False),
        sa.Column("deputy_id", KEY, nullable=False),
        _moment("since"),
        _moment("until", nullable=True),
        *_keys("deputy"),
        _person("deputy", "manager_id"),
        _person("deputy", "deputy_id"),
    )
    op.create_index("ix_deputy_manager_id", "deputy", ["manager_id"])
    op.create_index("ix_deputy_deputy_id", "deputy", ["deputy_id"])


def _sign_ins() -> None:
    op.create_table(
        "session",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        _moment("created_at"),
        _moment("seen_at"),
        _moment("expires_at"),
        _moment("ended_at", nullable=True),
        *_keys("session", "id_hash"),
        _person("session"),
    )
    op.create_index("ix_session_person_id", "session", ["person_id"])
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        _moment("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_account_at", "sign_in_attempt", ["account", "at"])
    op.create_index("ix_sign_in_attempt_address_at", "sign_in_attempt", ["address", "at"])
    op.create_index("ix_sign_in_attempt_at", "sign_in_attempt", ["at"])


def _tokens() -> None:
    op.create_table(
        "invitation",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        _moment("created_at"),
        _moment("expires_at"),
        _moment("used_at", nullable=True),
        *_keys("invitation", "id_hash"),
        _person("invitation"),
    )
    op.create_index("ix_invitation_person_id", "invitation", ["person_id"])
    op.create_table(
        "api_token",
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("scopes", DOCUMENT, nullable=False),
        _moment("created_at"),
        _moment("expires_at"),
        _moment("used_at", nullable=True),
        _moment("revoked_at", nullable=True),
        *_keys("api_token", "secret_hash"),
        _person("api_token"),
    )
    op.create_index("ix_api_token_person_id", "api_token", ["person_id"])


def _moment(name: str, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _person(table: str, column: str = "person_id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_{table}_{column}_person"))


def _keys(table: str, *unique: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(sa.UniqueConstraint(name, name=op.f(f"uq_{table}_{name}")) for name in ("public_id", *unique)),
    ]
