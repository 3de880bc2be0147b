"""From a finding to the decision that is printed and stored."""

from fractions import Fraction

from scoring.milestone.case import Case
from scoring.milestone.decision import Decision, Finding, Reason, Status
from scoring.milestone.figures_in_words import incomplete_of
from scoring.milestone.look import Look
from scoring.milestone.notices import notices
from scoring.milestone.sentence import sentence_for
from scoring.milestone.sums import sums


def report(case: Case, look: Look, finding: Finding, path: Fraction | None = None) -> Decision:
    """The finding with its sentence, its sums and everything that counted or did not."""
    last_look = _no_extension_left(case, look)
    tally = look.tally
    return Decision(
        status=finding.status,
        reason=finding.reason,
        sentence=sentence_for(case, look, finding, path, last_look=last_look),
        next_step=_next_step(case, look, finding, last_look=last_look),
        last_look=last_look,
        day=case.day,
        dates=look.dates,
        looked_at=(look.window.first, look.window.last),
        estimate=look.estimate,
        path=path,
        drawn=tally.drawn,
        counted=tuple(call.id for call in tally.counted),
        left_out=tally.left_out,
        unsettled=tally.unsettled,
        incomplete=incomplete_of(look),
        not_scorable=look.without_score,
        notices=notices(case, look),
        sums=sums(case, look, path, compared=finding.status is not Status.WAITING),
        case=case,
    )


def _no_extension_left(case: Case, look: Look) -> bool:
    if case.day <= look.dates.deadline:
        return False
    return case.course.extended or case.milestone.extension is None


_NEXT_STEPS = {
    Reason.UNSETTLED: "Settle the calls listed as waiting.",
    Reason.VERSIONS: (
        "Have the calls on another version scored again on the fixed one, or by a person on an empty sheet. "
        "This does not use up the extension."
    ),
    Reason.FIGURES: "Import the figures for exactly the days of the window.",
    Reason.HR_REASON: "HR writes why a decision may stand although so many drawn calls have no score.",
    Reason.ONLY_SHOWN: "Import it with numerator and denominator to decide on it.",
    Reason.NO_BASELINE: "Nothing to do: the decision at the deadline needs no baseline.",
}


def _next_step(case: Case, look: Look, finding: Finding, *, last_look: bool) -> str:
    open_at_the_end = finding.status is Status.INSUFFICIENT_EVIDENCE and case.day > look.dates.deadline
    if finding.reason in (Reason.RULE, Reason.TOO_FEW) and open_at_the_end:
        return (
            "A panel of people decides on the evidence." if last_look else "Give the agreed extension, once."
        )
    return _NEXT_STEPS.get(finding.reason, "")
