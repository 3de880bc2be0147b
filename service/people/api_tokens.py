"""API tokens: made, listed, revoked. The secret is shown once; what is kept is its hash."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from service.db import audit
from service.db.base import now
from service.db.tables import ApiToken, Person
from service.errors import NotAllowed, NotFound, Unprocessable
from service.people.recognising import hash_of, open_token
from service.people.scopes import SCOPES, Scope, scopes_of
from service.people.who import Who

PREFIX = "sidetone_"
"""So that a token that was published by mistake is found by those who look for such."""
EVERY = timedelta(minutes=1)
MOST = 50


def make_own(
    session: Session, who: Who, name: str, scopes: Sequence[Scope], days: int
) -> tuple[ApiToken, str]:
    """A token of whoever asks. Raises NotAllowed for the installation's token, which is nobody, and for
    scopes that are not theirs to give: those of no role of theirs, and, by token, those it has not itself.
    """
    if who.person is None:
        raise NotAllowed("The installation's token is nobody, and has no tokens.", "Sign in as a person.")
    theirs = scopes_of(who.roles) if who.scopes is None else [s for s in SCOPES if who.may_use(s)]
    surplus = sorted(set(scopes) - set(theirs))
    if surplus:
        raise NotAllowed(f"Not yours to give: {', '.join(surplus)}.", f"Yours are: {', '.join(theirs)}.")
    return make(session, session.get_one(Person, who.person), name, scopes, days)


def make(
    session: Session, person: Person, name: str, scopes: Sequence[Scope], days: int
) -> tuple[ApiToken, str]:
    """A token of the person for so many days, and its secret. Raises Unprocessable where they have many."""
    if len(tokens_of(session, person.id)) >= MOST:
        raise Unprocessable(f"You have {MOST} tokens already.", "Revoke those nobody uses any more.")
    secret = f"{PREFIX}{secrets.token_urlsafe(32)}"
    row = ApiToken(
        secret_hash=hash_of(secret),
        person_id=person.id,
        name=name,
        scopes=sorted(set(scopes)),
        expires_at=now() + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    audit.record(
        session, person.public_id, "token.made", row.public_id, owner=person.public_id, scopes=row.scopes
    )
    return row, secret


def tokens_of(session: Session, person: int | None) -> Sequence[ApiToken]:
    """The person's tokens that were not revoked, newest first; expired ones too."""
    asked = select(ApiToken).where(ApiToken.person_id == person, ApiToken.revoked_at.is_(None))
    return session.scalars(asked.order_by(ApiToken.id.desc())).all()


def own_token(session: Session, who: Who, public_id: str) -> ApiToken:
    """The token, where it is theirs. Raises NotFound."""
    row = session.scalars(
        select(ApiToken).where(
            ApiToken.public_id == public_id,
            ApiToken.person_id == who.person,
            ApiToken.revoked_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFound(f"You have no token {public_id}.", "Look at your list of tokens.")
    return row


def revoke(session: Session, row: ApiToken, actor: str) -> None:
    """The token opens nothing from now on."""
    row.revoked_at = now()
    audit.record(session, actor, "token.revoked", row.public_id)


def revoke_all(session: Session, person: Person, actor: str) -> None:
    """No token of the person opens anything from now on."""
    for row in tokens_of(session, person.id):
        revoke(session, row, actor)


def is_open(session: Session, key: int) -> bool:
    """Whether that token still opens something."""
    same = Person.id == ApiToken.person_id
    asked = exists().where(ApiToken.id == key, *open_token(now()), same, Person.left_at.is_(None))
    return session.scalar(select(asked)) or False


def is_due(row: ApiToken) -> bool:
    """Whether its last use is to be written down anew: at most once a minute."""
    return row.used_at is None or now() - row.used_at > EVERY


def mark_used(session: Session, key: int) -> None:
    session.execute(update(ApiToken).where(ApiToken.id == key).values(used_at=now()))
