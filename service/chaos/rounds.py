"""Round after round: a recording is uploaded, something is killed at a random moment, the call looked at."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from scoring.errors import BadInput, NotReady
from service.calls.states import ENDED
from service.chaos.actors import Actor, run_web, run_worker
from service.chaos.checks import Traces, fault, sums_agree, traces
from service.chaos.upload import upload
from service.db.engine import Database
from service.db.tables import Call, Membership, Person, Team
from service.engine import Queue
from service.settings import Settings
from service.upgrade import upgrade

REP = "ana@example.com"
HEARING_SECONDS = 0.5
PATIENCE = 120.0
"""Seconds after which a call that has not ended counts as lost."""
VICTIMS = (("hearing",), ("worker",), ("web",), ("hearing", "worker"), ("hearing", "worker", "web"))


@dataclass(frozen=True)
class Round:
    """One call: who was killed, where the call stood then, how long it took in all, what is wrong."""

    victims: tuple[str, ...]
    stood: str
    seconds: float
    fault: str | None


class Rehearsal:
    """A service on a database of its own, to be killed."""

    def __init__(self, settings: Settings, seed: int) -> None:
        self._settings = settings
        self._random = random.Random(seed)
        self.database = Database(settings.database_url)
        self._actors = {
            "hearing": Actor("hearing", run_worker, settings, [Queue.HEARING], HEARING_SECONDS),
            "worker": Actor("worker", run_worker, settings, [Queue.JUDGING, Queue.REST], HEARING_SECONDS),
            "web": Actor("web", run_web, settings),
        }

    def play(self, rounds: int) -> Iterator[Round]:
        """Plays the rounds, after a call that nobody disturbs. Raises NotReady where even that one fails."""
        self._prepare()
        try:
            for actor in self._actors.values():
                actor.start()
            self._call("warm-up", lambda: None)
            expected, usual = self._call("undisturbed", lambda: None)
            if expected is None or expected.state != "scored":
                raise NotReady("The call that nobody disturbed was not scored.", "Look into the log for why.")
            for number in range(1, rounds + 1):
                yield self._round(f"round-{number}", expected, usual)
            if not sums_agree(self.database, rounds + 2, expected):
                yield Round((), "weekly sums", 0.0, "changed")
        finally:
            for actor in self._actors.values():
                actor.kill()
            self.database.close()

    def _round(self, name: str, expected: Traces, usual: float) -> Round:
        victims = self._random.choice(VICTIMS)
        wait = self._random.uniform(0.0, usual)
        stood: list[str] = []

        def strike() -> None:
            time.sleep(wait)
            stood.append(self._state(name))
            for victim in victims:
                self._actors[victim].kill()
            for victim in victims:
                self._actors[victim].start()

        found, seconds = self._call(name, strike)
        return Round(victims, stood[0], seconds, fault(found, expected))

    def _call(self, name: str, meanwhile: Callable[[], None]) -> tuple[Traces | None, float]:
        """Uploads a call while something happens; what it left behind in the end, and after how long."""
        began = time.monotonic()
        striking = threading.Thread(target=meanwhile)
        striking.start()
        call = upload(self._settings, name, REP)
        striking.join()
        while self._state(name) not in ENDED and time.monotonic() - began < PATIENCE:
            time.sleep(0.05)
        return traces(self.database, call), time.monotonic() - began

    def _state(self, name: str) -> str:
        with self.database.read() as session:
            return session.scalar(select(Call.state).where(Call.external_id == name)) or "uploading"

    def _prepare(self) -> None:
        upgrade(self._settings.database_url)
        with self.database.write() as session:
            if session.scalar(select(Call.id).limit(1)) is not None:
                raise BadInput("This database has calls in it.", "Rehearse on an empty one: it is filled.")
            team, rep = Team(name="Rehearsal"), Person(name="Ana", email=REP)
            session.add_all([team, rep])
            session.flush()
            session.add(Membership(person_id=rep.id, team_id=team.id, role="rep"))
