"""Mistakes in what was sent are said in plain words, not in those of the library that found them."""

from datetime import date
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from scoring.complaint import complaint


class Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")

    count: int = Field(default=0, ge=0, le=100)
    share: float = Field(default=0.5, gt=0, lt=1, allow_inf_nan=False)
    name: str = Field(default="a", min_length=1, max_length=3)
    people: list[str] = Field(default=["a"], min_length=1, max_length=2)
    kind: Literal["rate", "count"] = "rate"
    day: date = date(2026, 1, 1)

    @field_validator("name")
    @classmethod
    def _ours(cls, name: str) -> str:
        if name == "x":
            raise ValueError("x is nobody's name")
        return name


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"count": -1}, "must be 0 or more"),
        ({"count": 101}, "must be 100 or less"),
        ({"count": "many"}, "must be a whole number"),
        ({"count": 1.5}, "must be a whole number"),
        ({"share": 0}, "must be more than 0.0"),
        ({"share": 1}, "must be less than 1.0"),
        ({"share": float("nan")}, "must be a number that has an end"),
        ({"name": ""}, "is empty"),
        ({"name": "Anna"}, "is too long: at most 3 characters"),
        ({"name": 3}, "must be a text"),
        ({"name": "x"}, "x is nobody's name"),
        ({"people": []}, "has too few entries: at least 1"),
        ({"people": ["a", "b", "c"]}, "has too many entries: at most 2"),
        ({"kind": "bare"}, "must be 'rate' or 'count'"),
        ({"day": "2026-02-30"}, "must be a day, such as 2026-12-31"),
        ({"colour": "red"}, "is not known here"),
    ],
)
def test_a_mistake_is_said_in_plain_words(sent: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Sent.model_validate(sent)
    assert [complaint(one) for one in refused.value.errors()] == [says]
