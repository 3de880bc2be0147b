"""What a person may bring in: calls of their teams. A duplicate elsewhere is only "already here"."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.calls.details import CallDetails
from service.db.engine import Database
from service.db.tables import Call, Team
from service.errors import Conflict, NotAllowed, Unprocessable
from service.people.queries import find_rep, team_at
from service.people.rights import calls_visible_to, teams_managed_by
from service.people.who import Who


def details_by(database: Database, who: Who, details: CallDetails) -> CallDetails:
    """The details as this person may give them, with their team where they have one only.

    qa brings in calls of every team. A manager names a team they managed when the call took place, and a rep
    of it: raises NotAllowed for another team, and Unprocessable for another rep, as for one nobody knows.
    """
    if who.installation or who.has("qa"):
        return details
    with database.read() as session:
        own = _own_teams(session, who, details)
        team_of_rep = _team_of_rep(session, details, own)
    team = details.team or team_of_rep
    if team is None and len(own) == 1:
        (team,) = own.values()
    if team is None:
        raise Unprocessable("Whose call this is was not said.", "Name the rep, or one of your teams.")
    if team not in own.values():
        raise NotAllowed("That is not your team. Nothing was kept.", "Name one of your teams.")
    return details.model_copy(update={"team": team})


def refuse_hidden(database: Database, who: Who, call: Call) -> None:
    """Raises Conflict where an upload is here already as a call that is not theirs to see."""
    with database.read() as session:
        if not session.scalar(select(exists().where(Call.id == call.id, calls_visible_to(who)))):
            raise Conflict("This recording is already here.", "Nothing was kept.", code="already_here")


def _own_teams(session: Session, who: Who, details: CallDetails) -> dict[int, str]:
    keys = teams_managed_by(session, who, details.started_at())
    rows = session.execute(select(Team.id, Team.name).where(Team.id.in_(keys)))
    return {row.id: row.name for row in rows}


def _team_of_rep(session: Session, details: CallDetails, own: dict[int, str]) -> str | None:
    """The team of the rep that is named; None where none is. Raises Unprocessable for one of other teams."""
    if details.rep is None:
        return None
    rep = find_rep(session, details.rep)
    team = None if rep is None else team_at(session, rep, details.started_at())
    if team is None or team.id not in own:
        raise Unprocessable(
            f"Nobody in your teams is called {details.rep}. Nothing was kept.",
            "Ask your admin to add the person, or leave the rep away and set it later.",
        )
    return team.name
