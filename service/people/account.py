"""What a person's own account shows: their roles, tokens and browsers."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.record import Record
from scoring.visible import visible
from service.db.base import now
from service.db.tables import ApiToken, Deputy, Person, SignIn
from service.people.api_tokens import tokens_of
from service.people.deputies import deputies_of, managers_stood_in_for, may_be_named, zone_of
from service.people.recognising import open_sign_in
from service.people.scopes import scopes_of
from service.people.single_sign_on import is_linked
from service.people.who import Who
from service.web.moments import local_day

ROLE_WORDS = {
    "rep": "rep", "manager": "manager", "qa": "QA analyst",
    "hr": "HR", "admin": "admin", "auditor": "auditor",
}  # fmt: skip


class TokenLine(Record):
    """A token as its owner sees it."""

    id: str
    name: str
    scopes: str
    made: str
    expires: str
    used: str
    expired: bool


class DeputyLine(Record):
    """Who stands in for whom, and when."""

    id: str
    name: str
    when: str


class Leave(Record):
    """What a manager on leave needs: who may stand in, who does, and what was typed that was not taken."""

    to_name: tuple[tuple[str, str], ...]
    deputies: tuple[DeputyLine, ...]
    first: str
    last: str = ""
    chosen: str = ""
    wrong: str = ""


class Account(Record):
    """Somebody's own account. `leave`: for managers; `stands_in`: managers whose deputy they are."""

    name: str
    email: str
    roles: str
    browsers: int
    has_password: bool
    single_sign_on: Literal["off", "linked", "not_linked"]
    tokens: tuple[TokenLine, ...]
    scopes: tuple[str, ...]
    leave: Leave | None
    stands_in: tuple[DeputyLine, ...]


def account_of(session: Session, who: Who, *, single_sign_on: bool) -> Account:
    """The account of whoever asks; the installation's token has an empty one.

    `single_sign_on`: whether there is a provider to sign in through.
    """
    linked: Literal["linked", "not_linked"] = "linked" if is_linked(session, who.person) else "not_linked"
    person = None if who.person is None else session.get_one(Person, who.person)
    return Account(
        name=visible(who.name),
        email=visible((person and person.email) or ""),
        roles=", ".join(ROLE_WORDS[role] for role in ROLE_WORDS if role in who.roles) or "none",
        browsers=_browsers(session, who),
        has_password=bool(person and person.password),
        single_sign_on=linked if single_sign_on else "off",
        tokens=tuple(token_line(row) for row in tokens_of(session, who.person)),
        scopes=scopes_of(who.roles),
        leave=_leave(session, who) if who.person is not None and who.has("manager") else None,
        stands_in=tuple(_deputies(session, who, managers_stood_in_for(session, who))),
    )


def _leave(session: Session, who: Who) -> Leave:
    return Leave(
        to_name=tuple((one.public_id, visible(one.name)) for one in may_be_named(session, who)),
        deputies=tuple(_deputies(session, who, deputies_of(session, who))),
        first=now().astimezone(ZoneInfo(zone_of(session, who))).date().isoformat(),
    )


def _deputies(session: Session, who: Who, rows: Sequence[tuple[Deputy, Person]]) -> Iterator[DeputyLine]:
    zone = zone_of(session, who) if rows else "UTC"
    for row, person in rows:
        begins = "" if row.since <= now() else f"from {local_day(row.since, zone)} "
        # It ends with the midnight after its last day.
        last = None if row.until is None else local_day(row.until - timedelta(seconds=1), zone)
        when = f"{begins}to {last}" if last else f"{begins}until further notice"
        yield DeputyLine(id=row.public_id, name=visible(person.name), when=when)


def token_line(row: ApiToken) -> TokenLine:
    expired = row.expires_at <= now()
    return TokenLine(
        id=row.public_id,
        name=visible(row.name),
        scopes=", ".join(row.scopes),
        made=_day(row.created_at),
        expires=f"{'expired' if expired else 'until'} {_day(row.expires_at)}",
        used=_day(row.used_at) if row.used_at else "never used",
        expired=expired,
    )


def _browsers(session: Session, who: Who) -> int:
    asked = select(func.count()).where(SignIn.person_id == who.person, *open_sign_in(now()))
    return session.scalar(asked) or 0


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y}"
