"""Signing: whoever is asked has just shown again that it is them; what is kept is who, when, and the hash.

The hash is that of the exact text on the screen, so that nobody can say later that it was another one.
"""

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.record import fingerprint
from service.db import audit
from service.db.tables import Plan, Signature
from service.people.who import Who
from service.plans.rights import Part


def sign(
    session: Session, who: Who, plan: Plan, what: str, subject: str, text: object, part: Part
) -> Signature:
    """Keeps a signature under `text`, which is a document of the plan. `what`: receipt, check_in, closing."""
    row = Signature(
        what=what,
        subject=subject,
        plan_id=plan.id,
        person_id=who.person,
        name=who.name,
        role=part,
        hash=text if isinstance(text, str) else fingerprint(text),
    )
    session.add(row)
    session.flush()
    signed = audited_hash(plan, row)
    audit.record(session, who.actor, "plan.signed", plan.public_id, what=what, signed=signed)
    return row


def audited_hash(plan: Plan, row: Signature) -> str:
    """What the audit log keeps of a signature: it proves it while the plan is here. Salted with what goes
    when the plan is deleted, so that nobody can try afterwards which text it was."""
    return hashlib.sha256(f"{plan.salt}:{row.hash}".encode()).hexdigest()


def signatures_of(session: Session, plan: Plan) -> list[Signature]:
    """All signatures of a plan, oldest first."""
    return list(session.scalars(select(Signature).where(Signature.plan_id == plan.id).order_by(Signature.id)))
