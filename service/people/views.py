"""A person as somebody adds them, and what became of a list of them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from service.calls.details import Name

Role = Literal["rep", "manager"]
GivenRole = Literal["qa", "hr", "admin", "auditor"]
"""Roles that are given; rep and manager come with a team."""


def mail_address(text: str) -> str:
    """In lower case. Raises ValueError for what cannot be an address."""
    local, _, domain = text.lower().rpartition("@")
    if not local or "." not in domain.strip(".") or " " in text or "@" in local:
        raise ValueError(f"{text!r} is no e-mail address")
    return text.lower()


class NewPerson(BaseModel):
    """Somebody calls belong to. They are found by the dialler's id or by e-mail, so they need one of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    email: Annotated[Name, StringConstraints(max_length=200), AfterValidator(mail_address)] | None = None
    external_id: Name | None = Field(None, description="The id the dialler knows them by.")
    team: Name | None = None
    role: Role = "rep"


class PersonView(BaseModel):
    """A person with their team of today."""

    id: str
    name: str
    email: str | None
    external_id: str | None
    team: str | None
    role: Role | None
    since: datetime | None


class PeopleReport(BaseModel):
    """What became of a list of people: all of it, or with a mistake in it nothing."""

    added: int = 0
    changed: int = 0
    moved: int = 0
    unchanged: int = 0

    @property
    def summary(self) -> str:
        return (
            f"{self.added} added, {self.changed} changed, {self.moved} moved, {self.unchanged} as they were"
        )
