"""The plan itself on paper: every section a plan has to have, in the order it is talked through."""

from collections.abc import Sequence
from typing import Literal

from scoring.formats import day_in_words
from scoring.milestone.exact import Day
from scoring.plans.document import Comment, PlanDocument, Signature
from scoring.plans.papers.records import (
    Block,
    Paragraph,
    Quoted,
    Section,
    SignatureLine,
    SignatureLines,
    facts,
    moment,
    paragraphs,
    points,
    section,
    table,
)
from scoring.plans.papers.rules import rule_in_words
from scoring.plans.schedule import cadence_in_words
from scoring.plans.sections import Action, PlanContent, PlannedMilestone, Support

ROLES = {"rep": "Rep", "manager": "Manager", "hr": "HR", "other": ""}
RECEIPT = (
    "A signature says that the plan was received and talked through. It does not say that anybody agrees "
    "with it. Declining to sign is noted and changes nothing else. Comments stand beside the plan, always."
)


def plan_sections(document: PlanDocument) -> tuple[Section, ...]:
    """The parts of the plan, numbered as far as they are there."""
    content = document.content
    found = (
        *section("Reason", *_reason(content)),
        *section("Expectations", _expectations(content)),
        *section("Goals", *(_goal(one) for one in content.milestones)),
        *section("Action plan", _actions(content.actions, content)),
        *section("Support and resources", _actions(content.support, content)),
        *section("Monitoring and schedule", *_monitoring(content)),
        *section("Outcomes and consequences", *_outcomes(content)),
        *section("Acknowledgement and comments", *_acknowledgement(document)),
    )
    numbered = (
        one.model_copy(update={"title": f"{number}. {one.title}"})
        for number, one in enumerate(found, start=1)
    )
    return (Section(title="Person", blocks=_person(document)), *numbered, *_for_hr(document))


def _person(document: PlanDocument) -> tuple[Block, ...]:
    content, person = document.content, document.content.person
    period = ""
    if content.starts and content.deadline:
        span = f"{day_in_words(content.starts)} to {day_in_words(content.deadline)}"
        period = f"{span} ({content.days} days)"
    return facts(
        (
            ("Name", person.name),
            ("Employee ID", person.employee_id),
            ("Department", person.department),
            ("Job title", person.job_title),
            ("Manager in charge", person.manager),
            ("HR", person.hr),
            ("Issued", _day(content.issued or document.published)),
            ("Review period", period),
            ("Handed over", document.delivered),
            ("State", document.state),
        )
    )


def _reason(content: PlanContent) -> list[Sequence[Block]]:
    reason = content.reason
    rows = ((fact.text, fact.figure, fact.period, fact.source) for fact in reason.facts)
    quotes = [
        Quoted(
            text=quote.text, by=", ".join(part for part in (quote.call, quote.sentence, quote.when) if part)
        )
        for fact in reason.facts
        for quote in fact.quotes
    ]
    short = f"Why 30 days are enough here: {content.short_reason}" if content.short_reason else ""
    return [
        paragraphs(reason.summary),
        table(("What", "Figure", "Period", "Source"), (4, 4, 3, 3), rows),
        quotes,
        *_labelled("What lies behind it", reason.root_cause),
        *_labelled("The standard for everybody in the role", reason.standards),
        *_labelled("Said before", reason.earlier_talks),
        *_labelled("What the rep said", content.rep_said),
        paragraphs(short),
    ]


def _labelled(label: str, text: str) -> list[Sequence[Block]]:
    return [(Paragraph(text=label, look="strong"),), paragraphs(text)] if text.strip() else []


def _expectations(content: PlanContent) -> Sequence[Block]:
    rows = ((one.area, one.current, one.expected, one.improvement) for one in content.expectations)
    return table(
        ("Performance area", "Current", "Expected standard", "Improvement needed"), (3, 3, 3, 4), rows
    )


def _goal(one: PlannedMilestone) -> Sequence[Block]:
    role = "This goal decides" if one.decides else "A signpost, which decides nothing"
    deadline = f"Due on {day_in_words(one.deadline)}. " if one.deadline else ""
    measured = f"Measured by: {one.measured_by}. " if one.measured_by else ""
    weekly = ((f"Week {w.week}", day_in_words(w.last_day), w.target) for w in one.weekly)
    return (
        Paragraph(text=one.title, look="strong"),
        *paragraphs(one.wording),
        Paragraph(text=f"{measured}{deadline}{role}.", look="quiet"),
        *points(rule_in_words(one.rule) if one.rule else ()),
        *table(("On the way", "Until", "Where the plan expects you"), (2, 3, 4), weekly),
    )


