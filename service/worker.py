"""A worker process: takes jobs from its queues until it is told to stop, and watches over the others."""

import logging
import sys
import threading
import time
from collections.abc import Sequence

from sqlalchemy.exc import DBAPIError

import service.workflows  # noqa: F401 (the engine knows a workflow once its module is imported)
from service.calls.queueing import end_lost
from service.db.base import now
from service.db.engine import Database
from service.db.patience import patiently
from service.edges.hearing_process import HearingProcess
from service.edges.offline_judge import OfflineJudge
from service.engine import JobEngine, Queue
from service.executors import host_name, own_executor
from service.heartbeats import Watch, beat, beats, say_goodbye
from service.judges import served_judge
from service.notices.ticking import Notices
from service.parts import Parts, mail_server, recording_store
from service.privacy.rule import rule_of
from service.reviews.waking import Waker
from service.settings import Settings
from service.upkeep import Upkeep

BEATS = 6
"""How often a worker says that it is alive within the time after which it is taken for dead."""

log = logging.getLogger(__name__)


def work(settings: Settings, queues: Sequence[Queue], parts: Parts, stopped: threading.Event) -> None:
    """Works on these queues until `stopped` is set.

    What is in hand then is not waited for: it goes on from its last finished step with the next worker. The
    process has to end afterwards, because a step may still be running in it.
    """
    engine = JobEngine(parts.database)
    with own_executor(settings.home, "+".join(queues)) as executor:
        watch = Watcher(settings, engine, parts, executor, queues)
        patiently(watch.say_alive)
        engine.launch(executor, queues, parts)
        log.info("Working as %s.", executor)
        try:
            while not stopped.wait(settings.worker_silence / BEATS):
                watch.once()
        finally:
            engine.close()
            watch.leave()


def make_parts(settings: Settings, database: Database) -> Parts:
    """What the steps work with, as the settings say. The speech model is loaded for the first call."""
    served = served_judge(settings, database)
    return Parts(
        database=database,
        hearing=HearingProcess(hearing_command(settings)),
        recordings=recording_store(settings),
        judge=served.judge if served else OfflineJudge(),
        rubric_for=settings.rubric_for,
        writer=served.writer if served else None,
        served=served,
        alone=1 if served else 0,
        drawn_readings=settings.llm_drawn_readings,
        languages=settings.expected_languages,
        mailer=mail_server(settings),
        public_url=settings.public_url,
    )


def hearing_command(settings: Settings) -> list[str]:
    """How the process that hears is started."""
    options = {
        "--model": settings.speech_model,
        "--cache": settings.home / "models",
        "--threads": settings.hearing_threads,
        "--longest": settings.longest_call * 3600,
    }
    if settings.speech_model_folder is not None:
        options["--folder"] = settings.speech_model_folder
    if settings.voice_model is not None:
        options["--voices"] = settings.voice_model
    if settings.hotwords:
        options["--hotwords"] = settings.hotwords
    words = [str(word) for option in options.items() for word in option]
    return [sys.executable, "-m", "service.edges.hearing_child", *words]


class Watcher:
    """One worker's watch: it says that it is alive, and takes over for those that are not any more."""

    def __init__(
        self,
        settings: Settings,
        engine: JobEngine,
        parts: Parts,
        executor: str,
        queues: Sequence[Queue],
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._database = parts.database
        self._waker = Waker(parts.database, engine, parts.served) if Queue.JUDGING in queues else None
        tells = Notices(parts.database, engine, by_mail=parts.mailer is not None, rule=rule_of(settings))
        self._notices = tells if Queue.REST in queues else None
        self._executor = executor
        self._queues = queues
        self._watch = Watch(settings.worker_silence)
        self._upkeep = Upkeep(settings, engine, parts, queues)

    def once(self) -> None:
        """One round. A database that cannot be reached is tried again in the next."""
        try:
            self.say_alive()
            with self._database.read() as session:
                alive = beats(session)
            dead = self._watch.look(alive, self._engine.working(), time.monotonic())
            if dead:
                log.warning("Taking over from %s.", ", ".join(dead))
                self._engine.recover(dead)
            end_lost(self._database, self._engine)
            if self._waker is not None:
                self._waker.round()
            if self._notices is not None:
                self._notices.round(now())
        except DBAPIError:
            log.warning("The database cannot be reached.", exc_info=True)
        self._upkeep.begin_if_due()

    def say_alive(self) -> None:
        with self._database.write() as session:
            beat(session, self._executor, host_name(self._settings.home), self._queues)

    def leave(self) -> None:
        """Says goodbye, so that nobody waits before taking over; a database that is away hears it not."""
        try:
            with self._database.write() as session:
                say_goodbye(session, self._executor)
        except DBAPIError:
            log.warning("The database cannot be reached.", exc_info=True)
