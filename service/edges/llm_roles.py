"""Asking a language model, once, which of two voices works for the company."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from scoring.asking.roles import ROLES_SCHEMA, RolesReading, TwoVoices, ask_for_roles, read_roles
from scoring.judgement import Reply
from scoring.prompts import Prompt
from scoring.record import fingerprint
from service.edges.llm.answers import Answer
from service.edges.llm.faults import Fault
from service.edges.llm.ladder import Wish
from service.edges.llm_judge import estimate, whole

MOST_TOKENS = 1024
"""Of a reply; one has about 150."""


@dataclass(frozen=True)
class Told:
    """What the model said: as it came in, and as it was read. `reading` is None where there was no reply."""

    reply: Reply
    reading: RolesReading | None


class LlmRoles:
    """Asks a model who works for the company. Never raises for what the model or its server does."""

    def __init__(self, ask: Callable[[Wish], Answer | Fault], model: str, prompt: Prompt) -> None:
        self.model = model
        self.prompt_fingerprint = prompt.fingerprint()
        self._ask = ask
        self._prompt = prompt

    def tell(self, call: TwoVoices) -> Told:
        """One request and no second try: a voice that has to be asked twice is none."""
        messages = [message.model_dump() for message in ask_for_roles(call, self._prompt)]
        wish = Wish(messages, ROLES_SCHEMA, most_tokens=MOST_TOKENS)
        asked = fingerprint([self.model, wish.temperature, wish.seed, wish.most_tokens, messages])
        found = whole(self._ask(wish), wish)
        if isinstance(found, Fault):
            return Told(Reply(request=asked, fault=found.code), None)
        reply = Reply(
            request=asked,
            text=found.text,
            cut_off=found.cut_off,
            seconds=found.seconds,
            **asdict(found.usage or estimate(wish, found.text)),
        )
        return Told(reply, read_roles(found.text, call, self.model))
