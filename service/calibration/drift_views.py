"""What the page of anchors shows: every set with its checks, and which items turned on which calls."""

from collections.abc import Mapping, Sequence
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.agreement.drift import CriterionDrift, DriftReport, Shift
from scoring.formats import counted
from scoring.record import Record
from service.calibration.baselines import RUBRIC, rubric_now
from service.calibration.blindness import is_open
from service.db.base import now
from service.db.tables import AnchorCall, AnchorSet, Call, JudgePass, Round, RubricVersion
from service.people.rights import calls_visible_to
from service.people.who import Who
from service.reports.shift_picture import ShiftPlot, shift_plot, signed
from service.web.moments import local_moment

Look = Literal["good", "short", "neutral"]
MOST_CHECKS, MOST_CALLS = 12, 20
WHY = {
    "round": "for a round",
    "first": "the first reading, which the others are held against",
    "judge": "the judge changed",
    "rubric": "the words of the rubric changed",
    "transcriber": "the speech model changed",
    "schedule": "once a week",
    "asked": "asked for",
}
WAITS: dict[str, tuple[str, Look]] = {
    "waiting": ("waits to be read", "neutral"),
    "running": ("being read", "neutral"),
    "failed": ("could not be read", "short"),
    "done": ("held against later", "neutral"),
}
FOUND: dict[str, tuple[str, Look]] = {
    "passed": ("reads as before", "good"),
    "failed": ("reads differently", "short"),
    "too_few": ("too few to tell", "neutral"),
}
NEW_WORDS: tuple[str, Look] = ("read in new words", "neutral")


class Turned(Record):
    """An item whose answers turned; the calls as far as the reader may see them."""

    item: str
    asks: str
    turned: str
    calls: tuple[tuple[str, str], ...]
    hidden: str


class DriftLine(Record):
    """One criterion of a check."""

    title: str
    word: str
    look: Look
    shift: str
    interval: str
    agreed: str
    why: str


class Check(Record):
    id: str
    word: str
    look: Look
    about: str
    sentence: str
    plot: ShiftPlot | None
    lines: tuple[DriftLine, ...]
    turned: tuple[Turned, ...]
    frozen: bool


class AnchorBlock(Record):
    id: str
    title: str
    about: str
    checks: tuple[Check, ...]
    older: str


class AnchorsPage(Record):
    sets: tuple[AnchorBlock, ...]
    rounds: tuple[tuple[str, str], ...]
    may_change: bool
    title: str
    problems: tuple[str, ...]


def anchors_page(session: Session, who: Who, title: str = "", problems: Sequence[str] = ()) -> AnchorsPage:
    """Every set that is not retired, newest first; for qa the open rounds a new one can be frozen from."""
    sets = session.scalars(
        select(AnchorSet).where(AnchorSet.retired_at.is_(None)).order_by(AnchorSet.id.desc())
    )
    rounds = session.scalars(select(Round).order_by(Round.id.desc())) if who.has("qa") else ()
    return AnchorsPage(
        sets=tuple(_block(session, who, row) for row in sets),
        rounds=tuple((row.public_id, row.title) for row in rounds if is_open(row, now())),
        may_change=who.has("qa"),
        title=title,
        problems=tuple(problems),
    )


def _block(session: Session, who: Who, row: AnchorSet) -> AnchorBlock:
    form, newest = session.get_one(RubricVersion, row.rubric_id), rubric_now(session, row)
    asks = {
        item["id"]: str(item["asks"])
        for one in (form, newest)
        for part in one.document["criteria"]
        for item in part["items"]
    }
    size = session.scalar(select(func.count(AnchorCall.id)).where(AnchorCall.set_id == row.id)) or 0
    calls = session.execute(
        select(Call.public_id, calls_visible_to(who))
        .join(AnchorCall, AnchorCall.call_id == Call.id)
        .where(AnchorCall.set_id == row.id)
        .order_by(AnchorCall.id)
    )
    seen = {call: number for number, (call, visible) in enumerate(calls, start=1) if visible}
    passes = session.scalars(
        select(JudgePass).where(JudgePass.set_id == row.id).order_by(JudgePass.id.desc())
    ).all()
    left = len(passes) - MOST_CHECKS
    return AnchorBlock(
        id=row.public_id,
        title=row.title,
        about=f"{counted(size, 'call')} on {form.slug}@{form.version}, frozen {row.created_at:%d %b %Y}",
        checks=tuple(_check(one, asks, seen) for one in passes[:MOST_CHECKS]),
        older=f"{counted(left, 'older check')} not shown." if left > 0 else "",
    )


