"""Who works in the company of the demo, and what everybody there signs in with."""

from typing import Literal, NamedTuple

PASSWORD = "invented people only"
"""What everybody in the demo signs in with; the sign-in page shows it."""


class Member(NamedTuple):
    """Somebody of the demo: what they do there, in words, and how they are known."""

    name: str
    does: str
    team: str = ""
    role: Literal["qa", "hr", "admin", "auditor"] | None = None

    @property
    def email(self) -> str:
        return f"{self.name.lower()}@ledgerline.example"


MEMBERS = (
    Member("Sam", "manages Northwind", "Northwind"),
    Member("Ana", "rep in Northwind", "Northwind"),
    Member("Rui", "rep in Northwind", "Northwind"),
    Member("Leo", "rep in Northwind", "Northwind"),
    Member("Mia", "rep in Northwind", "Northwind"),
    Member("Otis", "manages Southgate", "Southgate"),
    Member("Uma", "rep in Southgate", "Southgate"),
    Member("Quinn", "QA analyst", role="qa"),
    Member("Quill", "QA analyst", role="qa"),
    Member("Hana", "HR", role="hr"),
    Member("Ada", "admin", role="admin"),
    Member("Aud", "auditor", role="auditor"),
)
MANAGERS = ("Sam", "Otis")
REPS = tuple(one.name for one in MEMBERS if one.team and one.name not in MANAGERS)
