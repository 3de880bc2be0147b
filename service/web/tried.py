"""A form that could not be taken: nothing was changed, and its page comes back saying why."""

from collections.abc import Callable

from pydantic import ValidationError
from sqlalchemy.orm import Session

from scoring.complaint import complaint
from scoring.errors import BadInput
from service.errors import Conflict, ServiceError, Stale, Unprocessable
from service.web.parts import Web


def tried(web: Web, act: Callable[[Session], object]) -> ServiceError | BadInput | None:
    """Does it in a transaction of its own. What it could not take comes back, with nothing changed."""
    try:
        with web.database.write() as session:
            act(session)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        return Unprocessable(f"{place}: {complaint(first)}.", "Nothing was changed.")
    except (BadInput, Conflict, Stale, Unprocessable) as error:
        return error
    return None


def told(error: ServiceError | BadInput) -> str:
    """What happened and what to do next, in a line."""
    return f"{error.message} {error.next_step}".strip()


def status_of(error: ServiceError | BadInput) -> int:
    """What the page that comes back is answered with."""
    return int(error.status) if isinstance(error, ServiceError) else 422


def is_late(error: ServiceError | BadInput) -> bool:
    """Whether somebody was quicker: it is not what was typed that is wrong."""
    return isinstance(error, Conflict | Stale)
