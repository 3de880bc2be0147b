"""How the table of who may do what is written: one row for each route, the things it is about, the people.

Every thing is Northwind's: Ana's calls, her notes, her draws. So Ana, Sam (her manager) and Rui (a colleague)
stand for *own team*, Uma and Otis for *other team*; the rest are Quinn (qa), Hana (hr), Ada (admin) and Aud
(auditor). The files beside this one have the rows of a noun each: `ROUTES`, and `things(world)`, which puts
what they are about into the database and gives their public ids by name.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fastapi.testclient import TestClient
from starlette.routing import BaseRoute

from service.db.engine import Database
from tests.service.company import Company

PEOPLE = ("Ana", "Rui", "Sam", "Uma", "Otis", "Quinn", "Hana", "Ada", "Aud")
EVERYBODY = " ".join(PEOPLE)


@dataclass(frozen=True)
class Row:
    """Who may use a route: `may` get in, for `hidden` it is not there (404), all others may not (403).

    Whoever is not signed in gets 401, or is led to the page for it. The request must be one that is
    understood, so that only rights can stop it: `json`, `form`, `content`, `query` and `headers` are sent; a
    text such as "{call_id}" in them stands for that thing. `using` names another thing for a part of the
    path. `to_all`: needs no sign-in. `by_any_token`: a token without scopes gets in too.
    """

    may: str = ""
    hidden: str = ""
    json: Any = None
    form: Mapping[str, str] | None = None
    content: bytes | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    using: Mapping[str, str] = field(default_factory=dict)
    to_all: bool = False
    by_any_token: bool = False

    def expected(self, name: str) -> int:
        """0 for whoever gets in, else the status."""
        if name in self.may.split():
            return 0
        return 404 if name in self.hidden.split() else 403


@dataclass(frozen=True)
class World:
    """What rows are tried on. `client` holds the installation's token."""

    client: TestClient
    database: Database
    company: Company
    things: dict[str, str] = field(default_factory=dict)


Rows = Mapping[tuple[str, str], Row]
Things = Callable[[World], Mapping[str, str]]


class Door(NamedTuple):
    """A method and a path of the application."""

    method: str
    path: str


def doors(routes: list[BaseRoute]) -> Iterator[Door]:
    """Every method of every route, from the application's own table; files that are mounted are not in it."""
    for route in routes:
        inside = getattr(route, "original_router", None)
        if inside is not None:
            yield from doors(inside.routes)
        for method in sorted((getattr(route, "methods", None) or set()) - {"HEAD"}):
            yield Door(method, getattr(route, "path", ""))


def filled(value: Any, things: Mapping[str, str]) -> Any:
    """The value with "{thing}" replaced, however deep it stands."""
    if isinstance(value, str):
        for name, thing in things.items():
            value = value.replace("{" + name + "}", thing)
        return value
    if isinstance(value, list):
        return [filled(one, things) for one in value]
    if isinstance(value, Mapping):
        return {key: filled(one, things) for key, one in value.items()}
    return value
