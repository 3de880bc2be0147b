"""A decision in the terminal: the sentence first, then everything it rests on."""

from collections.abc import Iterable

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scoring.formats import counted, day_in_words, plain
from scoring.milestone.calls import CallState, ScoredCall
from scoring.milestone.counting import Aside
from scoring.milestone.decision import Decision, Status
from scoring.milestone.figures_in_words import target_of
from scoring.milestone.goals import CountGoal, ImportedAverage, ImportedCount, ImportedPercentage, MeanGoal
from scoring.visible import visible

WORDS = {
    Status.ON_TRACK: "on track",
    Status.AT_RISK: "at risk",
    Status.MET: "met",
    Status.NOT_MET: "not met",
    Status.INSUFFICIENT_EVIDENCE: "too early to say",
    Status.WAITING: "waiting",
}
WIDTH = 100


def print_decision(decision: Decision, console: Console) -> None:
    """Prints the whole decision. States are words; weight and indent carry the order, not colour."""
    console.width = min(console.width, WIDTH)
    case = decision.case
    heading = Text(visible(case.milestone.title), style="bold")
    heading.append(f"  {WORDS[decision.status]}")
    console.print()
    console.print(heading)
    console.print(Text(visible(decision.sentence)))
    if decision.next_step:
        console.print(Text(f"Next: {decision.next_step}", style="dim"))
    console.print()
    _section(console, "The rule", _pairs(_rule(decision)))
    _section(console, "The days", _pairs(_days(decision)))
    if case.figures is not None:
        _section(console, "The figures", _pairs(_figures(decision)))
    else:
        _section(console, f"Counted: {_share_counted(decision)}", _counted(decision))
        _section(console, f"Waiting: {len(decision.unsettled)}", _asides(decision, decision.unsettled))
        _section(console, f"Left out: {len(decision.left_out)}", _asides(decision, decision.left_out))
    _section(console, "The sums", _lines(decision.sums))
    _section(console, "To be said", _lines(decision.notices))


def _section(console: Console, title: str, body: Table | Group | None) -> None:
    if body is None:
        return
    console.print(Text(title, style="bold"))
    console.print(Padding(body, (0, 0, 1, 2), expand=False))


def _rule(decision: Decision) -> Iterable[tuple[str, str]]:
    milestone, goal = decision.case.milestone, decision.case.milestone.goal
    better = "" if isinstance(goal, CountGoal) else f" ({goal.direction.value} is better)"
    yield "asked for", f"{goal.of}, target {target_of(decision.case)}{better}"
    if isinstance(goal, MeanGoal | ImportedAverage):
        yield "tolerance", plain(goal.slack)
        if goal.team_sd is not None:
            weight = goal.prior_weight if isinstance(goal, MeanGoal) else 10
            yield "team's spread", f"sd {plain(goal.team_sd)}, worth {counted(weight, 'call')}"
    if isinstance(goal, MeanGoal):
        yield "judge's bias", f"se {plain(goal.se_bias)}"
    if goal.n_min:
        yield "needs", f"at least {goal.n_min}"
    if not isinstance(goal, CountGoal | ImportedCount | ImportedPercentage):
        split = f", error split among {milestone.sharing_error}" if milestone.sharing_error > 1 else ""
        yield "not met", f"where {float(100 * milestone.not_met_confidence):g} % sure (one-sided){split}"
    if milestone.baseline is not None:
        base = milestone.baseline
        yield "baseline", f"{plain(base.value)} from {counted(base.n, 'call')}, {day_in_words(base.day)}"
    if milestone.reads_calls:
        yield "judge", f"{milestone.judge or 'people only'}; rubric {milestone.rubric}"


def _days(decision: Decision) -> Iterable[tuple[str, str]]:
    milestone, dates, course = decision.case.milestone, decision.dates, decision.case.course
    yield "today", day_in_words(decision.day)
    yield "plan began", day_in_words(milestone.starts)
    yield "looked at", " to ".join(map(day_in_words, decision.looked_at))
    yield "window", f"{day_in_words(dates.window.first)} to {day_in_words(dates.window.last)}"
    yield "deadline", f"{day_in_words(dates.deadline)}, midnight in {milestone.zone}"
    yield "decision", f"{day_in_words(dates.decision_day)} ({milestone.dispute_days} days to dispute)"
    for absence in course.absences:
        yield "away", f"{day_in_words(absence.first)} to {day_in_words(absence.last)}: the dates moved along"
    if course.extended:
        yield "extension", "given; window and extension are counted together"
    if course.hr_reason:
        yield "HR", course.hr_reason


def _figures(decision: Decision) -> Iterable[tuple[str, str]]:
    figures = decision.case.figures
    if figures is None:
        return
    yield "source", f"{figures.source}, imported {day_in_words(figures.imported)}"
    yield "days", f"{day_in_words(figures.first)} to {day_in_words(figures.last)}"
    shown = figures.model_dump(exclude={"source", "imported", "first", "last"}, exclude_none=True)
    for name, value in shown.items():
        yield name, plain(value)


def _share_counted(decision: Decision) -> str:
    return f"{len(decision.counted)} of {counted(decision.drawn, 'drawn call')}"


def _counted(decision: Decision) -> Table | None:
    table = _table()
    calls = {call.id: call for call in decision.case.calls}
    for name in decision.counted:
        call = calls[name]
        by = "a person, blind" if call.state is CallState.SCORED_BY_PERSON else "confirmed"
        table.add_row(visible(name), str(call.day), _score(call), by)
    return table if table.row_count else None


def _score(call: ScoredCall) -> str:
    if call.score is None:
        return ""
    return call.score.state if call.score.value is None else plain(call.score.value)


def _asides(decision: Decision, asides: tuple[Aside, ...]) -> Table | None:
    table = _table()
    calls = {call.id: call for call in decision.case.calls}
    for aside in asides:
        table.add_row(visible(aside.call), str(calls[aside.call].day), visible(aside.why))
    return table if table.row_count else None


def _pairs(pairs: Iterable[tuple[str, str]]) -> Table:
    table = _table()
    for name, value in pairs:
        table.add_row(Text(name, style="dim"), Text(visible(value)))
    return table


def _lines(lines: tuple[str, ...]) -> Group | None:
    return Group(*(Text(visible(line)) for line in lines)) if lines else None


def _table() -> Table:
    return Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
