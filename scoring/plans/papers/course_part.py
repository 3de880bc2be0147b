"""What happened in a plan on paper: check-ins, promises, decisions, evidence, history."""

from collections import Counter
from collections.abc import Sequence

from scoring.formats import counted, day_in_words
from scoring.plans.document import DAY_IS_OVER, CheckIn, Decided, EvidenceCall, PlanDocument, Promise
from scoring.plans.papers.plan_part import comment_blocks, signature_blocks, signed_blocks
from scoring.plans.papers.quotes_part import quoted_sections
from scoring.plans.papers.records import (
    Block,
    Paragraph,
    Section,
    facts,
    moment,
    paragraphs,
    points,
    section,
    table,
)

KINDS = {"regular": "Check-in", "mid_point": "Mid-point review", "final": "Final review"}
STATES = {"held": "held", "skipped": "did not take place", "to_come": "to come"}
GOALS = "Where the goals stand"
PROMISES = {"open": "open", "kept": "kept", "missed": "not kept", "dropped": "no longer asked for"}


def check_in_sections(document: PlanDocument, check_in: CheckIn) -> tuple[Section, ...]:
    """One check-in: where each goal stood, what helped, what was agreed, the notes and their corrections."""
    zone = document.zone
    goals = f"Where the goals stood on {day_in_words(check_in.stood_on)}" if check_in.stood_on else GOALS
    by = f"Notes by {check_in.notes_by}" if check_in.notes_by else "Notes"
    return (
        *section(
            "Meeting",
            facts(
                (
                    ("When", f"{moment(check_in.at, zone)} ({zone})"),
                    ("What", f"{KINDS[check_in.kind]} {check_in.number}: {STATES[check_in.state]}"),
                    ("Present", ", ".join(check_in.present)),
                )
            ),
        ),
        *section(goals, points(check_in.standing)),
        *section("What helped", paragraphs(check_in.helped)),
        *section("What got in the way", paragraphs(check_in.in_the_way)),
        *section("Drill", paragraphs(check_in.drill)),
        *section("Agreed", points(check_in.agreed)),
        *section("Support needed", paragraphs(check_in.support_needed)),
        *section(by, paragraphs(check_in.notes)),
        *section("Corrections", comment_blocks(check_in.corrections, zone)),
        *section("For HR only", paragraphs(check_in.hr_only)),
        *section("Signatures", signed_blocks(check_in.signatures, zone)),
    )


def final_sections(document: PlanDocument) -> tuple[Section, ...]:
    """The final review: the outcome, each goal with its arithmetic, what both sides kept, what was said."""
    return (
        *section("Outcome", *_outcome(document)),
        *section("Goals", *(_decided(one) for one in document.decisions)),
        *section("Promises of the rep", _promises(document, ("rep",))),
        *section("Promises of the company", *_of_company(document)),
        *section("Check-ins", *_meetings(document)),
        *section("Comments", comment_blocks(document.comments, document.zone)),
        *section("Signatures", signature_blocks(document, "final")),
    )


def evidence_sections(document: PlanDocument) -> tuple[Section, ...]:
    """The calls that count and those left out, the files, the history, and the whole chain of it."""
    counted_calls = [one for one in document.evidence if one.counted]
    left_out = [one for one in document.evidence if not one.counted]
    zone = document.zone
    return (
        *section("Calls that count", *_calls(counted_calls)),
        *quoted_sections(counted_calls),
        *section("Calls left out, and why", _left_out(left_out)),
        *section(
            "Attached files",
            table(
                ("File", "Kind", "Added", "SHA-256"),
                (4, 2, 3, 5),
                ((one.name, one.kind, one.added, one.sha256) for one in document.attachments),
            ),
        ),
        *section(
            "History",
            table(
                ("When", "Who", "What"),
                (3, 3, 7),
                ((moment(one.at, zone), one.who, one.what) for one in document.history),
            ),
        ),
    )


