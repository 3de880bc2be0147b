"""Which sections a paper has: the plan, one check-in, the final review, or the whole file."""

from scoring.errors import BadInput
from scoring.plans.document import CheckIn, Part, PlanDocument, for_audience
from scoring.plans.papers.course_part import (
    KINDS,
    check_in_sections,
    evidence_sections,
    final_sections,
)
from scoring.plans.papers.plan_part import plan_sections
from scoring.plans.papers.records import Paper, Section, moment
from scoring.plans.sections import Audience

COPIES = {
    Audience.REP: "Copy for the rep",
    Audience.MANAGER: "Copy for the manager",
    Audience.HR: "Copy for HR",
}
CONFIDENTIAL = "Confidential: for the rep, the manager in charge and HR"


def lay_out(document: PlanDocument, part: Part, audience: Audience, check_in: int | None = None) -> Paper:
    """The paper for that audience; what they must not see is not in it.

    Raises BadInput for a check-in that is not there.
    """
    seen = for_audience(document, audience)
    meeting = _meeting(seen, check_in) if part == "check_in" else None
    titles = {
        "plan": seen.content.title,
        "check_in": f"{KINDS[meeting.kind]} {meeting.number}" if meeting else "",
        "final": "Final review",
        "file": f"{seen.content.title}: the whole file",
    }
    return Paper(
        title=titles[part],
        subtitle=seen.content.person.name,
        copy_for=COPIES[audience],
        foot=CONFIDENTIAL,
        proof=_proof(seen),
        sections=_sections(seen, part, meeting),
    )


def _meeting(document: PlanDocument, number: int | None) -> CheckIn:
    found = next((one for one in document.check_ins if one.number == number), None)
    if found is None:
        raise BadInput(f"This plan has no check-in {number}.", "Look at the list of its check-ins.")
    return found


def _sections(document: PlanDocument, part: Part, meeting: CheckIn | None) -> tuple[Section, ...]:
    if meeting is not None:
        return check_in_sections(document, meeting)
    if part == "plan":
        return plan_sections(document)
    if part == "final":
        return final_sections(document)
    held = [one for one in document.check_ins if one.state == "held"]
    return (
        *_chapter("The plan", plan_sections(document), new_page=False),
        *(
            one
            for place, meeting in enumerate(held)
            for one in _chapter(
                _named(document, meeting), check_in_sections(document, meeting), new_page=place == 0
            )
        ),
        *_chapter("Final review", final_sections(document)),
        *_chapter("Evidence", evidence_sections(document)),
    )


def _named(document: PlanDocument, meeting: CheckIn) -> str:
    return f"{KINDS[meeting.kind]} {meeting.number}, {moment(meeting.at, document.zone)}"


def _chapter(title: str, sections: tuple[Section, ...], *, new_page: bool = True) -> tuple[Section, ...]:
    return (Section(title=title, level=1, new_page=new_page), *sections) if sections else ()


def _proof(document: PlanDocument) -> tuple[tuple[str, str], ...]:
    content = document.content
    return (
        ("Plan", document.id),
        ("Version", str(document.version)),
        ("Hash of this version", content.fingerprint()),
        ("Head of the audit log", document.audit_head),
        ("Printed", f"{moment(document.printed, document.zone)} ({document.zone})"),
    )
