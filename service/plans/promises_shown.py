"""Promises as they are shown: what recurs every week is one line with its count, and not a line a week."""

from collections.abc import Iterable
from dataclasses import dataclass

from scoring.formats import day_in_words
from service.plans.views import CommitmentView


@dataclass(frozen=True)
class PromiseShown:
    """A promise with every day of it, the earliest first. `now`: what can be said today, where it recurs."""

    what: str
    rows: tuple[CommitmentView, ...]
    summary: str
    late: bool
    settled: bool
    now: CommitmentView | None


def promises_shown(rows: Iterable[CommitmentView]) -> tuple[PromiseShown, ...]:
    """What is late comes first, then what is still to come, then what is settled."""
    together: dict[tuple[str, str], list[CommitmentView]] = {}
    for row in rows:
        together.setdefault((row.side, row.what), []).append(row)
    found = [_shown(what, tuple(same)) for (_, what), same in together.items()]
    return tuple(sorted(found, key=lambda one: (not one.late, one.settled)))


def _shown(what: str, rows: tuple[CommitmentView, ...]) -> PromiseShown:
    late = [row for row in rows if row.overdue]
    coming = [row for row in rows if row.state == "open" and not row.overdue]
    now = late[-1] if late else coming[0] if coming else None
    return PromiseShown(
        what=what,
        rows=rows,
        summary=_summary(rows, late, coming) if len(rows) > 1 else "",
        late=bool(late),
        settled=not late and not coming,
        now=now if len(rows) > 1 else None,
    )


def _summary(
    rows: tuple[CommitmentView, ...], late: list[CommitmentView], coming: list[CommitmentView]
) -> str:
    """ "2 of 9 done, 1 did not happen, 3 overdue, next by 26 October 2026"."""
    counts = {state: sum(row.state == state for row in rows) for state in ("done", "not_done", "dropped")}
    parts = [f"{counts['done']} of {len(rows)} done"]
    parts += [f"{counts['not_done']} did not happen"] if counts["not_done"] else []
    parts += [f"{len(late)} overdue"] if late else []
    parts += [f"{counts['dropped']} no longer asked for"] if counts["dropped"] else []
    parts += [f"next by {day_in_words(coming[0].due)}"] if coming else []
    return ", ".join(parts)
