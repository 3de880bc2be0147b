"""What the page of a team's settings shows."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.formats import day_in_words
from scoring.record import Record
from scoring.visible import visible
from service.calls.imports.patterns import PRESETS
from service.db.tables import Membership, Person, Team
from service.people.teams import source_mark
from service.people.who import Who
from service.reviews.team_rules import rules_of


class TeamSettings(Record):
    """A team's rules and what is set about its recordings; `may_…`: what the asker can change.

    `seen`: the mark of what is set about its recordings, for who changes that.
    """

    id: str
    name: str
    managers: str
    release: str
    blind_first: int
    dispute_days: int
    calls_a_week: int
    version: int
    count_from: str
    count_from_words: str
    may_rule: bool
    may_count: bool
    health_data: bool
    legal_basis: str
    name_pattern: str
    rep_channel: str
    seen: str
    presets: tuple[tuple[str, str], ...]


def team_settings(session: Session, who: Who, team: Team, today: date) -> TeamSettings:
    rules = rules_of(session, team.id)
    since = rules.scores_count_from
    begun = since is not None and since <= today
    if since is None:
        words = "Coaching only: no score of this team enters a plan."
    else:
        words = f"Scores may count in plans {'since' if begun else 'from'} {day_in_words(since)}."
    return TeamSettings(
        id=team.public_id,
        name=visible(team.name),
        managers=", ".join(_managers(session, team)) or "nobody",
        release=rules.release,
        blind_first=rules.blind_first,
        dispute_days=rules.dispute_days,
        calls_a_week=rules.calls_a_week,
        version=rules.version,
        count_from="" if since is None else since.isoformat(),
        count_from_words=words,
        may_rule=who.has("admin"),
        may_count=who.has("hr") and not begun,
        health_data=team.health_data,
        legal_basis=visible(team.legal_basis or ""),
        name_pattern=team.name_pattern or "",
        rep_channel=team.rep_channel or "",
        seen=source_mark(team),
        presets=tuple((text, key) for key, text in PRESETS.items() if key != "any"),
    )


def _managers(session: Session, team: Team) -> list[str]:
    asked = (
        select(Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.team_id == team.id, Membership.role == "manager", Membership.until.is_(None))
    )
    return [visible(one) for one in session.scalars(asked.order_by(Person.name))]
