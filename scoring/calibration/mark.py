"""Which judge it is: what has to be the same for a clearance to hold."""

from functools import cached_property
from typing import Any

from pydantic import Field

from scoring.record import Record, fingerprint

OF_THE_ANSWER = ("temperature",)
"""Parameters that bear on what a judge answers. How often it reads does not: more readings only steady it."""


class JudgeMark(Record):
    """A judge with the model, prompt and parameters it reads with, and the speech model it reads after."""

    judge: str
    model: str | None = None
    prompt: str | None = None
    parameters: dict[str, float] = Field(default={})
    transcriber: str | None = None

    @cached_property
    def key(self) -> str:
        """What clearances hang on: the same mark gives the same key on every machine."""
        return fingerprint(self.model_dump(mode="json"))

    @cached_property
    def reading_key(self) -> str:
        """The same without the speech model: what a judge does with a sentence hangs on no recording."""
        return fingerprint(self.model_dump(mode="json", exclude={"transcriber"}))

    @property
    def title(self) -> str:
        """As people read it: `llm small-model` or `offline`."""
        return f"{self.judge} {self.model}" if self.model else self.judge


def mark_of(
    judge: str,
    model: str | None,
    prompt: str | None,
    parameters: dict[str, Any] | None,
    heard: dict[str, Any],
) -> JudgeMark:
    """The mark of a judge that read a transcript; `heard` is how that was heard, as it is stored."""
    hearing = heard.get("hearing") or {}
    name = [str(hearing[part]) for part in ("engine", "model", "sha256") if hearing.get(part)]
    kept = {key: float(value) for key, value in (parameters or {}).items() if key in OF_THE_ANSWER}
    return JudgeMark(
        judge=judge, model=model, prompt=prompt, parameters=kept, transcriber=" ".join(name) or None
    )
