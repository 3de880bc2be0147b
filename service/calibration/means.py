"""The mean QA score of a team, or of the site, which is all teams: calls people scored blind, with others
that the judge alone scored."""

from collections.abc import Iterable, Mapping, Set
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, func, literal_column, select
from sqlalchemy.orm import Session

from scoring.agreement.ppi import FEWEST, CombinedMean, combined_mean
from scoring.calibration.sheet import RatedCall
from scoring.errors import BadInput
from service.calibration.blind_sheets import BlindSheet, blind_sheets, given_blind
from service.calibration.frames import rated_sheets
from service.calibration.grouping import score_of
from service.calibration.marks import PERSON, judge_key_of
from service.calibration.pairs import open_rounds
from service.calibration.run_ratings import RUN_NAME, flagged_runs, marks_of_runs, some_at_once
from service.db.tables import (
    Call,
    DrawnCall,
    LoggedCall,
    Person,
    PersonSheet,
    RatedSheet,
    RoundCall,
    RubricVersion,
    Run,
    Team,
)
from service.errors import NotFound
from service.people.rights import teams_visible_to
from service.people.who import Who
from service.rubrics.forms import form_of

DAYS = 90
FEWEST_REPS = 2
MOST_ALONE = 2_000
"""Calls looked at that the judge alone scored. The mean of so many is surer by far than what people and judge
differ by, and it takes no longer with a million."""
SPREAD = 2_654_435_761
"""A number's product with it, modulo 2^32, goes with nothing that calls are numbered by (Knuth)."""

DRAWN = and_(Call.selection == literal_column("'random'"), Call.id > literal_column("0"))
"""In the words of their index."""


class ByJudge(NamedTuple):
    """The QA score of a call by the judge, and whose call it is."""

    value: float
    rep: int | None


class Asked(NamedTuple):
    """Whose mean it is: of the site or a team, by that judge on that rubric, of the calls since then."""

    rubric: RubricVersion
    judge_key: str
    since: datetime
    team: Team | None

    @property
    def drawn(self) -> tuple[ColumnElement[bool], ...]:
        """Of calls."""
        of_team = () if self.team is None else (Call.team_id == self.team.id,)
        return (DRAWN, Call.started_at > self.since, *of_team)


def mean_of(
    session: Session,
    team: Team | None,
    rep: str | None,
    rubric: RubricVersion,
    judge_key: str,
    days: int,
    at: datetime,
) -> CombinedMean:
    """Over the drawn calls of so many days; without a team, of the site. Refused for a single rep.

    Only calls of which nobody chose that people score them stand for the rest: those drawn into a round, and
    confirmations that came blind-first. Of the others `MOST_ALONE` at the most are looked at.
    """
    if rep is not None:
        raise BadInput(
            "The mean of one rep is not worked out this way.",
            "The judge may be stricter with one voice than with another. Their trend rests on their calls.",
        )
    asked = Asked(rubric, judge_key, at - timedelta(days=days), team)
    pairs, judged = _pairs(session, asked, at)
    alone = _alone(session, asked, set(pairs)) if len(pairs) >= FEWEST else {}
    # A team of one rep is that rep, also with a call beside that is nobody's.
    reps = {one.rep for one in (*judged.values(), *alone.values())} - {None}
    if len(pairs) >= FEWEST and len(reps) < FEWEST_REPS:
        raise BadInput(
            "All of these calls are of one rep.",
            "The mean of one rep is not worked out this way; their trend rests on their calls.",
        )
    unit: Literal["team", "site"] = "site" if team is None else "team"
    same, rest = [judged[call].value for call in pairs], [one.value for one in alone.values()]
    return combined_mean(unit, list(pairs.values()), same, rest)


def _pairs(session: Session, asked: Asked, at: datetime) -> tuple[dict[int, float], dict[int, ByJudge]]:
    """What people made of drawn calls that they had not chosen, and what the judge made of these."""
    in_rounds, sheets = _in_rounds(session, asked, at), _blind_first(session, asked)
    calls = {call for call, _ in in_rounds} | {one.call_id for one in sheets}
    of_drawn = select(Call.id, Call.rep_id).where(*asked.drawn)
    reps = [row for some in some_at_once(calls) for row in session.execute(of_drawn.where(Call.id.in_(some)))]
    judged = _judged(session, asked, dict(reps))
    given = [(call, rated) for call, rated in in_rounds if call in judged]
    wanted = [one for one in sheets if one.call_id in judged]
    form = form_of(asked.rubric)
    scored = given_blind(session, {asked.rubric.id: form}, wanted)
    given += [(sheet.call_id, rated) for sheet, rated in scored]
    found: dict[int, list[float]] = {}
    for call, rated in given:
        value = score_of(form, rated.levels)
        if value is not None:
            found.setdefault(call, []).append(value)
    return {call: sum(values) / len(values) for call, values in found.items()}, judged


def _alone(session: Session, asked: Asked, but: Set[int]) -> dict[int, ByJudge]:
    """The judge's scores of other drawn calls: of many, some that their numbers pick evenly."""
    evenly = (Call.id * SPREAD) % 2**32
    picked = select(Call.id, Call.rep_id).where(*asked.drawn).order_by(evenly).limit(MOST_ALONE + len(but))
    calls = [(call, rep) for call, rep in session.execute(picked) if call not in but]
    return _judged(session, asked, dict(calls[:MOST_ALONE]))


