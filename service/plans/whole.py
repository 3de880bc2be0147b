"""A plan as a document, for one of its readers: made of exactly what that reader sees on the screen."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.formats import day_in_words
from scoring.milestone.rule import Milestone
from scoring.plans.document import (
    DAY_IS_OVER,
    EVERYBODY,
    Attached,
    CheckIn,
    Closing,
    Comment,
    Decided,
    Event,
    EvidenceCall,
    PlanDocument,
    Promise,
    Signature,
)
from scoring.plans.papers.records import moment
from scoring.plans.sections import Audience
from service.db import audit
from service.db.tables import Call, Confirmation, Person, Plan, Recording, Review
from service.db.tables import Signature as SignatureRow
from service.people.who import INSTALLATION, Who
from service.plans.attachments import attachments_of
from service.plans.check_ins import check_ins_of
from service.plans.comparing import consistency_of
from service.plans.deciding import decisions_of
from service.plans.queries import plan_page
from service.plans.quoting import quoted
from service.plans.signing import signatures_of
from service.plans.starting import milestones_of
from service.plans.views import CheckInView, CommitmentView, MilestoneView, NoteView, PlanPage, WordView
from service.privacy.sound_gone import sound_gone

Role = Literal["rep", "manager", "hr"]
Look = tuple[date, str]
"""A milestone on one day: the day, and the sentence that was kept."""
STATUS = {
    "on_track": "on track",
    "at_risk": "at risk",
    "met": "met",
    "not_met": "not met",
    "insufficient_evidence": "too early to say",
    "waiting": "waiting",
}
OUTCOMES = {
    "passed": "Passed",
    "not_met": "Not met",
    "not_shown": 'Closed: the data do not show "not met"',
    "withdrawn": "Withdrawn",
    "wrong_tool": "Closed: a plan was the wrong tool",
}
WORDS = {
    "root_cause": "what lies behind it",
    "achievable": "whether it can be reached",
    "support": "what support is needed",
    "request": "a request",
    "comment": "",
    "concern": "a concern, for HR only",
}
MEANINGS = {
    "receipt": "Receipt, not agreement",
    "published": "Published",
    "delivered": "Gone through with the rep",
    "closing": "Closed",
}
PROMISES: dict[str, Literal["open", "kept", "missed", "dropped"]] = {
    "open": "open",
    "done": "kept",
    "not_done": "missed",
    "dropped": "dropped",
}
HOW = {"in_person": "in person", "video": "by video"}
DELETED, NOT_HERE = "deleted", "not here"
"""Of a call without a recording: whether one was deleted, or none ever came in."""


def whole_plan(
    session: Session, plan: Plan, audience: Audience, at: datetime, by: Who | None = None
) -> PlanDocument:
    """Everything of the plan that this reader may have, as it is printed at that moment.

    `by`: who takes the copy, if that is somebody else: calls are quoted that both of them may open.
    """
    whose = reader(session, plan, audience)
    page = plan_page(session, whose, plan, at)
    zone = page.content.zone
    last_day = (plan.closed_at or at).astimezone(ZoneInfo(zone)).date()
    return PlanDocument(
        id=page.id,
        content=page.content,
        version=page.number,
        state=page.state_words,
        zone=zone,
        printed=at,
        audit_head=audit.head(session),
        published=page.published_at and page.published_at.astimezone(ZoneInfo(zone)).date(),
        delivered=_delivered(page, zone),
        signatures=tuple(_signatures(page)),
        comments=tuple(_comment(word, page) for word in page.words),
        promises=tuple(_promise(one, page) for one in page.commitments),
        check_ins=tuple(_meetings(session, plan, page)),
        decisions=tuple(_decided(one, last_day) for one in page.milestones),
        evidence=tuple(_evidence(session, plan, page, (whose, by or whose))),
        attachments=tuple(_attached(session, plan, audience)),
        history=tuple(Event(at=one.at, who=one.by, what=one.words) for one in page.history),
        closing=_closing(page),
        fit=tuple(_fit(page)),
        consistency=tuple(_consistency(session, plan)) if audience is Audience.HR else (),
    )


def reader(session: Session, plan: Plan, audience: Audience) -> Who:
    """Somebody who sees the plan as this audience does, and nothing more."""
    if audience is Audience.HR:
        return INSTALLATION
    key = plan.rep_id if audience is Audience.REP else plan.manager_id
    row = session.get_one(Person, key)
    role: Role = "rep" if audience is Audience.REP else "manager"
    return Who(row.public_id, row.id, row.name, frozenset((role,)))


def _delivered(page: PlanPage, zone: str) -> str:
    told = page.delivery
    if not told or page.delivered_at is None:
        return ""
    at = datetime.fromisoformat(str(told["at"])) if told.get("at") else page.delivered_at
    there = ", ".join(told.get("there") or ())
    how = HOW.get(str(told.get("how")), "")
    return "; ".join(part for part in (f"{how}, {moment(at, zone)}", there) if part)


def _signatures(page: PlanPage) -> Iterator[Signature]:
    talks = [one for one in page.signatures if one.what == "delivered"]
    how = HOW.get((page.delivery or {}).get("how", ""))
    for one in page.signatures:
        if one.what == "check_in":
            continue  # stands at the notes of its check-in
        newest_talk = how is not None and one in talks[-1:]
        yield Signature(
            of="final" if one.what == "closing" else "plan",
            name=one.name,
            role=one.role,
            meaning=f"Gone through {how}" if newest_talk else MEANINGS.get(one.what, one.what),
            at=one.at,
            text_hash=one.hash,
        )
    if page.receipt == "declined":
        yield Signature(
            name=page.rep.name, role="rep", meaning="the receipt was not signed", at=None, declined=True
        )


def _comment(word: WordView, page: PlanPage) -> Comment:
    answered = f" ({word.answered_by})" if word.answer and word.answered_by else ""
    return Comment(
        name=word.by or page.rep.name,
        role=_role(word.by, page),
        at=word.at,
        text=word.text,
        about=WORDS.get(word.kind, word.about),
        reply=f"{word.answer}{answered}" if word.answer else "",
        seen_by=(Audience.HR,) if word.kind == "concern" else EVERYBODY,
    )


def _role(name: str, page: PlanPage) -> Role:
    if name == page.rep.name:
        return "rep"
    return "manager" if name == page.manager.name else "hr"


def _promise(one: CommitmentView, page: PlanPage) -> Promise:
    people = {"rep": page.rep.name, "manager": page.manager.name, "hr": page.hr.name if page.hr else "HR"}
    missed = one.state == "open" and one.overdue
    note = DAY_IS_OVER if missed and not one.note else one.note or ""
    return Promise(
        what=one.what,
        who=people.get(one.side, ""),
        side=one.side,
        due=day_in_words(one.due),
        state="missed" if missed else PROMISES[one.state],
        note=note,
    )


def _meetings(session: Session, plan: Plan, page: PlanPage) -> Iterator[CheckIn]:
    """The check-ins, each with where the milestones stood when its notes were written down."""
    looks = {
        kept.public_id: (kept.day, f"{row.rule['title']}: {kept.document['sentence']}")
        for row in milestones_of(session, plan)
        for kept in decisions_of(session, row, final=False)
    }
    under = {row.public_id: row.agenda or {} for row in check_ins_of(session, plan)}
    # The newest of each note: one that was changed within its day was signed again.
    signed = {row.subject: row for row in signatures_of(session, plan) if row.what == "check_in"}
    for one in page.check_ins:
        if one.state != "cancelled":
            names = [signed[note.id] for note in one.notes if note.id in signed]
            yield _check_in(one, page, _looks(under[one.id], one, looks), names)


def _looks(agenda: dict[str, Any], one: CheckInView, kept: Mapping[str, Look]) -> list[Look]:
    """What was kept with this meeting; where its number was not noted yet, what was kept that day."""
    if "looks" in agenda:
        return [kept[name] for name in agenda["looks"]]
    written = {note.at.astimezone(ZoneInfo(one.zone)).date() for note in one.notes[:1]}
    return list(dict.fromkeys(look for look in kept.values() if look[0] in written))


def _check_in(
    one: CheckInView, page: PlanPage, looks: Sequence[Look], signed: Sequence[SignatureRow]
) -> CheckIn:
    notes = [note for note in one.notes if note.corrects is None]
    said = notes[0].text if notes else {}
    states: dict[str, Literal["held", "skipped", "to_come"]] = {"held": "held", "skipped": "skipped"}
    return CheckIn(
        number=one.number,
        kind=one.kind,
        at=one.at,
        state="skipped" if one.skipped else states.get(one.state, "to_come"),
        present=tuple(one.present),
        standing=tuple(sentence for _, sentence in looks),
        stood_on=next((day for day, _ in looks), None),
        helped=said.get("helped", ""),
        in_the_way=said.get("in_the_way", ""),
        drill=said.get("drill", ""),
        agreed=tuple(filter(None, (said.get("action", ""),))),
        support_needed=said.get("support_needed", ""),
        notes="\n".join(filter(None, (said.get("notes", ""), one.why or ""))),
        notes_by=notes[0].by if notes else "",
        corrections=tuple(_correction(note, page) for note in (*notes[1:], *_corrections(one))),
        signatures=tuple(_under_notes(row) for row in signed),
    )


def _under_notes(row: SignatureRow) -> Signature:
    role = cast(Role, row.role)
    return Signature(name=row.name, role=role, meaning="Notes", at=row.at, text_hash=row.hash)


def _corrections(one: CheckInView) -> list[NoteView]:
    return [note for note in one.notes if note.corrects is not None]


def _correction(note: NoteView, page: PlanPage) -> Comment:
    text = "\n".join(str(value) for value in note.text.values() if value)
    return Comment(name=note.by, role=_role(note.by, page), at=note.at, text=text)


def _decided(one: MilestoneView, today: date) -> Decided:
    """The decision that stands, else where the milestone stands today."""
    final = [kept for kept in one.decisions if kept.final]
    stands = next((kept for kept in reversed(final) if kept.reopened is None), None)
    reopened = next((kept.reopened for kept in reversed(final) if kept.reopened is not None), "")
    return Decided(
        key=one.key,
        title=one.title,
        status=STATUS.get(stands.status if stands else one.status, one.status),
        sentence=stands.sentence if stands else one.sentence,
        day=stands.day if stands else today,
        decides=one.decides,
        sums=tuple(one.sums),
        confirmed_by=stands.by if stands else "",
        reopened=reopened or "",
    )


def _evidence(session: Session, plan: Plan, page: PlanPage, readers: Sequence[Who]) -> Iterator[EvidenceCall]:
    read = {call.call: (call, True) for one in page.milestones for call in one.counted}
    for one in page.milestones:
        for call in (*one.left_out, *one.waiting):
            read.setdefault(call.call, (call, False))
    here = set(
        session.scalars(
            select(Call.public_id)
            .join(Recording, Recording.call_id == Call.id)
            .where(Call.public_id.in_(read))
        )
    )
    gone = sound_gone(session, list(read))
    confirmed = dict(
        session.execute(
            select(Call.public_id, Person.name)
            .join(Review, Review.call_id == Call.id)
            .join(Confirmation, Confirmation.review_id == Review.id)
            .join(Person, Person.id == Confirmation.person_id)
            .where(Call.public_id.in_(read))
            .order_by(Confirmation.id)  # the newest is the one that stands
        ).all()
    )
    told = quoted(session, plan, _counted(session, plan, page), readers)
    for call, counted in sorted(read.values(), key=lambda one: (one[0].day or date.min, one[0].call)):
        quotes, no_quotes = told.get(call.call, ((), ""))
        yield EvidenceCall(
            call=call.call,
            day=call.day,
            score=call.score,
            counted=counted,
            why=call.why,
            confirmed_by=confirmed.get(call.call, ""),
            audio="" if call.call in here else DELETED if call.call in gone else NOT_HERE,
            quotes=quotes,
            no_quotes=no_quotes,
        )


def _counted(session: Session, plan: Plan, page: PlanPage) -> dict[str, list[Milestone]]:
    """The calls that count, each with the milestones it counts for."""
    rules = {row.key: Milestone.model_validate(row.rule) for row in milestones_of(session, plan)}
    found: dict[str, list[Milestone]] = defaultdict(list)
    for one in page.milestones:
        for call in one.counted:
            found[call.call].append(rules[one.key])
    return found


def _attached(session: Session, plan: Plan, audience: Audience) -> Iterator[Attached]:
    for row in attachments_of(session, plan, audience):
        yield Attached(
            name=row.name,
            kind=row.kind.replace("_", " "),
            sha256=row.sha256,
            added=day_in_words(row.added_at.date()),
            seen_by=tuple(Audience(one) for one in row.seen_by),
        )


def _closing(page: PlanPage) -> Closing | None:
    told: dict[str, Any] | None = page.closing
    if told is None or page.outcome is None:
        return None
    signed = next((one.name for one in page.signatures if one.what == "closing"), "")
    return Closing(
        outcome=OUTCOMES.get(page.outcome, page.outcome),
        day=date.fromisoformat(str(told["day"])),
        summary=str(told.get("summary") or ""),
        recognition=str(told.get("recognition") or ""),
        looks=tuple(one.due for one in page.looks),
        hr_reason=str(told.get("reason") or ""),
        otherwise=str(told.get("otherwise") or ""),
        by=signed,
    )


def _fit(page: PlanPage) -> Iterator[str]:
    if page.fit is None:
        return
    yield page.fit.sentence
    for finding in page.fit.findings:
        yield f"{finding.because[:1].upper()}{finding.because[1:]} {finding.instead}"
    if page.fit_overruled:
        yield f"HR let it go on: {page.fit_overruled}"


def _consistency(session: Session, plan: Plan) -> Iterator[str]:
    found = consistency_of(session, INSTALLATION, plan)
    yield found.sentence
    yield from (finding.sentence for finding in found.findings)
