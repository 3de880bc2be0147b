"""Forms whose fields depend on what they are about: a sheet has some for every item of its rubric."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request


async def fields_of(request: Request) -> Mapping[str, str]:
    """The text fields of a form, the last of those with the same name. Files are left out."""
    async with request.form(max_fields=1000) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


Fields = Annotated[Mapping[str, str], Depends(fields_of)]