def _actions(rows: Sequence[Action | Support], content: PlanContent) -> Sequence[Block]:
    return table(
        ("What", "Who", "When"), (6, 3, 3), ((one.what, who_of(one, content), when_of(one)) for one in rows)
    )


def who_of(one: Action | Support, content: PlanContent) -> str:
    """Whose it is: by name where one is given, else whoever has that role."""
    people = {"rep": content.person.name, "manager": content.person.manager, "hr": content.person.hr}
    name = one.name or people.get(one.who, "")
    role = ROLES[one.who]
    return f"{name} ({role.lower() if role != 'HR' else role})" if name and role else name or role


def when_of(one: Action | Support) -> str:
    """By when or how often it is done."""
    due = f"by {day_in_words(one.due)}" if one.due else ""
    return ", ".join(part for part in (one.when, due) if part)


def _monitoring(content: PlanContent) -> list[Sequence[Block]]:
    monitoring = content.monitoring
    meet = cadence_in_words(monitoring.cadence)
    return [
        points(monitoring.ways),
        facts(
            (
                ("Check-ins", f"{meet[0].upper()}{meet[1:]} ({monitoring.zone})"),
                ("Mid-point review", _day(monitoring.mid_point)),
                ("Final review", _day(monitoring.final or content.deadline)),
            )
        ),
    ]


def _outcomes(content: PlanContent) -> list[Sequence[Block]]:
    outcomes = content.outcomes
    return [
        *_labelled("If the goals are met", outcomes.if_met),
        *_labelled("If it is too early to say, or they are met in part", outcomes.if_partly),
        *_labelled("If they are not met", outcomes.if_not_met),
        *_labelled("How the outcome follows from the goals", outcomes.deciding),
    ]


def _acknowledgement(document: PlanDocument) -> list[Sequence[Block]]:
    return [
        (Paragraph(text=RECEIPT),),
        comment_blocks(document.comments, document.zone) or (Paragraph(text="No comments.", look="quiet"),),
        signature_blocks(document),
    ]


def comment_blocks(comments: Sequence[Comment], zone: str) -> tuple[Block, ...]:
    """Comments with who and when, and the answer each got."""
    blocks: list[Block] = []
    for one in comments:
        about = f", about {one.about}" if one.about else ""
        blocks.append(
            Quoted(text=one.text, by=f"{one.name} ({ROLES[one.role]}){about}, {moment(one.at, zone)}")
        )
        blocks += paragraphs(f"Answer: {one.reply}" if one.reply else "", "quiet")
    return tuple(blocks)


def signature_blocks(document: PlanDocument, of: Literal["plan", "final"] = "plan") -> tuple[Block, ...]:
    """The signatures; where somebody has not signed, the line on which they can."""
    there = [one for one in document.signatures if one.of == of]
    person = document.content.person
    people = (("rep", person.name), ("manager", person.manager), ("hr", person.hr))
    signed = {one.role for one in there}
    lines = [_signed(one, document.zone) for one in there]
    lines += [
        SignatureLine(name=name, role=ROLES[role], meaning="", when="")
        for role, name in people
        if role not in signed
    ]
    return (SignatureLines(lines=tuple(lines)),)


def signed_blocks(signatures: Sequence[Signature], zone: str) -> tuple[Block, ...]:
    """Those who signed, and no line for anybody else. Nobody: nothing."""
    lines = tuple(_signed(one, zone) for one in signatures)
    return (SignatureLines(lines=lines),) if lines else ()


def _signed(one: Signature, zone: str) -> SignatureLine:
    when = "" if one.at is None else moment(one.at, zone)
    meaning = f"Declined: {one.meaning}" if one.declined else one.meaning
    return SignatureLine(
        name=one.name, role=ROLES[one.role], meaning=meaning, when=when, text_hash=one.text_hash
    )


def _for_hr(document: PlanDocument) -> tuple[Section, ...]:
    return (
        *section("The check before the plan", points(document.fit)),
        *section("In line with other plans", points(document.consistency)),
        *section("For HR only", paragraphs(document.content.hr_only)),
    )


def _day(day: Day | None) -> str:
    return day_in_words(day) if day else ""
