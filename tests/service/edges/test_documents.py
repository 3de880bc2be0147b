"""Plans as PDF and DOCX: every worked plan comes out whole, and no text in one does anything but be read."""

import re
import zipfile
from functools import cache
from io import BytesIO
from itertools import cycle
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from scoring.errors import NotReady
from scoring.plans.papers.lay_out import lay_out
from scoring.plans.papers.records import Paper
from scoring.plans.sections import Audience
from scoring.visible import visible
from service.edges.documents import make_template
from service.edges.documents.docx import TEMPLATE, docx, shape_of
from service.edges.documents.make_template import SHAPES
from service.edges.documents.pdf import pdf
from tests.scoring.plans.examples import EXAMPLES, example

SECTIONS = (
    *("Person", "1. Reason", "2. Expectations", "3. Goals", "4. Action plan", "5. Support and resources"),
    *("6. Monitoring and schedule", "7. Outcomes and consequences", "8. Acknowledgement and comments"),
)


@cache
def paper(name: str, audience: Audience = Audience.REP) -> Paper:
    return lay_out(example(name), "file", audience)


def pdf_text(made: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(BytesIO(made)).pages]
    return " ".join("\n".join(pages).split())


def docx_text(made: bytes) -> str:
    """Everything that is read, in the order of the page."""
    body = Document(BytesIO(made)).element.body
    pieces = [node.text or "" for node in body.iter() if node.tag.endswith("}t")]
    return " ".join(" ".join(pieces).split())


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_worked_plan_comes_out_complete(name: str) -> None:
    content = example(name).content
    said = [
        *SECTIONS,
        content.person.name,
        content.person.employee_id,
        *(row.current for row in content.expectations),
        *(row.expected for row in content.expectations),
        *(one.wording for one in content.milestones),
        *(one.what for one in (*content.actions, *content.support)),
        *content.monitoring.ways,
        content.outcomes.if_met,
        content.outcomes.if_not_met,
        "It does not say that anybody agrees with it.",
        *(one.text for one in example(name).comments),
        example(name).audit_head,
        content.fingerprint(),
    ]
    squeeze = str.maketrans("", "", " \u200b")
    for text in (pdf_text(pdf(paper(name))), docx_text(docx(paper(name)))):
        # Long ids may be broken anywhere, and lines end where they end.
        missing = [one for one in said if one.translate(squeeze) not in text.translate(squeeze)]
        assert missing == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_a_copy_is_held_against_stands_at_the_foot_of_its_first_page(name: str) -> None:
    """At the end it could stand alone on a page."""
    first, *rest = PdfReader(BytesIO(pdf(lay_out(example(name), "final", Audience.REP)))).pages
    assert "Head of the audit log" in first.extract_text()
    assert not any("Head of the audit log" in page.extract_text() for page in rest)


def test_the_pdf_can_be_kept_and_read_aloud() -> None:
    made = pdf(paper("qa-score"))
    reader = PdfReader(BytesIO(made))
    catalog = reader.trailer["/Root"]
    assert bool(catalog["/MarkInfo"]["/Marked"])
    assert catalog["/Lang"] == "en"
    assert "/StructTreeRoot" in catalog
    about = catalog["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part>2<", about)
    assert re.search(r"pdfaid:conformance>B<", about)
    assert re.search(r"pdfuaid:part>1<", about)
    assert reader.metadata is not None
    assert reader.metadata.title == f"{paper('qa-score').title}, Omar Haddad"


def test_the_pdf_holds_all_that_it_needs_in_itself() -> None:
    reader = PdfReader(BytesIO(pdf(paper("qa-score"))))
    (intent,) = (one.get_object() for one in reader.trailer["/Root"]["/OutputIntents"])
    assert (intent["/S"], intent["/DestOutputProfile"].get_data()[36:40]) == ("/GTS_PDFA1", b"acsp")
    assert "/ID" in reader.trailer
    assert "/Encrypt" not in reader.trailer
    objects = [reader.get_object(number) for number in range(1, int(reader.trailer["/Size"]))]
    named = [one for one in objects if isinstance(one, DictionaryObject)]
    fonts = [one for one in named if one.get("/Type") == "/FontDescriptor"]
    assert fonts
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(one) for one in fonts)
    # Nothing in it runs, and nothing is fetched or played.
    assert {one.get("/S") for one in named}.isdisjoint({"/JavaScript", "/Launch", "/Movie", "/Sound"})
    assert all("/AA" not in one and one.get("/Filter") != "/LZWDecode" for one in named)


