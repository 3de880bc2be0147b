"""The mean of a team or of the site from people's and the judge's scores, in words; or why there is none."""

from datetime import datetime

from sqlalchemy.orm import Session

from scoring.agreement.ppi import FEWEST, CombinedMean
from scoring.errors import BadInput
from scoring.formats import counted
from scoring.record import Record
from service.calibration.means import DAYS, mean_of, newest_reading, scored_by_chance
from service.db.tables import RubricVersion, Team


class MeanShown(Record):
    """`value` is empty where nothing is worked out; `about` says what it rests on, or what is missing."""

    value: str
    likely: str
    about: str


def mean_shown(
    session: Session, team: Team | None, row: RubricVersion, judge: str, at: datetime
) -> MeanShown:
    """The mean over the last 90 days."""
    try:
        return _words(mean_of(session, team, None, row, judge, DAYS, at))
    except BadInput as error:
        return MeanShown(value="", likely="", about=f"{error.message} {error.next_step}".strip())


def team_mean_shown(session: Session, team: Team, at: datetime) -> MeanShown:
    """The same for the team's page, which is opened often: what cannot qualify is not worked out at all."""
    known, scored = newest_reading(session, team), scored_by_chance(session, team, at)
    if known is None or scored < FEWEST:
        return MeanShown(
            value="",
            likely="",
            about=f"Not worked out: it takes {FEWEST} drawn calls that people scored without having seen the"
            f" AI reading and without having chosen them; of the last {DAYS} days there are {scored}.",
        )
    return mean_shown(session, team, *known, at)


def _words(found: CombinedMean) -> MeanShown:
    return MeanShown(
        value=f"{found.mean:.1f}",
        likely=f"likely {found.low:.1f} to {found.high:.1f}",
        about=f"{counted(found.people, 'drawn call')} scored by people, {found.judged} more by the judge"
        f" alone. By people alone {found.people_mean:.1f}, by the judge alone {found.judge_mean:.1f}.",
    )
