"""`/audit`: searching the audit log in a browser."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from scoring.visible import visible
from service.audit.queries import AuditFilter, audit_page, people_called
from service.audit.views import AuditShown, EntryLine, EntryView
from service.calls.details import plausible
from service.web.pages import page
from service.web.parts import Asking, Reading, needs

router = APIRouter(tags=["pages"], include_in_schema=False)

ON_A_PAGE = 50
MACHINES = ("token", "command line", "system", "nobody")
"""What the log calls those who are no person."""
Word = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]


@router.get("/audit", dependencies=[needs("admin", "hr", "auditor", scope="audit:read")])
def search_page(
    request: Request,
    session: Reading,
    asking: Asking,
    who: Word = "",
    action: Word = "",
    subject: Word = "",
    first: Word = "",
    last: Word = "",
    cursor: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
) -> HTMLResponse:
    wrong: list[str] = []
    wanted = AuditFilter(
        actor=_actor(session, who.strip(), wrong),
        action=action.strip() or None,
        subject=subject.strip() or None,
        first=_day(first, wrong),
        last=_day(last, wrong),
    )
    typed = {"who": who, "action": action, "subject": subject, "first": first, "last": last}
    found = None if wrong else audit_page(session, asking, wanted, cursor, ON_A_PAGE)
    further = {**typed, "cursor": str(found.next)} if found and found.next else {}
    view = AuditShown(
        **typed,
        wrong=tuple(wrong),
        lines=tuple(_line(entry) for entry in found.items) if found else (),
        next=urlencode({name: value for name, value in further.items() if value}),
        searched=any(typed.values()),
    )
    return page(request, "audit.html.j2", 422 if wrong else 200, view=view)


def _actor(session: Reading, who: str, wrong: list[str]) -> str | None:
    """The actor that was meant: a name or e-mail of one person, an id, or a machine."""
    if not who or who in MACHINES:
        return who or None
    called = people_called(session, who)
    if len(called) > 1:
        wrong.append(f"Several people are called {visible(who)}: give the e-mail.")
    return called[0] if called else who


def _day(text: str, wrong: list[str]) -> date | None:
    try:
        return plausible(date.fromisoformat(text.strip())) if text.strip() else None
    except ValueError:
        wrong.append(f"{visible(text)} is no day: write it as 2026-11-03.")
        return None


def _line(entry: EntryView) -> EntryLine:
    details = ", ".join(f"{name} {_word(value)}" for name, value in sorted(entry.details.items()))
    return EntryLine(
        number=entry.number,
        when=f"{entry.at:%Y-%m-%d %H:%M:%S} UTC",
        who=visible(entry.actor_name or entry.actor),
        action=entry.action,
        subject=visible(entry.subject_name or entry.subject),
        subject_id=visible(entry.subject),
        details=visible(details),
    )


def _word(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
