"""Asking until there is a reply, or a fault that asking again would not mend: the one loop that retries."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from service.edges.llm.answers import Answer
from service.edges.llm.faults import Fault
from service.edges.llm.ladder import Body, Manner, Wish, body_of, step_down

MOST_TRIES = 3
"""How often a request is sent in the same manner."""
FIRST_PAUSE = 1.0
"""Seconds before the second try; twice that before the third, each spread by half."""
PATIENCE = 30.0
"""Seconds a server may ask for. One that wants more makes the call wait instead, and others with it."""


class Sender(Protocol):
    """Sends one request: `client.Client`."""

    def send(self, body: Body) -> Answer | Fault: ...


class Manners(Protocol):
    """Remembers by server and model what was found out about it."""

    def recall(self) -> Manner | None: ...

    def keep(self, manner: Manner) -> None: ...


class InMemory:
    """Manners for as long as the process lasts."""

    def __init__(self) -> None:
        self._manner: Manner | None = None

    def recall(self) -> Manner | None:
        return self._manner

    def keep(self, manner: Manner) -> None:
        self._manner = manner


def _half_more_or_less() -> float:
    return random.uniform(0.5, 1.5)


@dataclass(frozen=True)
class Asker:
    """One server and model, asked with patience. `pause` sleeps and `spread` is from 0.5 to 1.5."""

    sender: Sender
    model: str
    manners: Manners
    pause: Callable[[float], None] = time.sleep
    spread: Callable[[], float] = _half_more_or_less

    def ask(self, wish: Wish) -> Answer | Fault:
        """A reply, or why there is none. What the server does not understand is left out and remembered."""
        remembered = self.manners.recall()
        manner, tries = remembered or Manner(), 0
        while True:
            tries += 1
            found = self.sender.send(body_of(wish, self.model, manner))
            if isinstance(found, Answer):
                if manner != remembered:
                    self.manners.keep(manner)
                return found
            lower = step_down(manner, found, tries)
            if lower is not None:
                manner, tries = lower, 0
                continue
            seconds = self._seconds(found, tries)
            if seconds is None:
                return found
            if seconds > PATIENCE:
                return replace(found, waits=True)
            self.pause(seconds)

    def _seconds(self, fault: Fault, tries: int) -> float | None:
        """How long to wait before the next try; None: there is none."""
        if not fault.again or tries >= MOST_TRIES:
            return None
        if fault.wait_seconds is not None:
            return fault.wait_seconds
        return float(FIRST_PAUSE * 2 ** (tries - 1) * self.spread())
