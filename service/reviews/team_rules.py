"""The rules of a team: how its reviews are confirmed and released, and from when its scores may count."""

from collections.abc import Collection
from datetime import UTC, date

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db import audit
from service.db.base import now
from service.db.tables import Team, TeamRules
from service.errors import NotAllowed, Stale, Unprocessable
from service.people.who import Who
from service.reviews.rule_views import RulesChange

USUAL_CALLS_A_WEEK = 1
"""Calls of a rep and week that are confirmed for coaching, where nobody set another number."""


def rules_of(session: Session, team_id: int) -> TeamRules:
    """The team's rules; where nobody has set any, those every team begins with (not in the database)."""
    return session.get(TeamRules, team_id) or _usual(team_id)


def rules_of_all(session: Session, teams: Collection[int]) -> dict[int, TeamRules]:
    """The same of several teams, by their keys."""
    found = {
        row.team_id: row for row in session.scalars(select(TeamRules).where(TeamRules.team_id.in_(teams)))
    }
    return {team: found.get(team) or _usual(team) for team in teams}


def _usual(team_id: int) -> TeamRules:
    return TeamRules(
        team_id=team_id,
        release="confirmation",
        blind_first=4,
        dispute_days=10,
        calls_a_week=USUAL_CALLS_A_WEEK,
        scores_count_from=None,
        version=0,
    )


def change_rules(
    session: Session, who: Who, team: Team, change: RulesChange, version: int | None = None
) -> TeamRules:
    """Sets rules of a team. The date from which scores may count is hr's alone, and only moves forward.

    Raises NotAllowed, Stale where somebody changed them meanwhile, and Unprocessable for a day that is over.
    """
    rules = rules_of(session, team.id)
    if version is not None and rules.version != version:
        raise Stale("The rules were changed meanwhile.", "Look at them again. Nothing was changed.")
    wanted = change.model_dump(exclude_unset=True)
    if "scores_count_from" in wanted:
        _refuse_backwards(who, rules, change.scores_count_from)
    if set(wanted) - {"scores_count_from"} and not who.has("admin"):
        raise NotAllowed("How a team's reviews are released is for an admin to set.")
    if rules.version == 0:
        rules.version = 1
        session.add(rules)
    for name, value in wanted.items():
        setattr(rules, name, value)
    session.flush()
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in wanted.items()}
    audit.record(session, who.actor, "team.rules", team.public_id, **told)
    return rules


def _refuse_backwards(who: Who, rules: TeamRules, wanted: date | None) -> None:
    if not who.has("hr"):
        raise NotAllowed("From when scores may count in plans is for hr to set.")
    today = now().astimezone(UTC).date()
    if rules.scores_count_from is not None and rules.scores_count_from <= today:
        raise Unprocessable(
            f"Scores may count since {rules.scores_count_from}; that is not taken back.",
            "Nothing was changed.",
        )
    if wanted is not None and wanted < today:
        raise Unprocessable(
            "Scores count from a day to come, never for calls that were taken before anybody knew.",
            "Choose today or a later day.",
        )
