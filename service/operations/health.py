"""Is it alive, and can it do its work? For load balancers, and for people who are woken at night."""

from collections.abc import Iterator
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from service.db.migrate import newest_revision, revision_of
from service.operations.disk import free_bytes
from service.standing import judge_troubles
from service.web.parts import Parts, Web

router = APIRouter(tags=["operations"])


State = Literal["good", "note", "bad"]


class Check(BaseModel):
    """One thing the service needs, whether it is there, and what to do where it is not.

    A note is to be looked into; the service takes calls all the same.
    """

    name: str
    state: State
    says: str


class Readiness(BaseModel):
    ready: bool
    checks: list[Check]


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers. Nothing else is asked."""
    return {"status": "alive"}


@router.get("/readyz", responses={503: {"model": Readiness, "description": "Something is missing."}})
def readyz(web: Parts, response: Response) -> Readiness:
    """The service can take and review calls: database, its revision, disk."""
    checks = list(examine(web))
    ready = all(check.state != "bad" for check in checks)
    if not ready:
        response.status_code = 503
    return Readiness(ready=ready, checks=checks)


def examine(web: Web) -> Iterator[Check]:
    try:
        with web.database.read() as session:
            session.execute(text("SELECT 1"))
        yield Check(name="database", state="good", says="it answers")
        at, newest = revision_of(web.database.engine), newest_revision()
    except (DBAPIError, SQLAlchemyError) as error:
        yield Check(name="database", state="bad", says=type(error).__name__)
        return
    if at == newest:
        yield Check(name="revision", state="good", says=newest)
    else:
        yield Check(name="revision", state="bad", says=f"{at}, needs {newest}: run `sidetone migrate`")
    free = free_bytes(web.settings)
    state: State = "good" if free > web.settings.keep_free else "bad"
    yield Check(name="disk", state=state, says=f"{free >> 20} MB free, {web.settings.keep_free >> 20} kept")
    if at == newest:
        with web.database.read() as session:
            for away in judge_troubles(session):
                yield Check(name="judge", state="note", says=f"calls wait: {away.message} {away.next_step}")
