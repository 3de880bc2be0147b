"""Builds `paper.docx`, the template that HR may change in a word processor: fonts, letterhead, footer, words.

    python -m service.edges.documents.make_template

What stands between braces is filled in; a loop begins and ends in a paragraph or row of its own.
"""

from pathlib import Path

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

TARGET = Path(__file__).with_name("paper.docx")
INK, QUIET = RGBColor(0x1C, 0x24, 0x30), RGBColor(0x5A, 0x64, 0x72)
LINE, SHADE = "C9D0D8", "F1F4F7"
BODY = 166
"""Millimetres between the margins."""
SHAPES = {
    **{"3-first": (80, 43, 43), "3-last": (38, 40, 88)},
    **{"4-first": (52, 50, 32, 32), "4-last": (40, 36, 36, 54), "4-second": (14, 64, 44, 44)},
    "5-first": (46, 32, 22, 36, 30),
}
"""How many columns a table has, and which of them is the widest."""


def build() -> Doc:
    """The template as a document."""
    doc = Document()
    _page(doc)
    _styles(doc)
    _paragraph(doc, "{{ paper.copy_for }}", "Quiet")
    _paragraph(doc, "{{ paper.title }}", "Title")
    _paragraph(doc, "{{ paper.subtitle }}", "Subtitle")
    _paragraph(doc, "{%p for section in paper.sections %}")
    _headings(doc)
    _paragraph(doc, "{%p for block in section.blocks %}")
    _texts(doc)
    _facts(doc)
    _rows(doc)
    _signatures(doc)
    _paragraph(doc, "{%p endfor %}")
    _paragraph(doc, "{%p endfor %}")
    _proof(doc)
    return doc


def _page(doc: Doc) -> None:
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(22), Mm(24)
    footer = section.footer.paragraphs[0]
    footer.style = doc.styles["Footer"]
    footer.paragraph_format.tab_stops.add_tab_stop(Mm(BODY), WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run("{{ paper.foot }}. {{ paper.copy_for }}.\t")
    _field(footer, "PAGE")
    footer.add_run(" / ")
    _field(footer, "NUMPAGES")
    core = doc.core_properties
    core.title, core.author, core.language = "", "Sidetone", "en"
    core.comments = ""


def _styles(doc: Doc) -> None:
    normal = doc.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = "Calibri", Pt(10.5), INK
    normal.paragraph_format.space_after = Pt(5)
    for name, size, before in (
        ("Title", 20, 0),
        ("Heading 1", 16, 16),
        ("Heading 2", 13, 14),
        ("Heading 3", 11, 12),
    ):
        style = doc.styles[name]
        style.font.name, style.font.size, style.font.bold = "Calibri", Pt(size), True
        style.font.color.rgb = INK
        # The theme's own font would win over the one that is set.
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)
        style.paragraph_format.keep_with_next = True
    title = doc.styles["Title"].element.get_or_add_pPr()
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)
    subtitle = doc.styles["Subtitle"]
    subtitle.font.name, subtitle.font.size, subtitle.font.italic = "Calibri", Pt(12), False
    subtitle.font.color.rgb = QUIET
    for name, base in (
        ("Quiet", "Normal"),
        ("Strong label", "Normal"),
        ("Cell", "Normal"),
        ("Quoted", "Normal"),
    ):
        style = doc.styles.add_style(name, 1)
        style.base_style = doc.styles[base]
    doc.styles["Quiet"].font.color.rgb, doc.styles["Quiet"].font.size = QUIET, Pt(9.5)
    doc.styles["Strong label"].font.bold = True
    doc.styles["Strong label"].paragraph_format.keep_with_next = True
    doc.styles["Strong label"].paragraph_format.space_after = Pt(1)
    doc.styles["Cell"].font.size = Pt(9.5)
    cell = doc.styles["Cell"].paragraph_format
    cell.space_before = cell.space_after = Pt(2)
    doc.styles["Quoted"].paragraph_format.left_indent = Mm(5)
    doc.styles["Footer"].font.size, doc.styles["Footer"].font.color.rgb = Pt(8.5), QUIET


def _headings(doc: Doc) -> None:
    for level in (1, 2, 3):
        if level == 1:
            _paragraph(doc, "{%p if section.level == 1 and section.new_page %}")
            _paragraph(doc, "{{ section.title }}", "Heading 1").paragraph_format.page_break_before = True
            _paragraph(doc, "{%p elif section.level == 1 %}")
        else:
            _paragraph(doc, f"{{%p elif section.level == {level} %}}")
        _paragraph(doc, "{{ section.title }}", f"Heading {level}")
    _paragraph(doc, "{%p endif %}")