def _outcome(document: PlanDocument) -> list[Sequence[Block]]:
    closing = document.closing
    if closing is None:
        return [(Paragraph(text=f"The plan is not closed. State: {document.state}.", look="strong"),)]
    looks = ", ".join(day_in_words(day) for day in closing.looks)
    return [
        (Paragraph(text=closing.outcome, look="strong"),),
        paragraphs(closing.summary),
        paragraphs(closing.recognition),
        facts(
            (
                ("Closed on", day_in_words(closing.day)),
                ("Closed by", closing.by),
                ("Looks afterwards", looks),
                ("Reason of HR", closing.hr_reason),
                ("Not handled as passed", closing.otherwise),
            )
        ),
    ]


def _decided(one: Decided) -> Sequence[Block]:
    role = "" if one.decides else " (a signpost; it decides nothing)"
    confirmed = f"Confirmed by {one.confirmed_by}. " if one.confirmed_by else ""
    return (
        Paragraph(text=f"{one.title}: {one.status}{role}", look="strong"),
        *paragraphs(one.sentence),
        Paragraph(text=f"{confirmed}As of {day_in_words(one.day)}.", look="quiet"),
        *paragraphs(f"Decided anew: {one.reopened}" if one.reopened else ""),
        *points(one.sums),
    )


def _promises(document: PlanDocument, sides: Sequence[str]) -> Sequence[Block]:
    """What recurs is one row, with how often it was kept."""
    together: dict[tuple[str, str], list[Promise]] = {}
    for one in document.promises:
        if one.side in sides:
            together.setdefault((one.what, one.who), []).append(one)
    return table(("What", "Who", "By when", "Kept?"), (5, 3, 3, 3), map(_promise, together.values()))


def _promise(rows: Sequence[Promise]) -> tuple[str, str, str, str]:
    first, last = rows[0], rows[-1]
    if len(rows) == 1:
        state = PROMISES[first.state]
        return first.what, first.who, first.due, f"{state}: {first.note}" if first.note else state
    times = Counter[str](one.state for one in rows)
    counts = ", ".join(f"{times[state]} {words}" for state, words in PROMISES.items() if times[state])
    notes = [f"{one.due}: {one.note}" for one in rows if one.note and one.note != DAY_IS_OVER]
    days = first.due if first.due == last.due else f"{first.due} to {last.due}"
    return first.what, first.who, f"{len(rows)} times, {days}", "; ".join((counts, *notes))


def _of_company(document: PlanDocument) -> list[Sequence[Block]]:
    missed = sum(one.side != "rep" and one.state == "missed" for one in document.promises)
    said = f"{counted(missed, 'promise')} of the company {'was' if missed == 1 else 'were'} not kept."
    warning = (Paragraph(text=said, look="strong"),) if missed else ()
    return [warning, _promises(document, ("manager", "hr", "other"))]


def _meetings(document: PlanDocument) -> list[Sequence[Block]]:
    if not document.check_ins:
        return []
    skipped = sum(one.state == "skipped" for one in document.check_ins)
    held = sum(one.state == "held" for one in document.check_ins)
    rows = (
        (str(one.number), moment(one.at, document.zone), KINDS[one.kind], STATES[one.state])
        for one in document.check_ins
    )
    said = f"{counted(held, 'check-in')} held."
    missed = f"{counted(skipped, 'check-in')} did not take place."
    return [
        (Paragraph(text=said),),
        (Paragraph(text=missed, look="strong"),) if skipped else (),
        table(("No.", "When", "What", "State"), (1, 4, 3, 3), rows),
    ]


def _calls(calls: Sequence[EvidenceCall]) -> list[Sequence[Block]]:
    rows = (
        (
            one.call,
            day_in_words(one.day) if one.day else "",
            one.score,
            one.confirmed_by,
            one.audio or "here",
        )
        for one in calls
    )
    return [table(("Call", "Day", "Score", "Confirmed by", "Audio"), (7, 4, 2, 3, 2), rows)]


def _left_out(calls: Sequence[EvidenceCall]) -> Sequence[Block]:
    rows = ((one.call, day_in_words(one.day) if one.day else "", one.score, one.why) for one in calls)
    return table(("Call", "Day", "Score", "Why"), (7, 4, 2, 6), rows)
