"""What the API says about the files of a plan."""

from datetime import datetime

from pydantic import BaseModel


class AttachmentView(BaseModel):
    """A file beside a plan, and who may open it."""

    id: str
    name: str
    kind: str
    media: str
    bytes: int
    sha256: str
    seen_by: list[str]
    added_at: datetime


class AttachmentList(BaseModel):
    items: list[AttachmentView]