def _texts(doc: Doc) -> None:
    looks = (("strong", "Strong label"), ("quiet", "Quiet"), ("plain", "Normal"))
    for look, style in looks:
        _paragraph(doc, f"{{%p if block.kind == 'paragraph' and block.look == '{look}' %}}")
        _paragraph(doc, "{{ block.text }}", style)
        _paragraph(doc, "{%p endif %}")
    _paragraph(doc, "{%p if block.kind == 'points' %}")
    _paragraph(doc, "{%p for entry in block.entries %}")
    _paragraph(doc, "{{ entry }}", "List Bullet").paragraph_format.space_after = Pt(2)
    _paragraph(doc, "{%p endfor %}")
    _paragraph(doc, "{%p endif %}")
    _paragraph(doc, "{%p if block.kind == 'quoted' %}")
    _paragraph(doc, "{%p for line in block.lines %}")
    _bar(_paragraph(doc, "{{ line }}", "Quoted"))
    _paragraph(doc, "{%p endfor %}")
    _paragraph(doc, "{%p if block.by %}")
    by = _paragraph(doc, "{{ block.by }}", "Quiet")
    by.paragraph_format.left_indent = Mm(5)
    _bar(by)
    _paragraph(doc, "{%p endif %}")
    _paragraph(doc, "{%p endif %}")


def _facts(doc: Doc) -> None:
    _paragraph(doc, "{%p if block.kind == 'facts' %}")
    table = doc.add_table(rows=3, cols=2)
    _fixed(table, (44, BODY - 44))
    _write(table.cell(0, 0), "{%tr for label, value in block.pairs %}")
    _write(table.cell(1, 0), "{{ label }}", colour=QUIET)
    _write(table.cell(1, 1), "{{ value }}")
    _write(table.cell(2, 0), "{%tr endfor %}")
    _gap(doc)
    _paragraph(doc, "{%p endif %}")


def _rows(doc: Doc) -> None:
    """One table for each shape, so that widths can be set in the word processor."""
    for shape, widths in SHAPES.items():
        count = len(widths)
        _paragraph(doc, f"{{%p if block.kind == 'table' and block.shape == '{shape}' %}}")
        table = doc.add_table(rows=4, cols=count)
        _fixed(table, widths)
        for column in range(count):
            _write(table.cell(0, column), f"{{{{ block.columns[{column}] }}}}", bold=True)
            _write(table.cell(2, column), f"{{{{ row[{column}] }}}}")
            _shaded(table.cell(0, column))
            _underlined(table.cell(0, column))
            _underlined(table.cell(2, column))
        _write(table.cell(1, 0), "{%tr for row in block.rows %}")
        _write(table.cell(3, 0), "{%tr endfor %}")
        _mark(table, 0, "tblHeader")
        for row in range(4):
            _mark(table, row, "cantSplit")
        _gap(doc)
        _paragraph(doc, "{%p endif %}")


def _signatures(doc: Doc) -> None:
    _paragraph(doc, "{%p if block.kind == 'signatures' %}")
    table = doc.add_table(rows=3, cols=3)
    _fixed(table, (58, 54, 54))
    _write(table.cell(0, 0), "{%tr for one in block.lines %}")
    _write(table.cell(1, 0), "{{ one.name }}", bold=True)
    table.cell(1, 0).add_paragraph("{{ one.role }}", "Cell").runs[0].font.color.rgb = QUIET
    _write(table.cell(1, 1), "{{ one.meaning }}")
    table.cell(1, 1).add_paragraph("{{ one.when }}", "Cell")
    _write(table.cell(1, 2), "{{ one.hash_line }}", colour=QUIET)
    for column in range(3):
        _underlined(table.cell(1, column))
    table.rows[1].height = Mm(15)
    _mark(table, 1, "cantSplit")
    _write(table.cell(2, 0), "{%tr endfor %}")
    _gap(doc)
    _paragraph(doc, "{%p endif %}")


def _proof(doc: Doc) -> None:
    _paragraph(doc, "{%p for label, value in paper.proof %}")
    line = _paragraph(doc, "{{ label }}: {{ value }}", "Quiet")
    line.runs[0].font.size = Pt(8)
    line.paragraph_format.space_after = Pt(0)
    _paragraph(doc, "{%p endfor %}")


def _paragraph(doc: Doc, text: str, style: str = "Normal") -> Paragraph:
    return doc.add_paragraph(text, style)


def _gap(doc: Doc) -> None:
    gap = _paragraph(doc, "", "Cell")
    gap.paragraph_format.line_spacing = Pt(8)


def _write(cell: _Cell, text: str, *, bold: bool = False, colour: RGBColor | None = None) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = "Cell"
    run = paragraph.add_run(text)
    run.bold = bold or None
    if colour is not None:
        run.font.color.rgb = colour


def _fixed(table: Table, widths: tuple[int, ...]) -> None:
    table.autofit = False
    for column, width in enumerate(widths):
        table.columns[column].width = Mm(width)
        for row in table.rows:
            row.cells[column].width = Mm(width)


def _shaded(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", SHADE)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _underlined(cell: _Cell) -> None:
    borders = OxmlElement("w:tcBorders")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("color", LINE)):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    cell._tc.get_or_add_tcPr().append(borders)


def _bar(paragraph: Paragraph) -> None:
    """A line down the left side, as beside words of somebody else."""
    borders = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", LINE)):
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    paragraph._p.get_or_add_pPr().append(borders)


def _mark(table: Table, row: int, name: str) -> None:
    table.rows[row]._tr.get_or_add_trPr().append(OxmlElement(f"w:{name}"))


def _field(paragraph: Paragraph, name: str) -> None:
    """A field that the word processor fills in: the page, the number of pages."""
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


if __name__ == "__main__":
    build().save(str(TARGET))
