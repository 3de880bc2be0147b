"""What the upload page chooses from, and which of its files are wanted by a draw."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from scoring.errors import BadInput
from scoring.visible import visible
from service.calls.imports.manifest import COLUMNS
from service.calls.uploads.preview import Question, Read, read_rows, unlisted
from service.db.base import now
from service.db.tables import DrawnCall, LoggedCall, Membership, Person, Team
from service.people.rights import reps_visible_to, teams_visible_to
from service.people.who import Who
from service.sheets import read_sheet


class Rep(NamedTuple):
    """A rep as the page offers them: `key` is what is typed."""

    key: str
    name: str
    team: str


def reps_to_choose(session: Session, who: Who) -> tuple[Rep, ...]:
    """The reps of today whose calls they may bring in, by name; without those no file could name."""
    rows = session.execute(
        select(Person.external_id, Person.email, Person.name, Team.name)
        .join(Membership, and_(Membership.person_id == Person.id, Membership.role == "rep"))
        .join(Team, Team.id == Membership.team_id)
        .where(
            Person.id.in_(select(Person.id).where(reps_visible_to(who))),
            or_(Person.external_id.is_not(None), Person.email.is_not(None)),
            Membership.since <= now(),
            or_(Membership.until.is_(None), Membership.until > now()),
        )
        .order_by(func.lower(Person.name), Person.id)
    )
    return tuple(Rep(external_id or email or "", name, team) for external_id, email, name, team in rows)


def teams_to_choose(session: Session, who: Who) -> tuple[str, ...]:
    """The teams whose calls they may bring in."""
    return tuple(session.scalars(select(Team.name).where(teams_visible_to(who)).order_by(Team.name)))


def known_of(session: Session, who: Who, asked: Question, at: datetime) -> Read:
    """What is known of files before they are sent; nothing is kept."""
    wrong: dict[str, str] = {}
    try:
        listed = listed_by_file(asked.manifest)
    except BadInput as error:
        listed, wrong["manifest"] = {}, f"{error.message} {error.next_step}".strip()
    rows, more = read_rows(asked, listed, at)
    keys = {row.cells["rep"] for row in rows if row.cells["rep"]}
    names = names_of(session, who, keys)
    drawn = drawn_among(session, who, {row.cells["external_id"] for row in rows} - {""})
    for row in rows:
        rep = row.cells["rep"]
        row.rep_name = visible(names.get(rep.lower(), ""))
        row.drawn = row.cells["external_id"] in drawn
        if rep and not row.rep_name:
            row.problems["rep"], row.details = f"nobody in your teams goes by {rep}", None
    return Read(rows=rows, problems=wrong | more, unlisted=unlisted(listed, asked.rows))


def names_of(session: Session, who: Who, keys: Collection[str]) -> dict[str, str]:
    """Names of reps by what was typed for them, small letters; those who are not theirs are left away."""
    lowered = {key.lower() for key in keys}
    if not lowered:
        return {}
    rows = session.execute(
        select(Person.external_id, Person.email, Person.name).where(
            reps_visible_to(who),
            or_(func.lower(Person.external_id).in_(lowered), func.lower(Person.email).in_(lowered)),
        )
    ).all()
    return {key.lower(): name for *both, name in rows for key in both if key}


def drawn_among(session: Session, who: Who, external_ids: Collection[str]) -> set[str]:
    """Those ids whose line of the call log was drawn, in the teams they look after."""
    if not external_ids:
        return set()
    return set(
        session.scalars(
            select(LoggedCall.external_id)
            .join(DrawnCall, DrawnCall.logged_call_id == LoggedCall.id)
            .join(Team, Team.id == LoggedCall.team_id)
            .where(LoggedCall.external_id.in_(external_ids), teams_visible_to(who))
        )
    )


def listed_by_file(text: str) -> dict[str, dict[str, str]]:
    """The rows of a list by the file they name. Raises BadInput where it can't be read."""
    if not text.strip():
        return {}
    with TemporaryDirectory() as folder:
        file = Path(folder) / "list.csv"
        file.write_text(text, "utf-8")
        sheet = read_sheet(file, COLUMNS, needed=("file",), any_of=("rep_external_id", "email"))
    others = [column for column in COLUMNS if column not in ("file", "rep_external_id", "email")]
    return {
        row["file"].replace("\\", "/"): {
            **{column: row[column] for column in others},
            "rep": row["rep_external_id"] or row["email"],
        }
        for row in sheet.rows
    }


def pattern_of(session: Session, teams: Collection[str]) -> str:
    """How files are called, where all these teams with a pattern have the same; else nothing."""
    asked = select(Team.name_pattern).where(Team.name.in_(teams), Team.name_pattern.is_not(None)).distinct()
    patterns = session.scalars(asked.limit(2)).all()
    return patterns[0] or "" if len(patterns) == 1 else ""
