"""How long recordings, transcripts, notes and plans are kept. It is said before any is taken in."""

from scoring.record import Record
from service.errors import Conflict
from service.settings import Settings

KINDS = ("recordings", "transcripts", "notes", "plans")


class KeepingRule(Record):
    """Days each kind is kept; 0: it is not deleted by itself.

    Recordings and transcripts are counted from the call, notes from their making, plans from their close.
    """

    recordings: int
    transcripts: int
    notes: int
    plans: int


def rule_of(settings: Settings) -> KeepingRule | None:
    """The rule; None where one of its four parts was not said. A demo keeps what it has."""
    said = {kind: getattr(settings, f"keep_{kind}") for kind in KINDS}
    if settings.demo:
        said = {kind: days or 0 for kind, days in said.items()}
    return None if None in said.values() else KeepingRule.model_validate(said)


def refuse_without_rule(settings: Settings) -> None:
    """Raises Conflict where nobody has said yet how long real recordings are kept."""
    if rule_of(settings) is not None:
        return
    missing = [f"SIDETONE_KEEP_{kind.upper()}" for kind in KINDS if getattr(settings, f"keep_{kind}") is None]
    raise Conflict(
        "Recordings are taken in once it was said how long they are kept. Nothing was kept.",
        f"Whoever runs the service sets {', '.join(missing)}: days, or 0 for what is not deleted by itself.",
        code="no_retention_rule",
    )


def in_words(days: int) -> str:
    """365 → "365 days"."""
    return "until somebody deletes them" if days == 0 else "1 day" if days == 1 else f"{days} days"
