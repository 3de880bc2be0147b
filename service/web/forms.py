"""Forms whose fields depend on what they are about: a sheet has some for every item of its rubric."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser


async def fields_of(request: Request) -> Mapping[str, str]:
    """The text fields of a form, the last of those with the same name. Files are left out."""
    async with request.form(max_fields=1000) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


Fields = Annotated[Mapping[str, str], Depends(fields_of)]


class _InMemory(MultiPartParser):
    """Never writes what is uploaded to a file, however long it is: bodies of forms are bounded as a whole."""

    spool_max_size = 0


@dataclass(frozen=True)
class Upload:
    """A form with one file, read in memory alone. `file` is None where none was chosen."""

    fields: Mapping[str, str]
    file: bytes | None


async def upload_in_memory(request: Request) -> Upload:
    """The text fields and the file called `file`, for what may never touch a disk."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return Upload(await fields_of(request), None)
    try:
        form = await _InMemory(request.headers, request.stream(), max_files=1, max_fields=20).parse()
    except MultiPartException as error:
        raise HTTPException(400, error.message) from error
    try:
        file = form.get("file")
        return Upload(
            {name: value for name, value in form.items() if isinstance(value, str)},
            await file.read() if isinstance(file, UploadFile) else None,
        )
    finally:
        await form.close()


InMemory = Annotated[Upload, Depends(upload_in_memory)]
