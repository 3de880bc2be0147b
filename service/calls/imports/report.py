"""What became of each recording of an import."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from scoring.visible import shortened, visible

Outcome = Literal["accepted", "already_here", "held", "refused"]
NAMED = 5
"""How many refused rows the summary names; every one has its own line above it."""


class Told(BaseModel):
    """What became of one recording, and why."""

    model_config = ConfigDict(frozen=True)

    outcome: Outcome
    file: str
    line: int | None = Field(None, description="Its line in the manifest.")
    column: str | None = Field(None, description="The column that is wrong, where one is.")
    call: str | None = Field(None, description="The call's public id.")
    why: str = ""

    @property
    def place(self) -> str:
        if self.line is None:
            return self.file or "?"
        return f"line {self.line}" + (f", column {self.column}" if self.column else "")

    def __str__(self) -> str:
        word = self.outcome.replace("_", " ")
        name = f" {self.file}" if self.line is not None and self.file else ""
        return visible(f"{self.place}: {word}{name}" + (f": {self.why}" if self.why else ""))


class ImportReport(BaseModel):
    """What became of an import: a list of recordings, and what was noticed besides."""

    dry_run: bool = False
    told: list[Told] = []
    unused_columns: list[str] = []
    not_named: list[str] = Field([], description="Recordings in the folder that the manifest does not name.")
    left_alone: int = Field(0, description="Files in the folder that are no recordings by their names.")

    def count(self, outcome: Outcome) -> int:
        """Rows, not mistakes: a row with two of them was refused once."""
        return len({(one.line, one.file) for one in self.told if one.outcome == outcome})

    @property
    def summary(self) -> str:
        """`7 accepted, 1 refused (line 4), 1 already here, 2 held`."""
        places = list(dict.fromkeys(self._short(one) for one in self.told if one.outcome == "refused"))
        named = ", ".join(places[:NAMED]) + (" …" if len(places) > NAMED else "")
        refused = f"{self.count('refused')} refused" + (f" ({named})" if named else "")
        text = (
            f"{self.count('accepted')} accepted, {refused}, "
            f"{self.count('already_here')} already here, {self.count('held')} held"
        )
        return f"Nothing was done; it would be: {text}" if self.dry_run else text

    @staticmethod
    def _short(one: Told) -> str:
        return f"line {one.line}" if one.line is not None else shortened(visible(one.file), 60)
