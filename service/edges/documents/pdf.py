"""A paper as PDF, by typst: tagged, PDF/A-2b and PDF/UA-1 as far as it can tell. Texts go in as data."""

import re
import unicodedata
from pathlib import Path
from typing import Literal

from scoring.errors import NotReady
from scoring.plans.papers.records import Paper
from service.edges.documents.clean import cleaned

TEMPLATE = Path(__file__).with_name("paper.typ")
Standard = Literal["a-2b", "ua-1"]
ARCHIVABLE: tuple[Standard, ...] = ("a-2b", "ua-1")
"""To be kept for decades, and to be read aloud: typst refuses what it sees break either."""
MOST_SYMBOLS = 40
_NO_GLYPH = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)


def pdf(paper: Paper, standards: tuple[Standard, ...] = ARCHIVABLE) -> bytes:
    """The paper as PDF. A symbol that no font has (an emoji, say) is written as its name in brackets.

    Raises NotReady where letters are in it that no font of this machine has: a name is not to be mangled.
    """
    data = cleaned(paper).model_dump_json()
    for _ in range(MOST_SYMBOLS):
        try:
            return _set(data, standards)
        except RuntimeError as error:
            missing = _NO_GLYPH.search(str(error))
            if missing is None:
                raise NotReady(
                    "The document could not be set as PDF.",
                    "Take it as DOCX, and tell whoever runs the service.",
                ) from error
            data = _named(data, missing[1], error)
    raise NotReady("The document has too many symbols that no font has.", "Take it as DOCX.")


def _set(data: str, standards: tuple[Standard, ...]) -> bytes:
    import typst  # late: most processes never set a document

    made: bytes = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        format="pdf",
        sys_inputs={"paper": data},
        pdf_standards=[*standards],
    )
    return made


def _named(data: str, text: str, error: RuntimeError) -> str:
    """The data with each symbol of `text` written as its name. Raises NotReady for a letter."""
    for character in text:
        if unicodedata.category(character)[0] in "LMN":
            raise NotReady(
                f"No font of this machine has the letter {character}.",
                "Install a font that has it (fonts-noto-cjk, say), or take the document as DOCX.",
            ) from error
        name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
        data = data.replace(character, f"[{name}]")
    return data