def _judged(session: Session, asked: Asked, drawn: Mapping[int, int | None]) -> dict[int, ByJudge]:
    """The judge's QA score of these drawn calls, each given with its rep, by its newest run.

    Not of those that were replaced: another call stands in their place. Nor of those in which somebody speaks
    to the evaluator: there a judge is not itself.
    """
    asked_for = (
        select(Run.call_id, Run.qa_value, Run.id, RUN_NAME)
        .where(Run.rubric_id == asked.rubric.id, Run.judge != PERSON, Run.qa_value.is_not(None))
        .order_by(Run.id)
    )
    rows = [
        row for some in some_at_once(drawn) for row in session.execute(asked_for.where(Run.call_id.in_(some)))
    ]
    runs = {name: key for _, _, key, name in rows}
    by, flagged = marks_of_runs(session, runs), flagged_runs(session, runs)
    newest = {call: (value, name) for call, value, _, name in rows if by[name].key == asked.judge_key}
    left_out = _replaced(session, newest)
    return {
        call: ByJudge(value, drawn[call])
        for call, (value, name) in newest.items()
        if value is not None and call not in left_out and not flagged[name]
    }


def _replaced(session: Session, calls: Iterable[int]) -> frozenset[int | None]:
    """Those of the calls that were drawn, and in whose place another stands."""
    asked = (
        select(LoggedCall.call_id)
        .join(DrawnCall, DrawnCall.logged_call_id == LoggedCall.id)
        .where(DrawnCall.replaced_at.is_not(None))
    )
    found = [session.scalars(asked.where(LoggedCall.call_id.in_(some))) for some in some_at_once(calls)]
    return frozenset(call for some in found for call in some)


def _blind_first(session: Session, asked: Asked) -> list[BlindSheet]:
    """What people gave before they were shown a reading to confirm. Which confirmations come blind-first is
    settled by a hash; what else is scored blind, somebody took."""
    since = PersonSheet.created_at >= asked.since
    return blind_sheets(session, [asked.rubric.id], PersonSheet.purpose == "blind_first", since)


def _in_rounds(session: Session, asked: Asked, at: datetime) -> list[tuple[int, RatedCall]]:
    """What raters gave on calls that were drawn into rounds, not chosen for them."""
    rounds = [row.id for row in open_rounds(session, [asked.rubric.id], at, asked.since)]
    rows = session.execute(
        select(RoundCall.call_id, RatedSheet.public_id)
        .join(RatedSheet, RatedSheet.round_call_id == RoundCall.id)
        .where(
            RoundCall.round_id.in_(rounds),
            RoundCall.why == "drawn",
            RoundCall.removed_at.is_(None),
            RoundCall.call_id.is_not(None),
        )
    ).all()
    given = rated_sheets(session, [row.public_id for row in rows])
    return [(row.call_id, given[row.public_id]) for row in rows]


def scored_by_chance(session: Session, team: Team, at: datetime) -> int:
    """At the most how many of the team's drawn calls people scored without having chosen them; cheap."""
    own = (
        Call.team_id == team.id,
        Call.selection == "random",
        Call.started_at > at - timedelta(days=DAYS),
    )
    in_rounds = (
        select(Call.id)
        .join(RoundCall, RoundCall.call_id == Call.id)
        .join(RatedSheet, RatedSheet.round_call_id == RoundCall.id)
        .where(RoundCall.why == "drawn", *own)
    )
    blind_first = (
        select(Call.id)
        .join(PersonSheet, PersonSheet.call_id == Call.id)
        .where(PersonSheet.purpose == "blind_first", PersonSheet.state == "handed_in", *own)
    )
    return session.scalar(select(func.count()).select_from(in_rounds.union(blind_first).subquery())) or 0


def newest_reading(session: Session, team: Team) -> tuple[RubricVersion, str] | None:
    """The rubric and the judge that read the team's newest drawn call; None before anything was read."""
    run = session.scalars(
        select(Run)
        .join(Call, Call.id == Run.call_id)
        .where(Call.team_id == team.id, Call.selection == "random", Run.judge != PERSON)
        # By the calls, for which a team has an index: by the runs, those of all teams were looked through.
        .order_by(Call.started_at.desc(), Run.id.desc())
        .limit(1)
    ).one_or_none()
    return (
        None if run is None else (session.get_one(RubricVersion, run.rubric_id), judge_key_of(session, run))
    )


def visible_team(session: Session, who: Who, public_id: str) -> Team:
    """The team, where they look after it today. Raises NotFound."""
    row = session.scalars(
        select(Team).where(Team.public_id == public_id, teams_visible_to(who))
    ).one_or_none()
    if row is None:
        raise NotFound(f"There is no team {public_id}.")
    return row


def people_named(session: Session, public_id: str) -> Person:
    """Raises NotFound."""
    row = session.scalars(select(Person).where(Person.public_id == public_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no person {public_id}.")
    return row
