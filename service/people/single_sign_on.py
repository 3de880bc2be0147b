"""Signing in through an identity provider: sent there, come back, linked with a person.

Whom somebody is to the provider is linked by issuer and subject, never by e-mail: whoever runs the provider,
or changes an address there, must not become somebody else here.
"""

import hmac
import secrets
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.db import audit
from service.db.base import now
from service.db.engine import Database
from service.db.tables import IdentityRow, Person, SingleSignOn
from service.edges.identity_provider import Begun, Identity, IdentityProvider
from service.errors import Conflict, NotAllowed, Unprocessable
from service.people import invitations, sessions
from service.people.recognising import hash_of
from service.people.signing_in import NOBODY
from service.settings import Settings

LASTS = timedelta(minutes=10)
"""How long somebody may take at the provider."""
LOST = "That sign-in took too long, was used already, or began in another browser."


class Sent(NamedTuple):
    """Where the browser is sent, and the value of the cookie it is known by when it comes back."""

    url: str
    cookie: str


class Back(NamedTuple):
    """A browser that came back signed in: the cookie of its session, and where it wanted to go."""

    cookie: str
    next: str


class Refused(NotAllowed):
    """Somebody whom the provider knows does not come in here; `subject`: whom the audit log names."""

    def __init__(self, subject: str, message: str, next_step: str) -> None:
        super().__init__(message, next_step)
        self.subject = subject


def provider_of(settings: Settings) -> IdentityProvider | None:
    """The provider that is set; None: people sign in with passwords only."""
    if not settings.has_single_sign_on:
        return None
    return IdentityProvider(
        settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret.get_secret_value()
    )


def send(
    database: Database,
    provider: IdentityProvider,
    returns_to: str,
    next_path: str,
    person: int | None = None,
    invitation: str | None = None,
) -> Sent:
    """Begins a sign-in; with `person` or `invitation`, to link what the provider says with them."""
    begun, cookie = provider.begin(returns_to), secrets.token_urlsafe(32)
    with database.write() as session:
        session.execute(delete(SingleSignOn).where(SingleSignOn.created_at < now() - LASTS))
        session.add(
            SingleSignOn(
                state_hash=hash_of(begun.state),
                browser_hash=hash_of(cookie),
                nonce=begun.nonce,
                verifier=begun.verifier,
                next=next_path,
                person_id=person,
                invitation=None if invitation is None else hash_of(invitation),
            )
        )
    return Sent(begun.url, cookie)


def come_back(
    database: Database,
    provider: IdentityProvider,
    returns_to: str,
    state: str,
    code: str,
    cookie: str,
    cookie_before: str = "",
) -> Back:
    """Signs in whoever came back, and links them first where that was asked for.

    The sign-in of `cookie_before`, which the browser had, ends.

    Raises Unprocessable where the way there is not known, NotAllowed for somebody who is linked with nobody
    here or has left, Conflict for an identity that is another's, and what the provider's `finish` raises.
    """
    with database.write() as session:
        way = session.get(SingleSignOn, hash_of(state))
        if way is not None:
            session.delete(way)  # used up, whatever comes of it
    too_old = way is None or way.created_at < now() - LASTS
    if way is None or too_old or not hmac.compare_digest(way.browser_hash, hash_of(cookie)):
        raise Unprocessable(LOST, "Begin again.")
    identity = provider.finish(code, Begun("", state, way.nonce, way.verifier), returns_to)
    try:
        with database.write() as session:
            person = _person(session, way, identity)
            return Back(sessions.start(session, person, "single sign-on", cookie_before), way.next)
    except Refused as refused:
        # In a transaction of its own: the one that was refused leaves nothing behind.
        with database.write() as session:
            audit.record(session, NOBODY, "person.sign_in_failed", refused.subject)
        raise


def is_linked(session: Session, person_id: int | None) -> bool:
    """Whether the person can sign in through the provider."""
    return (
        session.scalar(select(IdentityRow.id).where(IdentityRow.person_id == person_id).limit(1)) is not None
    )


def unlink(session: Session, person: Person, actor: str) -> None:
    """Takes the person's links away. Raises Conflict where they could not sign in any more."""
    if person.password is None:
        raise Conflict(
            "You have no password: without single sign-on you could not sign in.",
            "Ask your admin for a link to choose a password.",
        )
    session.execute(delete(IdentityRow).where(IdentityRow.person_id == person.id))
    audit.record(session, actor, "person.identity_unlinked", person.public_id)


def _person(session: Session, way: SingleSignOn, identity: Identity) -> Person:
    linked = session.scalars(
        select(IdentityRow).where(
            IdentityRow.issuer == identity.issuer, IdentityRow.subject == identity.subject
        )
    ).one_or_none()
    wanted = way.person_id
    if way.invitation is not None:
        wanted = invitations.invited_by_hash(session, way.invitation).id
    if linked is None and wanted is None:
        raise Refused(
            "unknown identity",
            "That sign-in is not linked with anybody here.",
            "Sign in with your password and link it under “Account”, or open your invitation again and "
            "choose single sign-on there.",
        )
    if linked is not None and wanted not in (None, linked.person_id):
        raise Conflict("That sign-in is linked with somebody else here.", "Use your own, or ask your admin.")
    person = session.get_one(Person, wanted if linked is None else linked.person_id)
    if person.left_at is not None:
        raise Refused(person.public_id, "Your access was ended.", "Ask your admin.")
    if linked is None:
        session.add(IdentityRow(person_id=person.id, issuer=identity.issuer, subject=identity.subject))
        audit.record(session, person.public_id, "person.identity_linked", person.public_id)
    if way.invitation is not None:
        invitations.void(session, person)
    return person
