"""One statistic as a reader gets it: the value with its interval, or the reason why there is none."""

from typing import Annotated

from pydantic import Field

from scoring.record import Record

Finite = Annotated[float, Field(allow_inf_nan=False)]


class Estimate(Record):
    """A statistic with its 95 % interval, unrounded. Never NaN: what is not defined is null with a reason."""

    value: Finite | None = Field(description="null where the statistic is not defined")
    low: Finite | None = Field(default=None, description="lower end of the 95 % interval")
    high: Finite | None = Field(default=None, description="upper end of the 95 % interval")
    units: int = Field(description="how many units the value rests on")
    why_no_value: str | None = Field(default=None, description="the reason, exactly where value is null")
    why_no_interval: str | None = Field(
        default=None, description="the reason, exactly where there is a value but no interval"
    )


def undefined(units: int, why: str) -> Estimate:
    """No value, because `why`."""
    return Estimate(value=None, units=units, why_no_value=why)


def without_interval(value: float, units: int, why: str) -> Estimate:
    """A value whose uncertainty cannot be stated, because `why`."""
    return Estimate(value=value, units=units, why_no_interval=why)
