"""The judges that the settings name: a language model where one is set, and the offline judge."""

from dataclasses import dataclass

from scoring.judgement import Judge
from scoring.prompts import load_prompt
from service.db.engine import Database
from service.edges.llm.answers import Answer, Usage
from service.edges.llm.asking import Asker, InMemory, Manners
from service.edges.llm.client import Client
from service.edges.llm.faults import Fault
from service.edges.llm.ladder import Wish
from service.edges.llm.server import Server, is_elsewhere
from service.edges.llm_judge import Ask, LlmJudge, Terms, estimate
from service.edges.llm_judge import Memory as Remembering
from service.edges.llm_roles import LlmRoles
from service.edges.llm_writer import LlmWriter
from service.reviews.ledger import Ledger, Memory
from service.settings import Settings

PROBE = Wish(
    messages=[{"role": "user", "content": "Reply with {}."}], schema={"type": "object"}, most_tokens=512
)
"""The least a server can be asked: key, model, account and reply are tried by it."""


READINGS = 3
"""How often calls of a round and anchors are read, whatever the settings say of other calls."""


def reading_often(judge: Judge, readings: int) -> Judge:
    """The judge with at least so many readings of each question, where it is one that can differ from itself.

    The offline judge is none: a second reading of its would say what the first said.
    """
    return judge.reading_often(readings) if isinstance(judge, LlmJudge) else judge


def afresh(judge: Judge) -> Judge:
    """The judge without what it remembers of earlier readings: it is to show how it reads today."""
    return judge.afresh() if isinstance(judge, LlmJudge) else judge


def server_of(settings: Settings) -> Server | None:
    """The model server that is set; None where there is none."""
    if not settings.llm_base_url:
        return None
    return Server(
        url=settings.llm_base_url,
        model=settings.llm_model,
        key=settings.llm_api_key.get_secret_value(),
        timeout=settings.llm_timeout,
        parallel=settings.llm_parallel,
    )


def asker(server: Server, manners: Manners | None = None) -> Asker:
    return Asker(Client(server), server.model, manners or InMemory())


def llm_judge(settings: Settings, server: Server, ask: Ask, memory: Remembering | None = None) -> LlmJudge:
    """The judge on that server. Raises PromptInvalid where the shipped prompt is damaged."""
    terms = Terms(
        readings=settings.llm_readings,
        temperature=settings.llm_temperature,
        window=settings.llm_window,
        most_tokens=settings.llm_reply,
    )
    return LlmJudge(ask, server.model, server.place, load_prompt("judge"), terms, memory)


@dataclass(frozen=True)
class ServedJudge:
    """The language model of the service: its judge, and the server that all processes keep an eye on."""

    judge: LlmJudge
    writer: LlmWriter
    roles: LlmRoles
    ledger: Ledger
    asker: Asker
    hosted: bool

    def probe(self) -> bool:
        """Tries the server, however things stand; whether it answers."""
        found = self.asker.ask(PROBE)
        self.ledger.note(found, usage_of(PROBE, found), probing=True)
        if isinstance(found, Fault):
            return False
        self.ledger.clear()
        return True


def served_judge(settings: Settings, database: Database) -> ServedJudge | None:
    """The language model that is set, with its memory in the database; None where none is set."""
    server = server_of(settings)
    if server is None:
        return None
    ledger = Ledger(database, server, settings.llm_daily_tokens)
    asked = asker(server, ledger)
    ask = guarded(asked.ask, ledger)
    return ServedJudge(
        judge=llm_judge(settings, server, ask, Memory(database)),
        writer=LlmWriter(ask, server.model, load_prompt("note")),
        roles=LlmRoles(ask, server.model, load_prompt("roles")),
        ledger=ledger,
        asker=asked,
        hosted=is_elsewhere(server.url),
    )


def guarded(ask: Ask, ledger: Ledger) -> Ask:
    """Asks only where the ledger does not say that it is in vain, and notes what it brought."""

    def asked(wish: Wish) -> Answer | Fault:
        stopped = ledger.stops()
        if stopped is not None:
            return stopped
        found = ask(wish)
        ledger.note(found, usage_of(wish, found))
        return found

    return asked


def usage_of(wish: Wish, found: Answer | Fault) -> Usage:
    """The tokens a request took; where the server does not count them, an upper estimate."""
    if isinstance(found, Fault):
        return Usage()
    return found.usage or estimate(wish, found.text)
