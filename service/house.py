"""What holds for this house and is asked for deep inside: its holidays, and the standard for everybody.

It comes with every session of the database, which the settings were handed to once.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from scoring.formats import day_in_words
from scoring.plans.working_days import is_working_day

STANDARD = 85.0
_KEY = "house"


@dataclass(frozen=True)
class House:
    """`holidays`: days that are no working days; `standard`: of QA scores and criteria, in percent."""

    holidays: frozenset[date] = frozenset()
    standard: float = STANDARD

    def for_sessions(self) -> dict[str, Any]:
        """What a database hands to each of its sessions."""
        return {_KEY: self}

    def left_out(self, first: date, last: date) -> str:
        """The holidays after `first` and up to `last` that would have been working days; empty: none."""
        days = [day for day in sorted(self.holidays) if first < day <= last and is_working_day(day)]
        return ", ".join(day_in_words(day) for day in days)


def days_in(text: str) -> frozenset[date]:
    """The days of "2026-12-25, 2026-12-26". Raises ValueError that names what is none."""
    days = set()
    for one in filter(None, re.split(r"[,\s]+", text)):
        try:
            days.add(date.fromisoformat(one))
        except ValueError as error:
            raise ValueError(f"{one} is no day: write 2026-12-25") from error
    return frozenset(days)


def written_days(text: str) -> str:
    """The text, where all of it are days. Raises ValueError."""
    days_in(text)
    return text


def house_of(session: Session) -> House:
    """The house of that session; one without holidays where nobody said."""
    found = session.info.get(_KEY)
    return found if isinstance(found, House) else House()
