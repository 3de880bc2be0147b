"""What the API takes in and gives out about imported metrics."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from scoring.formats import counted
from scoring.metrics import Declared, Figure, Kind, Period

Source = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class FigureLine(Figure):
    """A figure as it is sent: whose, of which metric."""

    rep: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=320)] = Field(
        description="The dialler's id or the e-mail of the rep."
    )
    metric: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]

    def figure(self) -> Figure:
        return Figure.model_validate(self.model_dump(exclude={"rep", "metric"}))


class NewFigures(BaseModel):
    """Figures that come together. All of them are kept, or none."""

    model_config = ConfigDict(extra="forbid")

    source: Source = Field(description='Where they come from: "CRM export".')
    day: date = Field(description="The day of the export.")
    covers: Period | None = Field(
        default=None,
        description="The days for which they are complete; default: from the first day to the last in them.",
    )
    figures: list[FigureLine] = Field(min_length=1, max_length=10_000)


class NewMetric(BaseModel):
    """What a metric is."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    kind: Kind
    unit: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20)] = ""
    direction: str = Field(default="higher", pattern="^(higher|lower)$", description="Which way is better.")


class MetricView(Declared):
    """A metric that is declared."""


class MetricList(BaseModel):
    """The metrics that are declared, and those that are known without being declared."""

    items: list[MetricView]


class RowTold(BaseModel):
    """A line that something is said about."""

    line: int
    column: str | None = None
    why: str

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"line {self.line}{column}: {self.why}"


class MetricReport(BaseModel):
    """What an import did. Where anything is refused, nothing was kept."""

    added: int = 0
    corrected: list[RowTold] = []
    unchanged: int = 0
    refused: list[RowTold] = []
    unused_columns: list[str] = []
    seen_before: date | None = Field(default=None, description="The same was imported already on that day.")

    @property
    def summary(self) -> str:
        if self.refused:
            return f"Nothing was kept: {counted(len(self.refused), 'mistake')}."
        if self.seen_before is not None:
            return f"This was imported already, on {self.seen_before}. Nothing was changed."
        told = [counted(self.added, "figure") + " added"]
        told += [f"{len(self.corrected)} corrected"] if self.corrected else []
        told += [f"{self.unchanged} as before"] if self.unchanged else []
        return f"{', '.join(told)}."


class FigureView(BaseModel):
    """A figure with where it came from. `replaced_at`: it was corrected then, and does not count any more."""

    metric: str
    first: date
    last: date
    figure: dict[str, Any]
    source: str
    day: date
    imported_at: datetime
    replaced_at: datetime | None


class RepFigures(BaseModel):
    """The figures of a rep, newest first."""

    rep: str
    items: list[FigureView]
