"""The error tree. Every error says what happened and what to do next, in words for the person at the screen.

SidetoneError
├── BadInput            what was handed in cannot be used (exit code 2)
│   ├── BadRecording    not a recording, or not one that can be heard
│   ├── RubricInvalid   a rubric file with mistakes, each with its place
│   ├── PromptInvalid   a prompt file that cannot be used
│   ├── BadRatings      a file of ratings with mistakes, each with its row
│   └── BadMilestone    an exported milestone with mistakes, each with its place
└── NotReady            this installation lacks a part (exit code 1)
    └── ModelMissing    no speech model where it was looked for
"""


class SidetoneError(Exception):
    """Something a person has to know. `message` says what happened, `next_step` what to do about it."""

    exit_code = 1

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(f"{message} {next_step}".strip())
        self.message = message
        self.next_step = next_step


class BadInput(SidetoneError):
    """What was handed in cannot be used; nothing of it was kept."""

    exit_code = 2


class BadRecording(BadInput):
    """The file is not a recording, or not one that can be heard. `code` is a word for machines."""

    def __init__(self, code: str, message: str, next_step: str = "") -> None:
        super().__init__(message, next_step)
        self.code = code


class RubricInvalid(BadInput):
    """A rubric file with mistakes. `mistakes` has one line each, with its place in the file."""

    def __init__(self, file: str, mistakes: list[str]) -> None:
        count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        super().__init__(f"{file}: {count}.", "\n".join(mistakes))
        self.mistakes = mistakes


class PromptInvalid(BadInput):
    """A prompt file that is not there or cannot be used; says the first mistake."""

    def __init__(self, file: str, mistake: str) -> None:
        super().__init__(f"{file}: {mistake}.", "Prompts come with the program: install it again.")


class BadRatings(BadInput):
    """A file of ratings with mistakes: one line each, with its row (the header is row 1); shows the first."""

    SHOWN = 20

    def __init__(self, file: str, mistakes: list[str], hint: str = "") -> None:
        count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes):,} mistakes"
        rest = len(mistakes) - self.SHOWN
        lines = [*mistakes[: self.SHOWN], f"and {rest:,} more" if rest > 0 else "", hint]
        super().__init__(f"{file}: {count}.", "\n".join(line for line in lines if line))
        self.mistakes = mistakes


class BadMilestone(BadInput):
    """An exported milestone with mistakes. `mistakes` has one line each, with its place in the file."""

    def __init__(self, file: str, mistakes: list[str]) -> None:
        count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        super().__init__(f"{file}: {count}, nothing was decided.", "\n".join(mistakes))
        self.mistakes = mistakes


class NotReady(SidetoneError):
    """This installation lacks a part that the job needs."""


class ModelMissing(NotReady):
    """No speech model where it was looked for; the message names the ways to get one."""
