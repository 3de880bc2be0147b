"""Every route of the application, tried by everybody: own team, other team, each role, no sign-in, no scope.

A route without a row fails, so that nobody adds one without saying whose it is.
"""

import importlib
import pkgutil
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.db.engine import Database
from tests.databases import fresh_database
from tests.service import permissions
from tests.service.company import company, cookie_of, token_of
from tests.service.permissions import plan_pages, plans, plans_papers
from tests.service.permissions.rows import PEOPLE, Door, Row, Rows, World, doors, filled
from tests.service.plans.written import content
from tests.service.served import served, settings_for, web

NOUNS = [
    importlib.import_module(f"{permissions.__name__}.{module.name}")
    for module in pkgutil.iter_modules(permissions.__path__)
    if module.name != "rows" and not module.name.startswith("test_")
]
ROWS: Rows = {door: row for noun in NOUNS for door, row in noun.ROUTES.items()}
APP = create_app(settings_for(Path("nowhere"), "sqlite://"))
DOORS = list(doors(APP.routes))

STRANGERS = ("Rui", "Uma", "Otis", "Quinn", "Ada", "Aud")
"""They have nothing to do with Ana's plan, so nothing of it stands in any answer they get."""
OF_PLANS = {**plans.ROUTES, **plan_pages.ROUTES, **plans_papers.ROUTES}
"""Where the plan itself is asked for: to strangers it is not there, which its rows say."""
LOGS = ("/audit", "/api/v1/audit")
"""The log of who looked at what, by ids alone, for those whose task it is to read it."""
PLAN_IDS = ("plan_id", "check_id", "word_id", "check_in_id", "plan_note_id", "commitment_id", "decision_id")
PLAN_WORDS = (
    content().reason.summary,
    content().milestones[0].wording,
    content().support[1].what,
    "What Ana says",
    "Gone through it.",
)


class Trial:
    """The application on a database that is as it was before every request that may change something."""

    def __init__(self, client: TestClient, folder: Path) -> None:
        self._file, self._kept = folder / "sidetone.db", folder / "kept.db"
        self._client, self._is_changed = client, False
        self.text = ""  # of the last answer
        database: Database = web(client).database
        web(client).watcher._every = 0.01
        self.world = World(client, database, company(database))
        for noun in NOUNS:
            self.world.things.update(noun.things(self.world))
        self.callers = {name: {"Cookie": cookie_of(client, name)} for name in PEOPLE}
        self.bare_token = {"Authorization": f"Bearer {token_of(client, 'Quinn')}"}
        # From here on nobody is signed in but by what is sent.
        client.headers.pop("Authorization")
        database.close()
        shutil.copyfile(self._file, self._kept)

    def status(self, caller: dict[str, str], door: Door, row: Row) -> int:
        """What the request is answered with; 0 for anything but a refusal."""
        self._restore()
        things = self.world.things
        path = filled(door.path, things | {part: things[thing] for part, thing in row.using.items()})
        assert "{" not in path, f"no thing for {path}"
        answer = self._client.request(
            door.method,
            path,
            json=filled(row.json, things),
            data=filled(row.form, things),
            content=row.content,
            params=filled(row.query, things),
            headers=filled(row.headers, things) | caller,
            follow_redirects=False,
        )
        assert answer.status_code < 500, answer.text
        self._client.cookies.clear()
        self.text = answer.text
        if answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?next"):
            return 401
        status = answer.status_code if answer.status_code in (401, 403, 404) else 0
        self._is_changed = door.method != "GET" and status == 0
        return status

    def _restore(self) -> None:
        if not self._is_changed:
            return
        self.world.database.close()
        for end in ("-wal", "-shm"):
            self._file.with_name(self._file.name + end).unlink(missing_ok=True)
        shutil.copyfile(self._kept, self._file)


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    folder = tmp_path_factory.mktemp("permissions")
    with (
        pytest.MonkeyPatch.context() as patch,
        fresh_database("sqlite", folder, migrated=True) as url,
        served(settings_for(folder, url)) as client,
    ):
        # A hash takes a fifth of a second, and it is the doors that are tried here.
        for place in ("signing_in", "pages"):
            patch.setattr(f"service.people.{place}.fits", lambda _kept, _given: False)
        yield Trial(client, folder)


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert sorted(set(DOORS) - set(ROWS)) == [], "say in tests/service/permissions whose these are"
    assert sorted(set(ROWS) - set(DOORS)) == []


@pytest.mark.parametrize("door", [door for door in DOORS if door in ROWS], ids=" ".join)
def test_only_those_who_may_get_in(trial: Trial, door: Door) -> None:
    row = ROWS[door]
    found, told = {}, {}
    for name, caller in trial.callers.items():
        found[name], told[name] = trial.status(caller, door, row), trial.text
    assert found == {name: row.expected(name) for name in PEOPLE}
    if door not in OF_PLANS and not door.path.startswith(LOGS):
        secret = (*(trial.world.things[one] for one in PLAN_IDS), *PLAN_WORDS)
        assert [name for name in STRANGERS if any(words in told[name] for words in secret)] == []
    assert trial.status({}, door, row) == (0 if row.to_all else 401)
    if not row.to_all:
        assert (trial.status(trial.bare_token, door, row) == 403) == (not row.by_any_token)


def test_the_words_of_the_plan_are_there_to_be_found(trial: Trial) -> None:
    trial.status(trial.callers["Ana"], Door("GET", "/me/plan"), ROWS[Door("GET", "/me/plan")])
    assert [words for words in (trial.world.things["plan_id"], *PLAN_WORDS) if words not in trial.text] == []


def test_the_table_is_the_applications_own() -> None:
    """Else a way to add routes that this walk does not know would stay unseen."""
    operations = {
        Door(method.upper(), path) for path, said in APP.openapi()["paths"].items() for method in said
    }
    assert operations <= set(DOORS)
