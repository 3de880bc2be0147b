"""The judge on the command line: which one reads, and whether the language model that is set can be used."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from scoring.coaching.asking import Writer
from scoring.errors import BadInput, NotReady
from scoring.judgement import Judge, Judgement, JudgeRequest
from scoring.visible import visible
from service.settings import Settings

if TYPE_CHECKING:
    from service.edges.llm.ladder import Manner
    from service.edges.llm.server import Server

Line = tuple[Literal["good", "missing", "note"], str, str, str]
"""A line of the diagnosis: its state, what it is about, what it says, what to do."""

RUNGS = {
    "json_schema": "it holds the model to a JSON schema",
    "json_object": "it holds the model to a schema in a field of its own",
    "prompt": "it knows no schemas: the prompt alone says what to reply",
}
MILLION = 1_000_000


class Insisting:
    """A judge that is asked here and now: where it cannot be, the whole command ends and says so."""

    def __init__(self, judge: Judge) -> None:
        self.name = judge.name
        self.model = judge.model
        self.notice = judge.notice
        self.prompt_fingerprint: str | None = getattr(judge, "prompt_fingerprint", None)
        self.parameters: dict[str, float] | None = getattr(judge, "parameters", None)
        self._judge = judge

    def judge(self, request: JudgeRequest) -> Judgement:
        """Raises NotReady where the judge is away."""
        found = self._judge.judge(request)
        if found.away is not None:
            raise NotReady(found.away.message, found.away.next_step)
        return found


def chosen_judge(settings: Settings, name: str | None) -> Judge:
    """The judge of that name; without one the language model where one is set, else the offline judge.

    Raises BadInput where a language model is wanted and none is set.
    """
    from service.edges.offline_judge import OfflineJudge
    from service.judges import asker, llm_judge, server_of

    server = None if name == OfflineJudge.name else server_of(settings)
    if server is not None:
        return Insisting(llm_judge(settings, server, asker(server).ask))
    if name not in (None, OfflineJudge.name):
        raise BadInput(
            "No language model is set.", "Set SIDETONE_LLM_BASE_URL and SIDETONE_LLM_MODEL; see docs/llm.md."
        )
    return OfflineJudge()


def chosen_writer(settings: Settings, name: str | None) -> Writer | None:
    """Who words the coaching note: the model that judges; None where the offline judge does."""
    from scoring.prompts import load_prompt
    from service.edges.llm_writer import LlmWriter
    from service.edges.offline_judge import OfflineJudge
    from service.judges import asker, server_of

    server = None if name == OfflineJudge.name else server_of(settings)
    if server is None:
        return None
    return LlmWriter(asker(server).ask, server.model, load_prompt("note"))


def judge_lines(settings: Settings) -> Iterator[Line]:
    """What `sidetone doctor` says about the judge. The language model is really asked, in a few tokens."""
    from service.judges import server_of

    server = server_of(settings)
    if server is None:
        yield ("note", "judge", "offline reading: cues, no language model (nothing to configure)", "")
        return
    yield _answer(server)
    yield _place(server)
    if settings.llm_daily_tokens:
        yield ("note", "tokens a day", _budget(settings), "")


def _answer(server: "Server") -> Line:
    from service.edges.llm.answers import Answer
    from service.edges.llm.asking import InMemory
    from service.edges.llm.ladder import Manner
    from service.judges import PROBE, asker

    found_out = InMemory()
    found = asker(server, found_out).ask(PROBE)
    who = visible(f"{server.model} at {server.place}")
    if isinstance(found, Answer):
        how = _manner(found_out.recall() or Manner())
        return ("good", "judge", f"{who} answers in {found.seconds:.1f} s; {how}", "")
    return ("missing", "judge", f"{who}: {found.message}", found.next_step)


def _manner(manner: "Manner") -> str:
    left_out = ", ".join(sorted(manner.without))
    return RUNGS[manner.rung] + (f"; it takes no {left_out}" if left_out else "")


def _place(server: "Server") -> Line:
    from service.edges.llm.server import is_elsewhere

    if not is_elsewhere(server.url):
        return ("good", "transcripts", "stay on this network: the model's server is on a private address", "")
    says = f"transcripts leave this machine, redacted: they go to {visible(server.place)}"
    do = "Teams with health data need a legal basis first: `sidetone people health`."
    if server.url.startswith("http://"):
        return ("missing", "transcripts", f"{says}, unencrypted", "Use an address that begins with https://.")
    return ("note", "transcripts", says, do)


def _budget(settings: Settings) -> str:
    says = f"at most {settings.llm_daily_tokens:,}"
    if not settings.llm_prices:
        return says
    most = settings.llm_daily_tokens * max(settings.llm_prices.values()) / MILLION
    return f"{says}, which cost {most:,.2f} at the most"
