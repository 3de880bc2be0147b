"""What the page of a clearance's history shows."""

from collections.abc import Sequence

from scoring.calibration.gates import Gate
from scoring.formats import counted
from scoring.record import Record
from service.calibration.clearance_history import ClearanceChange
from service.calibration.page_views import USES
from service.db.tables import RubricVersion
from service.people.who import Who
from service.web.moments import local_day, local_moment

KINDS = {
    "granted": ("granted", "good"),
    "inherited": ("inherited", "good"),
    "lowered": ("taken back", "short"),
    "frozen": ("frozen by drift", "short"),
}
ZONE = "UTC"


class RoundLink(Record):
    text: str
    href: str


class ChangeLine(Record):
    """One change. `rounds_say` counts the rounds it rested on."""

    id: str
    title: str
    judge: str
    word: str
    look: str
    use: str
    by: str
    at: str
    why: str
    reasons: tuple[str, ...]
    gates: tuple[Gate, ...]
    rounds_say: str
    rounds: tuple[RoundLink, ...]
    check: str


class HistoryPage(Record):
    rubric: str
    about: str
    back: str
    changes: tuple[ChangeLine, ...]


def history_page(
    who: Who, row: RubricVersion, changes: Sequence[ClearanceChange], narrowed: bool
) -> HistoryPage:
    """The changes in words. Only who may open a round finds a way to it."""
    rubric = f"{row.slug}@{row.version}"
    return HistoryPage(
        rubric=rubric,
        about="One judge and criterion." if narrowed else "All judges and criteria, the newest change first.",
        back=f"/clearance?rubric={rubric}",
        changes=tuple(_line(one, who.has("qa")) for one in changes),
    )


def _line(one: ClearanceChange, may_open: bool) -> ChangeLine:
    word, look = KINDS[one.kind]
    behind = tuple(
        RoundLink(
            text=f"{each.title}, opened {local_day(each.opened, each.zone)}",
            href=f"/calibration/{each.id}" if may_open else "",
        )
        for each in one.rounds
    )
    return ChangeLine(
        id=one.id,
        title=one.title,
        judge=one.judge.title,
        word=word,
        look=look,
        use=USES[one.use][0],
        by=one.by_name,
        at=f"{local_moment(one.at, ZONE)} UTC",
        why=one.why,
        reasons=one.reasons,
        gates=one.gates,
        rounds_say=counted(len(behind), "round"),
        rounds=behind,
        check=f"/clearance/anchors#check-{one.pass_id}" if one.pass_id else "",
    )
