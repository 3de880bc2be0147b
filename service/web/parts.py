"""What a route works with: settings, database, engine, store and watcher, taken from the application."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from service.calls.watching import Watcher
from service.db.engine import Database
from service.edges.identity_provider import IdentityProvider
from service.edges.recording_store import RecordingStore
from service.engine import JobEngine
from service.operations.counts import KeptCounts
from service.settings import Settings
from service.web.access import Asking, actor_of, needs


@dataclass(frozen=True)
class Web:
    """Built once by `app.py`; every route receives it."""

    settings: Settings
    database: Database
    engine: JobEngine
    store: RecordingStore
    watcher: Watcher
    counts: KeptCounts = field(default_factory=KeptCounts)
    provider: IdentityProvider | None = None


def web_of(request: Request) -> Web:
    web: Web = request.app.state.web
    return web


def reading(web: Annotated[Web, Depends(web_of)]) -> Iterator[Session]:
    with web.database.read() as session:
        yield session


def writing(web: Annotated[Web, Depends(web_of)]) -> Iterator[Session]:
    with web.database.write() as session:
        yield session


# scope="function": by default the answer would leave before the commit.
Parts = Annotated[Web, Depends(web_of)]
Reading = Annotated[Session, Depends(reading, scope="function")]
Writing = Annotated[Session, Depends(writing, scope="function")]
Actor = Annotated[str, Depends(actor_of)]
"""Whoever is signed in, as the audit log calls them: `who.actor`."""

__all__ = ["Actor", "Asking", "Parts", "Reading", "Web", "Writing", "needs"]
