"""A write to a call's review, as the routes of the API take it: by whom, on which version, done once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from service.db.tables import Call
from service.errors import NotFound
from service.people.rights import visible_call
from service.people.who import Who
from service.reviews import actions
from service.reviews.once import Key, once
from service.reviews.sheet import review_sheet
from service.reviews.views import ReviewSheet
from service.web.answers import PublicId
from service.web.etags import IfMatch, version_in
from service.web.parts import Asking, Writing


@dataclass(frozen=True)
class Editing:
    """What such a route is given; FastAPI fills it in from path and headers."""

    session: Writing
    who: Asking
    response: Response
    call_id: PublicId
    match: IfMatch = None
    key: Key = None

    @property
    def call(self) -> tuple[Session, Who, str]:
        """The first arguments of an action."""
        return self.session, self.who, self.call_id

    @property
    def version(self) -> int | None:
        """The one that was looked at. Raises BadInput for an If-Match that is no version."""
        return version_in(self.match)

    def done(self, do: Callable[[], object], what: str, *asked: BaseModel) -> ReviewSheet:
        """Does it once and answers with the review as it is then; its version is the ETag."""

        def done() -> ReviewSheet:
            do()
            self.session.flush()
            call = visible_call(self.session, self.who, self.call_id)
            actions.note_reading_seen(self.session, self.who, call)
            return shown(self.session, self.who, call, self.response)

        parts = (what, self.call_id, self.match, *(one.model_dump_json() for one in asked))
        sheet = once(self.session, self.who, self.key, parts, ReviewSheet, done)
        self.response.headers["ETag"] = f'"{sheet.version}"'
        return sheet


Edit = Annotated[Editing, Depends()]


def shown(session: Session, who: Who, call: Call, response: Response) -> ReviewSheet:
    """The review with its version as ETag. Raises NotFound where the call has none."""
    sheet = review_sheet(session, who, call)
    if sheet is None:
        raise NotFound(f"The call {call.public_id} has no review: it is {call.state}.")
    response.headers["ETag"] = f'"{sheet.version}"'
    return sheet
