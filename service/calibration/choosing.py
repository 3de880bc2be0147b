"""Which calls a round is about: drawn by a seed, drawn from those with rare failures, or chosen by qa."""

import random
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from scoring.rubric import Kind, Rubric
from service.db.tables import Call, Review, RubricVersion, TranscriptVersion, VerdictRow
from service.errors import Conflict, NotFound, Unprocessable

RARE = 0.15
"""An answer that goes against the rep on fewer of the calls than this is a rare failure."""

LONGEST_NUMBER = 7
"""Digits of a version: more fit into no database."""

Picked = tuple[Call, str]
"""A call and why it is in the round."""


class Choosing:
    """The calls a round may have: heard, and of none of its raters."""

    def __init__(self, session: Session, raters: Collection[int], kind: str | None, since: datetime) -> None:
        self._session = session
        self._may: list[ColumnElement[bool]] = [
            Call.state == "scored",
            Call.started_at >= since,
            or_(Call.rep_id.is_(None), Call.rep_id.not_in(raters)),
        ]
        if kind is not None:
            self._may.append(Call.kind == kind)
        asked = select(Call).join(Review, Review.call_id == Call.id).where(*self._may)
        self.pool = list(session.scalars(asked.order_by(Call.public_id)))
        self._raters = raters

    def chosen(self, ids: Sequence[str]) -> list[Picked]:
        """The calls with these ids. Raises NotFound, Conflict for one that was not heard, Unprocessable for
        a rater's own."""
        rows = {
            row.public_id: row for row in self._session.scalars(select(Call).where(Call.public_id.in_(ids)))
        }
        picked = []
        for name in dict.fromkeys(ids):
            call = rows.get(name)
            if call is None:
                raise NotFound(f"There is no call {name}.", "Nothing was made.")
            if call.rep_id is not None and call.rep_id in self._raters:
                raise Unprocessable(
                    f"Call {name} is a rater's own.", "Nobody scores their own calls. Nothing was made."
                )
            if (
                self._session.scalar(
                    select(TranscriptVersion.id).where(TranscriptVersion.call_id == call.id).limit(1)
                )
                is None
            ):
                raise Conflict(
                    f"Call {name} was not heard yet.", "Wait for its transcript. Nothing was made."
                )
            picked.append((call, "chosen"))
        return picked

    def drawn(self, count: int, seed: str, taken: Collection[int]) -> list[Picked]:
        """So many at random, the same for the same seed and calls. Raises Conflict where too few are."""
        left = [call for call in self.pool if call.id not in taken]
        if len(left) < count:
            raise Conflict(
                f"{count} calls are to be drawn, and {len(left)} scored ones are there.",
                "Ask for fewer, go back more days, or choose calls. Nothing was made.",
            )
        return [(call, "drawn") for call in random.Random(f"{seed}:drawn").sample(left, count)]

    def enriched(self, count: int, seed: str, taken: Collection[int], form: Rubric) -> list[Picked]:
        """So many of the calls on which something failed that rarely does; fewer where there are fewer."""
        if not count:
            return []  # looking for them asks about every call there is
        rare = self._rare_failures(form)
        left = [call for call in self.pool if call.id not in taken and rare[call.id]]
        dice = random.Random(f"{seed}:enriched")
        dice.shuffle(left)
        left.sort(key=lambda call: -rare[call.id])
        return [(call, "enriched") for call in left[:count]]

    def _rare_failures(self, form: Rubric) -> Counter[int]:
        """Call → on how many items its AI reading found a failure that is rare among these calls."""
        items = [item for criterion in form.criteria for item in criterion.items]
        bad_yes = [item.id for item in items if item.kind is Kind.MUST_NOT]
        bad_no = [item.id for item in items if item.kind is Kind.MUST]
        answer, item = VerdictRow.answer, VerdictRow.item
        failure = or_(and_(answer == "yes", item.in_(bad_yes)), and_(answer == "no", item.in_(bad_no)))
        # The calls are described and not named: of many, a driver takes no query that names each.
        there = (
            select(Review.call_id, item)
            .join(Call, Call.id == Review.call_id)
            .join(VerdictRow, VerdictRow.run_id == Review.run_id)
            .where(*self._may, item.in_([*bad_yes, *bad_no]), answer.in_(("yes", "no")))
        )
        counted = there.with_only_columns(item, func.count(), func.sum(case((failure, 1), else_=0)))
        rare = [
            found
            for found, asked, failed in self._session.execute(counted.group_by(item))
            if failed < RARE * asked
        ]
        return Counter(call for call, _ in self._session.execute(there.where(failure, item.in_(rare))))


def newest_transcript(session: Session, call: Call) -> TranscriptVersion:
    """What was heard last of the call. Raises Conflict where nothing was."""
    newest = select(TranscriptVersion).where(TranscriptVersion.call_id == call.id)
    row = session.scalars(newest.order_by(TranscriptVersion.number.desc()).limit(1)).one_or_none()
    if row is None:
        raise Conflict(f"Call {call.public_id} was not heard yet.", "Wait for its transcript.")
    return row


def published_rubric(session: Session, named: str | None) -> tuple[RubricVersion, Rubric]:
    """The version by `slug@version`, by slug the newest, without a name the newest of all.

    Raises NotFound, and Conflict where it is not as it was published.
    """
    slug, _, number = (named or "").partition("@")
    asked = select(RubricVersion).order_by(RubricVersion.id.desc())
    if slug:
        asked = asked.where(RubricVersion.slug == slug).order_by(None).order_by(RubricVersion.version.desc())
    if number:
        if not number.isdecimal() or len(number) > LONGEST_NUMBER:
            raise Unprocessable(f"{named} is no version.", "Write it as slug@2. Nothing was made.")
        asked = asked.where(RubricVersion.version == int(number))
    row = session.scalars(asked.limit(1)).one_or_none()
    if row is None:
        raise NotFound(f"No rubric {named or ''} is published here.".replace("  ", " "), "Nothing was made.")
    form = Rubric.from_document(row.document)
    refuse_changed(row, form)
    return row, form


def refuse_changed(row: RubricVersion, form: Rubric) -> None:
    """Raises Conflict where the stored form is not the one that was published."""
    if form.fingerprint() != row.fingerprint:
        raise Conflict(
            f"{row.slug}@{row.version} is not what was published: its fingerprint differs.",
            "Restore it from a backup, or publish the change as a new version. Nothing was kept.",
            code="rubric_changed",
        )


def days_back(at: datetime, days: int) -> datetime:
    return at - timedelta(days=days)
