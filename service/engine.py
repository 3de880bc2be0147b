"""The durable job engine, DBOS, behind our own face: enqueue, cancel, status, launch, recover, forget, close.

Only this file and `durable.py` know which engine it is. Its tables lie in our own database, so that a row and
the job it asks for are committed together. Jobs carry ids and nothing else.
"""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from dbos import (
    DBOS,
    DBOSClient,
    DBOSConfig,
    DBOSPortableJSONSerializer,
    EnqueueOptions,
    SQLAlchemyDatasource,
)
from sqlalchemy.orm import Session

from service import durable
from service.db.engine import Database
from service.parts import Parts

NAME = "sidetone"
STEP_ORDER = "4"
"""The order of the steps in `workflows.py`, as a version. It is raised only when that order changes: calls
in flight under an older one are then begun again from what they left behind (`calls.queueing`)."""
UNFINISHED = ("ENQUEUED", "DELAYED", "PENDING")


class Queue(StrEnum):
    """What a job waits in. Hearing takes whole cores, judging waits for a model, the rest is quick."""

    HEARING = "hearing"
    JUDGING = "judging"
    REST = "rest"


AT_ONCE = {Queue.HEARING: 1, Queue.JUDGING: 12, Queue.REST: 24}
"""How many jobs of a queue one process runs side by side. A call that waits for its hearing holds a place in
*rest*; whichever call ends makes room for the next by priority."""
POLLING = {Queue.HEARING: 0.5, Queue.JUDGING: 1.0, Queue.REST: 0.5}
"""Seconds between two looks into a queue; each takes 4 ms of a core. Uploads wait in *rest*, and whole cores
for the next call in *hearing*; a judge takes seconds anyway."""


@dataclass(frozen=True)
class Job:
    """Where a job stands: `state` is the engine's own word for it."""

    id: str
    workflow: str
    state: str
    queue: str | None
    executor: str | None
    step_order: str | None


class JobEngine:
    """The engine on one database. Any process may ask it; a worker launches it, once for each process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def prepare(self) -> None:
        """Creates the engine's own tables, or brings them to the shape this version of it needs."""
        with self._database.engine.connect():  # the first connection sets the file's journal to WAL
            pass
        DBOS.migrate(self._database.url)
        SQLAlchemyDatasource.migrate(self._database.url)

    def enqueue(
        self, session: Session, workflow: str, *ids: str | int, queue: Queue, priority: int, workflow_id: str
    ) -> None:
        """Puts a job into a queue in the caller's transaction. Lower priorities go first; the least is 1.

        A job of that id that is there already is left as it is.
        """
        options: EnqueueOptions = {
            "workflow_name": workflow,
            "queue_name": queue.value,
            "workflow_id": workflow_id,
            "priority": max(1, priority),
        }
        self._client.enqueue_in_transaction(session, options, *ids)

    def cancel(self, workflow_id: str) -> None:
        """Stops a job and those it started before their next step; a running step looks for it by itself.

        Not to be called while a write transaction is open: on SQLite the engine would wait for it.
        """
        self._client.cancel_workflow(workflow_id, cancel_children=True)

    def status(self, workflow_id: str) -> Job | None:
        """Where the job stands; None where there is none (any more)."""
        return next(iter(self._jobs(workflow_ids=[workflow_id])), None)

    def unfinished(self, workflow: str) -> list[Job]:
        """All jobs of that workflow that wait or run, oldest first."""
        return self._jobs(name=workflow, status=list(UNFINISHED))

    def working(self) -> set[str]:
        """The executors that have jobs in their hands, alive or not."""
        return {job.executor for job in self._jobs(status="PENDING") if job.executor}

    def given_up(self, workflow: str) -> list[Job]:
        """Jobs that will not be taken up again: their process ended too often, or they broke."""
        return self._jobs(name=workflow, status=["MAX_RECOVERY_ATTEMPTS_EXCEEDED", "ERROR"])

    def forget(self, older_than_seconds: float) -> list[str]:
        """Deletes finished jobs with their checkpoints, up to a thousand; their ids. What they made stays."""
        before = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - older_than_seconds))
        done = self._client.list_workflows(
            completed_before=before, load_input=False, load_output=False, limit=1000
        )
        ids = [status.workflow_id for status in done]
        self._client.delete_workflows(ids)
        return ids

    def launch(self, executor: str, queues: Collection[Queue], parts: Parts) -> None:
        """Begins to work on these queues, first on what this executor left unfinished when it last ended.

        Two live processes must never have the same `executor`: they would take each other's work.
        """
        config: DBOSConfig = {
            "name": NAME,
            "system_database_url": self._database.url,
            "application_version": STEP_ORDER,
            "executor_id": executor,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "WARNING",
        }
        with self._database.engine.connect():
            pass
        DBOS(config=config)
        DBOS.listen_queues([queue.value for queue in queues])
        durable.begin_with(
            parts,
            SQLAlchemyDatasource.create(
                self._database.url,
                engine=self._database.engine,
                serializer=DBOSPortableJSONSerializer(),
            ),
        )
        DBOS.launch()
        for queue in Queue:
            DBOS.register_queue(
                queue.value, worker_concurrency=AT_ONCE[queue], polling_interval_sec=POLLING[queue]
            )

    def recover(self, dead: Sequence[str]) -> int:
        """Puts back into their queues what dead executors had in their hands; how many jobs.

        The engine's own call for this is private. The public one (resume) forgets the queue, the deadline and
        the number of attempts; this one keeps them and may be repeated.
        """
        return len(DBOS._recover_pending_workflows(list(dead)))

    def close(self) -> None:
        """Stops working; what is unfinished goes on when this executor is launched again."""
        DBOS.destroy()
        self.disconnect()

    def disconnect(self) -> None:
        """Closes the connections of a process that asked the engine and never launched it."""
        if "_client" in self.__dict__:
            self._client.destroy()
            del self.__dict__["_client"]

    @cached_property
    def _client(self) -> DBOSClient:
        return DBOSClient(
            system_database_url=self._database.url,
            serializer=DBOSPortableJSONSerializer(),
            application_name=NAME,
        )

    def _jobs(
        self,
        workflow_ids: list[str] | None = None,
        name: str | None = None,
        status: str | list[str] | None = None,
    ) -> list[Job]:
        found = self._client.list_workflows(
            workflow_ids=workflow_ids, name=name, status=status, load_input=False, load_output=False
        )
        return [
            Job(one.workflow_id, one.name, one.status, one.queue_name, one.executor_id, one.app_version)
            for one in found
        ]