HOSTILE = (
    '#sys.inputs #read("/etc/passwd") $x^2$ *bold* `raw` <label> @ref \\ #panic("no")',
    "{{ 7 * 7 }} {% for x in range(9) %}x{% endfor %} {%p if true %}",
    "</w:t><w:br/> & <script>alert(1)</script> \"quotes\" 'single'",
    '#import "@preview/x:1.0.0": * = Heading - list / term: x',
    "\x00\x07\x1b[31mred\u202eevil\u2066 \ufeff",
    "a" * 280,
    "½ ≥ → ё Ω ő ß",
)
KEPT = ("kind", "look")


def hostile(*texts: str) -> Paper:
    """Omar's file with these texts in turn in every place where there is one."""
    turns = cycle(texts)

    def replaced(value: object) -> object:
        if isinstance(value, dict):
            return {name: one if name in KEPT else replaced(one) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return tuple(replaced(one) for one in value)
        return next(turns) if isinstance(value, str) else value

    return Paper.model_validate(replaced(paper("qa-score").model_dump()))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)


def shown(text: str) -> str:
    """What is to be read of it: what acts is a mark that something was there."""
    return squeezed("".join(visible(line) for line in text.splitlines()))


def test_texts_are_read_and_not_run() -> None:
    told = hostile(*HOSTILE)
    for made in (pdf_text(pdf(told)), docx_text(docx(told))):
        assert [text for text in HOSTILE if squeezed(made).count(shown(text)) < 10] == []
        assert "root:x:0" not in made


def test_a_symbol_without_a_font_is_named() -> None:
    assert "[headphone]" in pdf_text(pdf(hostile("Listen 🎧 here")))


def test_a_letter_without_a_font_is_not_mangled() -> None:
    letter = "\U00016a70"  # of Tangsa, which no font of a usual machine has
    with pytest.raises(NotReady, match="No font of this machine has the letter") as refused:
        pdf(hostile(letter))
    assert "DOCX" in refused.value.next_step
    assert letter in docx_text(docx(hostile(letter)))


def test_lines_of_a_text_stay_apart() -> None:
    quoted = hostile("one\ntwo\r\nthree")
    assert "onetwothree" not in docx_text(docx(quoted)) + pdf_text(pdf(quoted))


def test_every_table_has_a_place_in_the_template() -> None:
    tables = [
        block
        for name in EXAMPLES
        for section in paper(name, Audience.HR).sections
        for block in section.blocks
        if block.kind == "table"
    ]
    assert {shape_of(table.widths) for table in tables} <= set(SHAPES)
    assert all(len(table.widths) == len(table.columns) for table in tables)
    assert all(len(row) == len(table.columns) for table in tables for row in table.rows)


def test_the_template_that_is_shipped_is_the_one_that_the_script_builds(tmp_path: Path) -> None:
    built = tmp_path / "paper.docx"
    make_template.build().save(str(built))
    with zipfile.ZipFile(TEMPLATE) as shipped, zipfile.ZipFile(built) as anew:
        for part in ("word/document.xml", "word/styles.xml", "word/footer1.xml"):
            assert shipped.read(part) == anew.read(part), part


def test_hr_may_change_the_template(tmp_path: Path) -> None:
    changed = Document(str(TEMPLATE))
    changed.paragraphs[0].insert_paragraph_before("Northwind Ltd, Human Resources")
    changed.save(str(tmp_path / "ours.docx"))
    made = docx_text(docx(paper("adherence"), tmp_path / "ours.docx"))
    assert made.startswith("Northwind Ltd, Human Resources Copy for the rep")
