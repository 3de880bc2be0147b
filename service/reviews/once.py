"""A write that is repeated with its Idempotency-Key: done once, answered alike every time."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Header
from pydantic import BaseModel
from sqlalchemy.orm import Session

from service.calls.idempotency import earlier_answer, fingerprint, remember
from service.people.who import Who

M = TypeVar("M", bound=BaseModel)

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern="^[ -~]+$",
        description="The same key with the same request gets the same answer.",
    ),
]


def once(
    session: Session,
    who: Who,
    key: str | None,
    asked: tuple[object, ...],
    model: type[M],
    do: Callable[[], M],
) -> M:
    """The answer of `do`, or the one that was given for this key before. Raises Conflict for a reused key."""
    if key is None:
        return do()
    request = fingerprint(*asked)
    earlier = earlier_answer(session, key, who.actor, request)
    if earlier is not None:
        return model.model_validate_json(earlier.body)
    done = do()
    session.flush()
    remember(session, key, who.actor, request, 200, done.model_dump_json().encode())
    return done
