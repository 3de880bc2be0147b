"""What may be attached to a plan, told from the bytes and not from the name."""

import struct
import zipfile
from io import BytesIO

from scoring.errors import BadInput

MOST_BYTES = 20 << 20
KINDS = "PDF, PNG, JPEG, WebP, Word, Excel and plain text"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_PARTS = {
    "word/document.xml": f"{_OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}spreadsheetml.sheet",
}
_MOST_MEMBERS = 5000
SUFFIXES = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "text/plain": ".txt",
    _PARTS["word/document.xml"]: ".docx",
    _PARTS["xl/workbook.xml"]: ".xlsx",
}
"""The ending of a file of each kind that is taken."""


def media_of(content: bytes) -> str:
    """The media type of a file that is taken. Raises BadInput for any other."""
    if not content:
        raise BadInput("The file is empty.", "Nothing was kept.")
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if _is_text(content):
        return "text/plain"
    raise BadInput("This kind of file is not taken.", f"Taken are {KINDS}. Nothing was kept.")


def _office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    # What is written in a version of the format to come is a RuntimeError there.
    except (zipfile.BadZipFile, ValueError, RuntimeError, EOFError, struct.error) as error:
        raise BadInput("The file is broken.", "Save it again. Nothing was kept.") from error
    macros = any(name.lower().endswith(("vbaproject.bin", ".exe", ".js", ".vbs")) for name in names)
    media = next((media for part, media in _PARTS.items() if part in names), None)
    if media is None or "[Content_Types].xml" not in names or len(names) > _MOST_MEMBERS:
        raise BadInput("This is an archive.", f"Attach its files one by one: {KINDS}. Nothing was kept.")
    if macros:
        raise BadInput("The file holds macros.", "Save it without them, or as PDF. Nothing was kept.")
    return media


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if any(character < " " and character not in "\t\r\n" for character in text):
        return False
    # What a browser might take for a page is no plain text, whatever it is called.
    return not text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<svg", "<script", "<?xml"))
