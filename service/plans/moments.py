"""Moments as they are sent: with a zone, and far enough from the ends of the calendar to reckon with."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

YEARS = range(2000, 2200)


def _plausible(moment: datetime) -> datetime:
    if moment.year not in YEARS:
        raise ValueError(f"lies in the year {moment.year}")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_plausible)]
