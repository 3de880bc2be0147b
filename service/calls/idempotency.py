"""A request that is repeated with the same Idempotency-Key gets the answer it got the first time."""

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.base import now
from service.db.tables import IdempotentAnswer
from service.db.upsert import insert_once
from service.errors import Conflict


def fingerprint(*parts: object) -> str:
    """What a request asks for, as a hash: the same key must not stand for two different wishes."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def earlier_answer(session: Session, key: str, caller: str, request: str) -> IdempotentAnswer | None:
    """The answer that was given for this key. Raises Conflict where the key stood for something else."""
    answer = session.scalars(
        select(IdempotentAnswer).where(IdempotentAnswer.key == key, IdempotentAnswer.caller == caller)
    ).one_or_none()
    if answer is not None and answer.request != request:
        raise Conflict(
            "This Idempotency-Key was used for another request.",
            "Use a new key for every new request.",
            code="key_reused",
        )
    return answer


def remember(session: Session, key: str, caller: str, request: str, status: int, body: bytes) -> None:
    """Keeps the answer. Where the same request came twice at once, the one that was kept first stays."""
    values = {"request": request, "status": status, "body": body, "created_at": now()}
    insert_once(session, IdempotentAnswer, {"key": key, "caller": caller}, values)
