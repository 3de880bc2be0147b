"""A call as lists show it: one line, in words."""

from scoring.formats import clock, counted, format_percent, format_range
from scoring.record import Record
from scoring.states import CALLS, SELECTIONS, State
from scoring.visible import visible
from service.calls.views import CallView
from service.reviews.queries import Answer
from service.web.moments import local_moment


class CallLine(Record):
    """A call as the list shows it."""

    id: str
    when: str
    file: str
    rep: str
    kind: str
    length: str
    state: str
    look: str
    help: str
    answer: str
    selection: State


def call_line(view: CallView, rep: str, answer: Answer | None) -> CallLine:
    shown = CALLS[view.state]
    return CallLine(
        id=view.id,
        when=when(view),
        file=visible(view.file or "recording"),
        rep=visible(rep),
        kind=visible(view.kind or ""),
        length=clock(view.seconds) if view.seconds is not None else "",
        state=_state(view),
        look="neutral" if view.review == "draft" else shown.look.value,
        help=view.reason.message if view.reason else shown.help,
        answer=_answer_text(answer),
        selection=SELECTIONS[view.selection],
    )


def _state(view: CallView) -> str:
    """Where the call stands; once it has a review, where that stands."""
    return view.review or CALLS[view.state].word


def when(view: CallView) -> str:
    """The moment of the call in its own zone: "Tue 3 Nov 2026, 14:05"."""
    return local_moment(view.started_at, view.zone, view.time_known)


def _answer_text(answer: Answer | None) -> str:
    if answer is None or answer.low is None or answer.high is None:
        return ""
    if answer.value is not None:
        return f"QA {format_percent(answer.value)}"
    return f"QA {format_range(answer.low, answer.high)}, {counted(answer.open, 'criterion', 'criteria')} open"
