"""The database itself refuses to change or delete what is written once: audit entries and runs."""

from sqlalchemy import Connection

CALIBRATION = (
    "rated_sheet",
    "consensus",
    "anchor_call",
    "pass_reading",
    "clearance",
    "person_calibration",
    "injection_check",
)
REVIEWS = ("override", "confirmation", "self_score", "sentence_comment")
PLANS = ("plan_version", "plan_milestone", "plan_decision", "plan_event", "signature")
APPEND_ONLY = ("audit", "run", "verdict", "transcript", "redaction", *CALIBRATION, *REVIEWS, *PLANS)
"""Tables whose rows are never updated. Audit entries are never deleted either."""


def install_triggers(connection: Connection) -> None:
    """Installs the refusals anew; a batch change on SQLite drops the triggers of the table it rebuilds."""
    if connection.dialect.name == "sqlite":
        for table in APPEND_ONLY:
            _sqlite(connection, table, "UPDATE")
        _sqlite(connection, "audit", "DELETE")
        return
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION sidetone_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"
    )
    for table in APPEND_ONLY:
        _postgresql(connection, table, "UPDATE", "ROW")
    _postgresql(connection, "audit", "DELETE", "ROW")
    _postgresql(connection, "audit", "TRUNCATE", "STATEMENT")


def _sqlite(connection: Connection, table: str, change: str) -> None:
    name = f"{table}_refuses_{change.lower()}"
    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
    connection.exec_driver_sql(
        f"CREATE TRIGGER {name} BEFORE {change} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _postgresql(connection: Connection, table: str, change: str, each: str) -> None:
    name = f"{table}_refuses_{change.lower()}"
    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {table}")
    connection.exec_driver_sql(
        f"CREATE TRIGGER {name} BEFORE {change} ON {table} FOR EACH {each} EXECUTE FUNCTION sidetone_refuse()"
    )