def _check(row: JudgePass, asks: Mapping[str, str], seen: Mapping[str, int]) -> Check:
    model = row.judge.get("model") or row.judge.get("judge") or "judge not asked yet"
    about = f"{local_moment(row.created_at, 'UTC')} UTC, {model}: {WHY[row.why]}"
    if row.result is None:
        word, look = WAITS[row.state]
        return Check(
            id=row.public_id,
            word=word,
            look=look,
            about=about,
            sentence=row.reason or "",
            plot=None,
            lines=(),
            turned=(),
            frozen=False,
        )
    report = DriftReport.model_validate(row.result)
    new_words = row.why == RUBRIC
    word, look = NEW_WORDS if new_words else FOUND[report.state]
    sentence = row.reason or "" if new_words else f"{report.sentence} {_left_out(row, report)}".strip()
    return Check(
        id=row.public_id,
        word=word,
        look=look,
        about=about,
        sentence=sentence,
        plot=shift_plot([(one.title, one.shift) for one in report.criteria]),
        lines=tuple(_line(one) for one in report.criteria),
        turned=_turned(report, asks, seen),
        frozen=report.state == "failed" and not new_words,
    )


def _left_out(row: JudgePass, report: DriftReport) -> str:
    """What was said when the check began: that some anchors are not part of it."""
    said = row.reason or ""
    return "" if report.sentence.startswith(said) else said.removeprefix(report.sentence).strip()


def _line(one: CriterionDrift) -> DriftLine:
    word, look = FOUND[one.state]
    agreed = "not defined"
    if one.agreed_before is not None and one.agreed_after is not None:
        agreed = f"{one.agreed_before:.2f} → {one.agreed_after:.2f}"
    return DriftLine(
        title=one.title,
        word=word,
        look=look,
        shift="–" if one.shift.mean is None else signed(one.shift.mean),
        interval=_interval(one.shift),
        agreed=agreed,
        why="; ".join(one.why),
    )


def _interval(shift: Shift) -> str:
    if shift.low is None or shift.high is None:
        return "no interval"
    return f"[{signed(shift.low)}, {signed(shift.high)}]"


def _turned(report: DriftReport, asks: Mapping[str, str], seen: Mapping[str, int]) -> tuple[Turned, ...]:
    """The items that turned at all, those that turned most first."""
    items = [item for one in report.criteria for item in one.items if item.flips]
    items.sort(key=lambda item: (-item.share, item.key))
    return tuple(
        Turned(
            item=item.key,
            asks=asks.get(item.key, item.key),
            turned=f"{item.flips} of {counted(item.calls, 'call')}",
            calls=tuple((f"/calls/{call}", f"call {seen[call]}") for call in _shown(item.flipped, seen)),
            hidden=_others(item.flipped, seen),
        )
        for item in items
    )


def _shown(calls: Sequence[str], seen: Mapping[str, int]) -> list[str]:
    """The first few that the reader may see; a call is named by its number in the set."""
    return [call for call in calls if call in seen][:MOST_CALLS]


def _others(calls: Sequence[str], seen: Mapping[str, int]) -> str:
    hidden = sum(call not in seen for call in calls)
    more = len(calls) - hidden - len(_shown(calls, seen))
    parts = [
        f"and {more} more" if more else "",
        f"{counted(hidden, 'call')} you may not see" if hidden else "",
    ]
    return ", ".join(part for part in parts if part)
