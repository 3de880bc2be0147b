"""A paper as DOCX, from a template that HR may change in a word processor (`paper.docx`)."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from scoring.plans.papers.records import Paper
from service.edges.documents.clean import cleaned

TEMPLATE = Path(__file__).with_name("paper.docx")


def docx(paper: Paper, template: Path = TEMPLATE) -> bytes:
    """The paper as DOCX. Texts are escaped: neither XML nor template code in them does anything."""
    from docxtpl import DocxTemplate  # late: most processes never write a document

    filled, printable = DocxTemplate(str(template)), cleaned(paper)
    filled.render({"paper": _context(printable)}, autoescape=True)
    # The title that a reader program says aloud; a property of a document holds 255 characters.
    filled.docx.core_properties.title = f"{printable.title}, {printable.subtitle}"[:255]
    out = BytesIO()
    filled.save(out)
    return out.getvalue()


def shape_of(widths: Sequence[int]) -> str:
    """Which of the template's tables fits: how many columns there are, and which of them is the widest."""
    widest = max(range(len(widths)), key=lambda column: widths[column])
    return f"{len(widths)}-{'last' if widest == len(widths) - 1 else ('first', 'second')[min(widest, 1)]}"


def _context(paper: Paper) -> dict[str, Any]:
    """What the template reads: the paper, with lines where a text has several."""
    context = paper.model_dump()
    for section in context["sections"]:
        for block in section["blocks"]:
            if block["kind"] == "quoted":
                block["lines"] = [line for line in block["text"].split("\n") if line.strip()]
            if block["kind"] == "table":
                block["shape"] = shape_of(block["widths"])
            if block["kind"] == "signatures":
                for line in block["lines"]:
                    line["hash_line"] = f"Text {line['text_hash']}" if line["text_hash"] else ""
    return context
