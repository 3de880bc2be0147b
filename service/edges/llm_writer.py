"""A language model words the coaching note; what it hands in passes the gates or is not used."""

from collections.abc import Callable

from scoring.asking.lines import nonce_of
from scoring.asking.retries import with_complaint
from scoring.coaching.asking import NOTE_SCHEMA, Asked, BadNote, ask_for_note, complaints, read_note
from scoring.coaching.gates import check_note
from scoring.coaching.note import Note
from scoring.prompts import Message, Prompt
from service.edges.llm.answers import Answer
from service.edges.llm.faults import Fault
from service.edges.llm.ladder import Wish

TRIES = 2
MOST_TOKENS = 2048
"""Of a reply; a note has about 200."""


class LlmWriter:
    """Asks for a note and, where it may not be used, once more with what was wrong."""

    def __init__(self, ask: Callable[[Wish], Answer | Fault], model: str, prompt: Prompt) -> None:
        self._ask = ask
        self._model = model
        self._prompt = prompt

    def write(self, asked: Asked) -> Note | str:
        """A note that passes the gates, or in words why there is none."""
        if asked.call is None:
            return "no call of the week missed what is worked on"
        nonce = nonce_of(asked.call.transcript)
        messages: tuple[Message, ...] = ask_for_note(asked, self._prompt, nonce)
        problems: tuple[str, ...] = ()
        for _ in range(TRIES):
            answer = self._ask(Wish([m.model_dump() for m in messages], NOTE_SCHEMA, most_tokens=MOST_TOKENS))
            if isinstance(answer, Fault):
                return answer.message
            note = read_note(answer.text, asked, self._prompt, self._model, nonce)
            if isinstance(note, BadNote):
                problems = note.problems
            else:
                refusals = check_note(note, asked.rubric, asked.week)
                if not refusals:
                    return note
                problems = tuple(refusal.line for refusal in refusals)
            messages = with_complaint(messages, answer.text, complaints(problems))
        return "; ".join(problems)
