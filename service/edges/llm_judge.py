"""The language model as judge: asks about one criterion, holds the answer against the call, asks once more.

What is sent and how replies are read is `scoring.asking`; how a server is reached is `edges.llm`.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Protocol

from scoring.asking.keys import cache_key
from scoring.asking.lines import nonce_of
from scoring.asking.rendering import render
from scoring.asking.replies import REPLY_SCHEMA, BadReply, read_reply
from scoring.asking.retries import ask_again, best_of, worth_a_retry
from scoring.asking.room import parts
from scoring.asking.tokens import count_tokens
from scoring.asking.windows import TooLong, Window, asked_items, merge_windows
from scoring.judgement import Away, Judgement, JudgeRequest, Reply
from scoring.prompts import Message, Prompt
from scoring.record import fingerprint
from scoring.reviewing import checked
from service.edges.llm.answers import Answer, Usage
from service.edges.llm.faults import TOO_LONG, Fault
from service.edges.llm.ladder import Wish

SPREAD = 0.3
"""Temperature of the second and later readings: the same question at 0 mostly gives the same answer."""

CHARACTERS = 6
"""Characters a token holds at the most, on average: English prose has four to five, our lines fewer."""

Ask = Callable[[Wish], Answer | Fault]


@dataclass(frozen=True)
class Terms:
    """How a model is asked. `window`: tokens it can look at; `most_tokens`: of a reply."""

    readings: int = 1
    temperature: float = 0.0
    window: int = 131_072
    most_tokens: int = 4096

    @property
    def reply_tokens(self) -> int:
        """A small window is not all for the reply."""
        return min(self.most_tokens, self.window // 4)


class Memory(Protocol):
    """Remembers what was answered by the key of the question, so that it is not asked twice."""

    def recall(self, key: str) -> Judgement | None: ...

    def keep(self, key: str, judgement: Judgement) -> None: ...


class Forgetful:
    """Remembers nothing."""

    def recall(self, key: str) -> Judgement | None:
        return None

    def keep(self, key: str, judgement: Judgement) -> None:
        return None


class LlmJudge:
    """A judge that asks a language model. It sees the call and one criterion, and gives no number."""

    name = "llm"

    def __init__(
        self, ask: Ask, model: str, place: str, prompt: Prompt, terms: Terms, memory: Memory | None = None
    ) -> None:
        self.model = model
        self.notice = f"AI reading by {model} at {place}"
        self.prompt_fingerprint = prompt.fingerprint()
        self._ask = ask
        self._place = place
        self._prompt = prompt
        self._terms = terms
        self._memory = memory or Forgetful()

    @property
    def parameters(self) -> dict[str, float]:
        """How it is asked, as far as that bears on what it answers."""
        return {"temperature": self._terms.temperature, "readings": self._terms.readings}

    def reading_often(self, readings: int) -> "LlmJudge":
        """The same judge with at least so many readings of each question."""
        terms = replace(self._terms, readings=max(readings, self._terms.readings))
        return LlmJudge(self._ask, self.model, self._place, self._prompt, terms, self._memory)

    def afresh(self) -> "LlmJudge":
        """The same judge without what it remembers: what it was asked before, it is asked again."""
        return LlmJudge(self._ask, self.model, self._place, self._prompt, self._terms)

    def judge(self, request: JudgeRequest) -> Judgement:
        """The first reading, the others with it. Never raises for what the model or its server does."""
        readings: list[Judgement] = []
        for number in range(1, self._terms.readings + 1):
            readings.append(self._reading(request, number))
            if readings[-1].away is not None:
                break
        first, *others = readings
        return first.model_copy(
            update={
                "others": tuple(other.model_copy(update={"replies": ()}) for other in others),
                "replies": tuple(reply for one in readings for reply in one.replies),
                "away": readings[-1].away,
                "failed": readings[-1].failed if readings[-1].away else first.failed,
            }
        )

    def _reading(self, request: JudgeRequest, number: int) -> Judgement:
        # The first of three readings is the question that a single one asks: it is not paid for twice.
        asked = asdict(self._terms) | {"readings": 1}
        key = cache_key(request, self._prompt, self.model, asked, number)
        kept = self._memory.recall(key)
        if kept is not None:
            return kept
        found = _Reading(self._ask, self.model, self._prompt, self._terms, request, number).made()
        if found.failed is None:
            self._memory.keep(key, found.model_copy(update={"replies": ()}))
        return found


@dataclass(frozen=True)
class _Reading:
    """One reading of one criterion: all parts of the call, each with at most one second chance."""

    ask: Ask
    model: str
    prompt: Prompt
    terms: Terms
    request: JudgeRequest
    number: int

    def made(self) -> Judgement:
        """The reading; where the server's window turns out smaller than was said, in ever smaller parts."""
        try:
            shown = parts(self.request, self.prompt, self.terms.window, self.terms.reply_tokens)
        except TooLong as error:
            return self._failed(f"The call does not fit into the model: {error}.", ())
        found = self._over(shown)
        if not _too_long(found):
            return found
        smaller = replace(self, terms=replace(self.terms, window=self.terms.window // 2)).made()
        return smaller.model_copy(update={"replies": (*found.replies, *smaller.replies)})

    def _over(self, shown: tuple[Window, ...]) -> Judgement:
        if len(shown) == 1:
            return self._part(None)
        found: list[tuple[Window, Judgement]] = []
        for part in shown:
            if asked_items(self.request, part):
                found.append((part, self._part(part)))
                if found[-1][1].away is not None or _too_long(found[-1][1]):
                    return found[-1][1].model_copy(
                        update={"replies": tuple(reply for _, one in found for reply in one.replies)}
                    )
        return merge_windows(self.request, found)

    def _part(self, window: Window | None) -> Judgement:
        nonce = nonce_of(self.request.transcript)
        messages = render(self.request, self.prompt, nonce, window, turn=self.number - 1)
        asked = frozenset(item.id for item in asked_items(self.request, window))
        first, text, problems = self._once(messages, asked)
        if first.away is not None or not problems:
            return first
        second, _, _ = self._once(ask_again(messages, text, problems, nonce), asked)
        return best_of(first, second, lambda judgement: checked(self.request, judgement))

    def _once(
        self, messages: tuple[Message, ...], asked: frozenset[str]
    ) -> tuple[Judgement, str, tuple[str, ...]]:
        """What one request brought, its text, and what to complain about; a fault is nobody's mistake."""
        wish = Wish(
            messages=[message.model_dump() for message in messages],
            schema=REPLY_SCHEMA,
            temperature=self.terms.temperature if self.number == 1 else max(self.terms.temperature, SPREAD),
            seed=self.number,
            most_tokens=self.terms.reply_tokens,
        )
        found = whole(self.ask(wish), wish)
        reply = self._noted(found, wish)
        if isinstance(found, Fault):
            failed = self._failed(f"{found.message} {found.next_step}".strip(), (reply,))
            return failed.model_copy(update={"away": _away(found)}), "", ()
        read = read_reply(found.text, self.request.criterion, nonce_of(self.request.transcript))
        late = ("the reply was cut off: keep every why short",) if found.cut_off else ()
        if isinstance(read, BadReply):
            problems = (*late, *read.problems)
            failed = self._failed(f"The model's reply cannot be used: {'; '.join(problems)}", (reply,))
            return failed, found.text, problems
        read = read.model_copy(update={"replies": (reply,)})
        return read, found.text, (*late, *worth_a_retry(checked(self.request, read), asked))

    def _failed(self, reason: str, replies: tuple[Reply, ...]) -> Judgement:
        return Judgement(criterion=self.request.criterion.key, failed=reason, replies=replies)

    def _noted(self, found: Answer | Fault, wish: Wish) -> Reply:
        asked = fingerprint([self.model, wish.temperature, wish.seed, wish.most_tokens, list(wish.messages)])
        if isinstance(found, Fault):
            return Reply(request=asked, fault=found.code)
        return Reply(
            request=asked,
            text=found.text,
            cut_off=found.cut_off,
            seconds=found.seconds,
            **asdict(found.usage or estimate(wish, found.text)),
        )


def estimate(wish: Wish, text: str) -> Usage:
    """The tokens of a request whose server does not count them, from above: a budget should still hold."""
    sent = sum(count_tokens(message["content"]) for message in wish.messages)
    return Usage(tokens_in=sent, tokens_out=count_tokens(text), counted=False)


def whole(found: Answer | Fault, wish: Wish) -> Answer | Fault:
    """The answer, unless the server has read fewer tokens than the request can have: some cut what is too
    long for them and say nothing, and half a call is not to be judged."""
    if isinstance(found, Fault) or found.usage is None:
        return found
    sent = sum(len(message["content"]) for message in wish.messages)
    return TOO_LONG if found.usage.tokens_in < sent // CHARACTERS else found


def _away(fault: Fault) -> Away | None:
    if not fault.waits:
        return None
    return Away(
        code=fault.code, message=fault.message, next_step=fault.next_step, wait_seconds=fault.wait_seconds
    )


def _too_long(judgement: Judgement) -> bool:
    return any(reply.fault == TOO_LONG.code for reply in judgement.replies) and judgement.failed is not None
