"""A rubric: six criteria, each with observable items, five anchors and a table from items to levels.

The file in `rubrics/` is the whole truth: what is asked, what counts as evidence, what a level is worth.
Here it becomes frozen objects; `scorecard.py` does the sums, `evidence.py` holds evidence against
speaker and place, the offline judge reads the cues.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr, model_validator

from scoring.record import Record, fingerprint
from scoring.transcript import Speaker

Level = Annotated[int, Field(ge=1, le=5)]
LEVELS = (1, 2, 3, 4, 5)
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Phrase = Annotated[str, Field(min_length=1)]
"""A phrase in the little pattern language of `phrases.py`."""

CRITERIA = ("opening", "discovery", "qualification", "objections", "next_step", "disclosure")


class Kind(StrEnum):
    """What a yes does: a *must* and a *plus* give; a *must_not* asks for something bad, and takes."""

    MUST = "must"
    PLUS = "plus"
    MUST_NOT = "must_not"


class Place(Record):
    """Where in the call the evidence has to stand, in seconds. Both empty: anywhere.

    `within_first` counts from the rep's first word (a customer who speaks first, ringing or hold music
    must not cost the rep time); `within_last` counts back from the last word of the call.
    """

    within_first: float | None = Field(default=None, gt=0)
    within_last: float | None = Field(default=None, gt=0)


class Figure(Record):
    """A bound on one of the conversation figures (`conversation.py`), for the offline judge."""

    name: Literal["talk_ratio", "longest_monologue", "rep_questions", "customer_questions"]
    at_least: float | None = None
    at_most: float | None = None


class Cues(Record):
    """How the offline judge recognises the behaviour in a sentence. Without cues it says *cannot assess*.

    A sentence counts when one of `any` matches, every group of `all` has a match in it, none of
    `unless` does, and `question` (where set) agrees with whether it asks something. With `until`, only
    sentences before the first one by the same speaker that those cues recognise count.
    """

    any: tuple[Phrase, ...] = ()
    all: tuple[tuple[Phrase, ...], ...] = ()
    unless: tuple[Phrase, ...] = ()
    question: bool | None = None
    min_words: int = Field(default=0, ge=0)
    at_least: int = Field(default=1, ge=1, description="how many different sentences have to count")
    after_occasion: int | None = Field(
        default=None, ge=1, description="within how many of their own sentences after an occasion they say it"
    )
    until: "Cues | None" = None
    figure: Figure | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.any and not self.all:
            raise ValueError("cues need `any` or `all`: a figure alone points at no sentence")
        return self


class Occasion(Record):
    """When the item can be asked at all. `when: always` says that every call gives the occasion."""

    when: str = Field(min_length=1)
    speaker: Speaker = Speaker.CUSTOMER
    cues: Cues | None = None

    @property
    def always(self) -> bool:
        return self.when.strip().lower() == "always"


class Item(Record):
    """One observable behaviour, answered yes, no, not applicable or cannot assess."""

    id: Key
    kind: Kind
    asks: str = Field(min_length=1, description="the question, answerable by pointing at a sentence")
    definition: str = Field(min_length=1)
    example: str = Field(min_length=1, description="a sentence that is a yes")
    near_miss: str = Field(min_length=1, description="a sentence that looks like a yes and is not")
    say_instead: str | None = Field(default=None, description="wording offered to a rep who missed it")
    good: str | None = Field(default=None, description="what the rep is told where it happened")
    missed: str | None = Field(
        default=None, description="what the rep is told where it was missed, or where a must_not happened"
    )
    moment: str | None = Field(default=None, description="when to do it, as it follows the word *when*")
    occasion: Occasion
    speaker: Speaker = Speaker.REP
    place: Place = Place()
    cues: Cues | None = None
    statement: Key | None = Field(default=None, description="the required statement that answers this item")
    must_have: bool = False

    @model_validator(mode="after")
    def _must_haves_are_musts(self) -> Self:
        if self.must_have and self.kind is not Kind.MUST:
            raise ValueError(f"{self.id} is a must-have, so its kind has to be `must`")
        return self


class TableRow(Record):
    """One row of the table from items to levels: the level holds when all its conditions do.

    Counts are over applicable items. A minimum is never higher than the number of items that had an
    occasion: nobody loses a level because the call gave no chance.
    """

    level: Level
    missed_musts_at_most: int | None = Field(default=None, ge=0)
    met_musts_at_least: int = Field(default=0, ge=0)
    pluses_at_least: int = Field(default=0, ge=0)
    must_nots_at_most: int | None = Field(default=None, ge=0)


class Criterion(Record):
    """One of the six parts of a rubric."""

    key: Literal["opening", "discovery", "qualification", "objections", "next_step", "disclosure"]
    title: str = Field(min_length=1)
    purpose: str = Field(min_length=1, description="why it matters to the customer, in a sentence")
    weight: int = Field(ge=0, description="its share of the QA score; 0 keeps it beside the score")
    anchors: dict[Level, str]
    items: tuple[Item, ...] = Field(min_length=4, max_length=8)
    table: tuple[TableRow, ...] = Field(min_length=2)
    capped_at: Level = Field(default=1, description="highest level when a must-have was missed")

    @model_validator(mode="after")
    def _table_covers_everything(self) -> Self:
        levels = [row.level for row in self.table]
        if levels != sorted(set(levels), reverse=True):
            raise ValueError(f"{self.key}: the table's levels must fall from row to row")
        last = self.table[-1]
        if last.level != 1 or last != TableRow(level=1):
            raise ValueError(f"{self.key}: the table's last row must be level 1 without conditions")
        missing = [level for level in LEVELS if not self.anchors.get(level, "").strip()]
        if missing:
            raise ValueError(f"{self.key}: no anchor for level {', '.join(map(str, missing))}")
        if not any(item.kind is Kind.MUST for item in self.items):
            raise ValueError(f"{self.key}: a criterion needs at least one must: levels rest on them")
        return self

    def item(self, item_id: str) -> Item | None:
        return next((item for item in self.items if item.id == item_id), None)


class AppliesWhen(Record):
    """Where a required statement applies. A fact the rubric asks for and nobody knows: *cannot tell*."""

    jurisdiction: tuple[str, ...] = ()
    product: tuple[str, ...] = ()
    direction: Literal["inbound", "outbound"] | None = None
    since: date | None = None
    until: date | None = None


class RequiredStatement(Record):
    """Words that have to be said, and how to recognise them: exactly, in other words, in part.

    `variants` are approved wordings; `elements` are what a paraphrase has to contain, one group of
    phrases each. `deadline` is in seconds from the rep's first word; `before_topic` are phrases that
    open the subject the statement has to precede; `after` names a statement that comes first.
    """

    key: Key
    title: str = Field(min_length=1)
    speakers: tuple[Speaker, ...] = (Speaker.REP, Speaker.OTHER)
    variants: tuple[str, ...] = Field(min_length=1)
    elements: dict[str, tuple[Phrase, ...]] = Field(min_length=1)
    deadline: float | None = Field(default=None, gt=0)
    before_topic: tuple[Phrase, ...] = ()
    after: Key | None = None
    applies_when: AppliesWhen = AppliesWhen()


class Scope(Record):
    """What kind of call the rubric is for. A call that shows none of the signs is not scored on it."""

    describes: str = Field(min_length=1, description="the kind of call, in a few words")
    signs: tuple[Phrase, ...] = Field(min_length=1, description="what is said on such a call, by either side")
    at_least: int = Field(default=1, ge=1, description="how many different signs have to be seen")


class Rubric(Record):
    """A version of a rubric. A published version never changes; its fingerprint proves it."""

    slug: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    version: int = Field(ge=1)
    title: str = Field(min_length=1)
    changed: str = Field(min_length=1, description="what changed in this version, and why")
    language: str = "en"
    scope: Scope | None = None
    worth: dict[Level, Annotated[int, Field(ge=0, le=100)]] = Field(
        default={1: 0, 2: 35, 3: 65, 4: 90, 5: 100}, description="what a level is worth, in percent"
    )
    criteria: tuple[Criterion, ...]
    statements: tuple[RequiredStatement, ...] = ()

    _document: dict[str, Any] = PrivateAttr(default_factory=dict)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Builds the rubric from its parsed file and keeps the document for the fingerprint."""
        rubric = cls.model_validate(document)
        rubric._document = document
        return rubric

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        keys = tuple(criterion.key for criterion in self.criteria)
        if sorted(keys) != sorted(CRITERIA):
            raise ValueError(f"needs each of {', '.join(CRITERIA)} once, and has {', '.join(keys)}")
        worths = [self.worth.get(level) for level in LEVELS]
        if None in worths or worths != sorted(worths, key=lambda worth: worth or 0):
            raise ValueError("`worth` needs all five levels, and a higher level may not be worth less")
        if sum(criterion.weight for criterion in self.criteria) == 0:
            raise ValueError("the weights add to 0: nothing would be scored")
        ids = [item.id for criterion in self.criteria for item in criterion.items]
        twice = sorted({item_id for item_id in ids if ids.count(item_id) > 1})
        if twice:
            raise ValueError(f"item ids must be unique in a rubric: {', '.join(twice)}")
        known = {statement.key for statement in self.statements}
        asked = {item.statement for criterion in self.criteria for item in criterion.items if item.statement}
        asked |= {statement.after for statement in self.statements if statement.after}
        if asked - known:
            raise ValueError(f"no required statement is called {', '.join(sorted(asked - known))}")
        return self

    def criterion(self, key: str) -> Criterion:
        """The criterion with that key. Raises KeyError where the rubric has none."""
        for criterion in self.criteria:
            if criterion.key == key:
                return criterion
        raise KeyError(key)

    def statement(self, key: str) -> RequiredStatement:
        """The required statement with that key. Raises KeyError where the rubric has none."""
        for statement in self.statements:
            if statement.key == key:
                return statement
        raise KeyError(key)

    def fingerprint(self) -> str:
        """SHA-256 over the parsed file. A rubric that was never a file is hashed as it dumps."""
        return fingerprint(self._document or self.model_dump(mode="json"))

    def criterion_fingerprint(self, key: str) -> str:
        """SHA-256 over one criterion of the parsed file: rewording one leaves what the others earned."""
        for part in self._document.get("criteria", ()):
            if part.get("key") == key:
                return fingerprint(part)
        return fingerprint(self.criterion(key).model_dump(mode="json"))
