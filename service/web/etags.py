"""Versions of what is looked at, as ETags: who changes it says which version they saw."""

from typing import Annotated

from fastapi import Header

from service.errors import Stale, Unprocessable

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The ETag you looked at, or `*`.", examples=['"3"']),
]


def version_in(match: str | None) -> int | None:
    """The version in an If-Match header; None for none and for `*`. Raises Unprocessable for what is none."""
    if match is None or match.strip() == "*":
        return None
    number = match.strip().removeprefix("W/").strip('"')
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise Unprocessable("If-Match is no ETag.", 'Send the ETag as it was given, such as "3".')
    return int(number)


def refuse_other(match: str | None, mark: str) -> None:
    """Raises Stale where an If-Match header names another mark than the one that holds now."""
    if match is not None and match.strip() not in ("*", f'"{mark}"', f'W/"{mark}"', mark):
        raise Stale("It was changed since you looked at it. Nothing was changed now.", "Look at it again.")
