"""Prompts as data: a file with front matter and parts, filled in with named values and nothing else.

    ---
    name: judge
    version: 1
    variables: [nonce, transcript]
    ---
    # system
    …
    # user
    … {{transcript}} …

Each part is a message with that role. A published version never changes: `prompts/fingerprints.txt`.
"""

import re
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from scoring.errors import PromptInvalid, RubricInvalid
from scoring.library import rubric_document, shipped_prompt
from scoring.record import Record, fingerprint

Role = Literal["system", "user", "assistant"]

_FILE = re.compile(r"---\n(?P<front>.*?)\n---\n(?P<text>.*)", re.DOTALL)
_PART = re.compile(r"^# (system|user)\n", re.MULTILINE)
_VARIABLE = re.compile(r"\{\{([a-z_]+)\}\}")


class Message(Record):
    """One message of a conversation with a language model."""

    role: Role
    content: str


class Prompt(Record):
    """A version of a prompt; `parts` are its messages with the variables still in them."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    version: int = Field(ge=1)
    variables: tuple[str, ...]
    reply: str = Field(min_length=1, description="what the model is to hand back, in words")
    changed: str = Field(min_length=1, description="what changed in this version, and why")
    parts: tuple[Message, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _declares_what_it_uses(self) -> Self:
        used = {name for part in self.parts for name in _VARIABLE.findall(part.content)}
        if used != set(self.variables):
            odd = ", ".join(sorted(used ^ set(self.variables)))
            raise ValueError(f"`variables` and the {{{{variables}}}} of the text differ: {odd}")
        return self

    def fill(self, **values: str) -> tuple[Message, ...]:
        """The messages with every variable replaced. What a value contains is never read as a variable.

        Raises ValueError where a variable is missing or a value has no place.
        """
        odd = sorted(set(values) ^ set(self.variables))
        if odd:
            raise ValueError(f"prompt {self.name}@{self.version}: missing or surplus: {', '.join(odd)}")
        return tuple(
            Message(role=part.role, content=_VARIABLE.sub(lambda variable: values[variable[1]], part.content))
            for part in self.parts
        )

    def fingerprint(self) -> str:
        """SHA-256 over name, version and the messages: a word more is another prompt."""
        return fingerprint([self.name, self.version, *([part.role, part.content] for part in self.parts)])


def load_prompt(name: str, version: int | None = None) -> Prompt:
    """A shipped prompt (`judge`), without a version the newest. Raises PromptInvalid."""
    file, text = shipped_prompt(name, version)
    return read_prompt(text, file)


def read_prompt(text: str, file: str) -> Prompt:
    """Parses a prompt file; `file` is its name in errors. Raises PromptInvalid with what is wrong."""
    found = _FILE.fullmatch(text.replace("\r\n", "\n"))
    if found is None:
        raise PromptInvalid(file, "a prompt begins with front matter between two lines of ---")
    try:
        document: dict[str, Any] = rubric_document(found["front"], file)
        return Prompt.model_validate({**document, "parts": _parts(found["text"], file)})
    except RubricInvalid as error:
        raise PromptInvalid(file, error.mistakes[0]) from error
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(map(str, problem["loc"])) or "prompt"
        raise PromptInvalid(file, f"{place}: {problem['msg'].removeprefix('Value error, ')}") from error


def _parts(text: str, file: str) -> list[dict[str, str]]:
    before, *pieces = _PART.split(text)
    if before.strip():
        raise PromptInvalid(file, "text stands before the first part: begin with `# system` or `# user`")
    return [
        {"role": role, "content": content.strip()}
        for role, content in zip(pieces[::2], pieces[1::2], strict=True)
    ]
