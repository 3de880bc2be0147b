"""Rules, draws and coverage in the terminal: a line each, so that an id can be copied whole."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer

from scoring.formats import clock, counted
from scoring.visible import visible

if TYPE_CHECKING:
    from service.frame.sample_views import Coverage, Covered, DrawnCallView, DrawReport, DrawView, NotDrawn
    from service.frame.sample_views import RuleView as Rule

NOTHING_DRAWN = "Nothing was drawn: `sidetone sample draw`."
NO_RULE = "No rule is fixed: `sidetone sample rule --calls 4 --shortest 60 --from DATE`."


def show_rules(rules: "Sequence[Rule]") -> None:
    for rule in rules:
        until = f" until that of {_week(rule.until_week)}" if rule.until_week else ""
        _say(
            f"From the week of {_week(rule.from_week)} on{until}, {_whom(rule)}: "
            f"{counted(rule.calls, 'call')} of at least {rule.shortest:g} s a week "
            f"(fixed {rule.fixed_at:%Y-%m-%d %H:%M} UTC)"
        )
    if not rules:
        _say(NO_RULE)


def _whom(rule: "Rule") -> str:
    return rule.rep_name or (f"the team {rule.team}" if rule.team else "everybody")


def show_draws(report: "DrawReport") -> None:
    """The draws with their numbers, the recordings to fetch, and who was not drawn."""
    for view in sorted(report.draws, key=lambda one: (one.rep_name, one.id)):
        _say(_summary(view, view.id in report.new))
        _list(place for place in view.calls if place.state != "replaced")
    _tell_not_drawn(report.not_drawn)


def show_places(places: "Sequence[DrawnCallView]") -> None:
    ordered = sorted(places, key=lambda one: (one.week, one.rep_name, one.draw, one.place))
    for (week, rep, _), of_draw in groupby(ordered, key=lambda one: (one.week, one.rep_name, one.draw)):
        _say(f"{rep}, week of {_week(week)}:")
        _list(of_draw)
    if not places:
        _say("No drawn call to show.")


def show_coverage(view: "Coverage") -> None:
    of_draw = {one.draw: [place for place in view.not_scored if place.draw == one.draw] for one in view.rows}
    for row in view.rows:
        _say(_counts(row))
        _list(of_draw[row.draw])
    _tell_not_drawn(view.not_drawn)
    if not view.rows and not view.not_drawn:
        _say(NOTHING_DRAWN)


def _summary(view: "DrawView", new: bool) -> str:
    drawn = sum(1 for place in view.calls if place.stands_for is None)
    when = "drawn now" if new else f"drawn on {view.drawn_at:%Y-%m-%d %H:%M} UTC and never again"
    short = f", {view.wanted} were wanted" if drawn < view.wanted else ""
    late = "" if view.fixed_beforehand else "; the rule was fixed after these calls had begun"
    return (
        f"{view.rep_name}, week of {_week(view.week)}: {drawn} of {counted(view.eligible, 'call')} of at "
        f"least {view.shortest:g} s, {view.frame_size} in the log{short}; {when}; seed {view.seed}{late}"
    )


def _counts(row: "Covered") -> str:
    none_left = f" ({row.none_left} with none left)" if row.none_left else ""
    late = f"; {counted(row.late, 'call')} logged too late for it" if row.late else ""
    return (
        f"{row.rep_name}, week of {_week(row.week)}: {row.frame} in the log, {row.eligible} long enough, "
        f"{row.wanted} wanted; {row.drawn} drawn, {row.fetched} fetched, {row.scored} scored, "
        f"{row.replaced} replaced{none_left}, {row.missing} missing{late}"
    )


def _list(places: "Iterable[DrawnCallView]") -> None:
    for one in places:
        start = one.started_at.astimezone(ZoneInfo(one.zone))
        number = f"{one.place} for {one.stands_for}" if one.stands_for else str(one.place)
        kind = f" {one.kind}" if one.kind else ""
        why = f": {one.why}" if one.why else ""
        left = "; the draw had no call left" if one.none_left else ""
        _say(
            f"  {number:>7}  {one.external_id}  {start:%Y-%m-%d %H:%M}  {clock(one.seconds)}{kind}  "
            f"{one.state}{why}{left}"
        )


def _tell_not_drawn(reps: "Iterable[NotDrawn]") -> None:
    for one in reps:
        calls = counted(one.calls, "call")
        _say(f"{one.rep_name}, week of {_week(one.week)}: nothing drawn of {calls} in the log: {one.why}")


def _week(week: int) -> str:
    from service.frame.weeks import written

    return written(week)


def _say(text: str) -> None:
    typer.echo(visible(text))
