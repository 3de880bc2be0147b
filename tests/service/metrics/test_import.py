"""Figures from other systems: a whole file or nothing, the same again, corrections, and bad rows by name."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from scoring.errors import BadInput
from scoring.milestone.decide import evaluate_milestone
from scoring.milestone.rule import Milestone
from service.db.engine import Database
from service.db.tables import AuditEntry, Metric, MetricFigure, MetricImport
from service.metrics.actions import Batch, import_figures
from service.metrics.files import read_figures
from service.metrics.queries import figures_for
from service.metrics.rights import may_send
from service.metrics.views import MetricReport
from service.people.who import INSTALLATION, Who
from tests.databases import fresh_database
from tests.service.company import Company, company

DAY = date(2026, 4, 1)


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """One kind of database for most of what happens here; test_figures.py asks both."""
    with fresh_database(request.param, tmp_path, migrated=True) as url:
        yield url


@pytest.fixture
def cast(database: Database) -> Company:
    return company(database)


def bring(
    cast: Company,
    folder: Path,
    text: str,
    *,
    who: Who = INSTALLATION,
    mapping: dict[str, str] | None = None,
    metric: str | None = None,
) -> MetricReport:
    file = folder / "figures.csv"
    file.write_text(text, "utf-8")
    read = read_figures(file, mapping or {}, metric)
    batch = Batch(file.name, "CRM", DAY, read.sha256, read.lines, refused=read.refused)
    return import_figures(cast.database, batch, who.actor, may_send(who))


def stored(cast: Company) -> int:
    with cast.database.read() as session:
        return session.scalar(select(func.count()).select_from(MetricFigure)) or 0


def figures(cast: Company, metric: str, first: date, last: date):
    with cast.database.read() as session:
        return figures_for(session, cast.keys["Ana"], metric, first, last)


WEEKS = """rep,metric,first,last,numerator,denominator,comment
ana,close_rate,2026-03-02,2026-03-08,4,30,good week
ana,close_rate,2026-03-09,2026-03-15,6,31,
rui,close_rate,2026-03-02,2026-03-08,9,28,
"""


def test_a_file_comes_in_and_the_same_again_changes_nothing(cast: Company, tmp_path: Path) -> None:
    assert bring(cast, tmp_path, WEEKS).summary == "3 figures added."
    again = bring(cast, tmp_path, WEEKS)
    assert again.seen_before is not None
    assert stored(cast) == 3
    # The same figures in another file: nothing changes either.
    assert bring(cast, tmp_path, WEEKS + "\n").summary == "0 figures added, 3 as before."
    assert stored(cast) == 3


def test_weeks_add_up_to_what_a_milestone_needs(cast: Company, tmp_path: Path) -> None:
    bring(cast, tmp_path, WEEKS)
    found = figures(cast, "close_rate", date(2026, 3, 2), date(2026, 3, 15))
    assert (found.numerator, found.denominator, found.source, found.imported) == (10, 61, "CRM", DAY)
    assert figures(cast, "adherence", date(2026, 3, 2), date(2026, 3, 15)) is None
    rule = Milestone.model_validate(
        {
            "title": "Close rate",
            "goal": {"kind": "imported_rate", "of": "close_rate", "target": 10, "direction": "higher"},
            **{"starts": "2026-02-15", "deadline": "2026-03-15", "zone": "UTC", "dispute_days": 5},
            "window": {"first": "2026-03-02", "last": "2026-03-15"},
        }
    )
    decision = evaluate_milestone(rule, [], date(2026, 3, 20), figures=found)
    assert decision.status == "met"  # 10 of 61 is 16 %, and its lower end 10.4 %


def test_a_correction_keeps_the_old_figure(cast: Company, tmp_path: Path) -> None:
    bring(cast, tmp_path, WEEKS)
    report = bring(
        cast,
        tmp_path,
        "rep,metric,first,last,numerator,denominator\nana,close_rate,2026-03-02,2026-03-08,5,30\n",
    )
    assert [str(one) for one in report.corrected] == ["line 2: numerator 4 → 5"]
    with cast.database.read() as session:
        rows = session.scalars(
            select(MetricFigure)
            .where(MetricFigure.rep_id == cast.keys["Ana"], MetricFigure.first == date(2026, 3, 2))
            .order_by(MetricFigure.id)
        ).all()
    assert [(row.figure["numerator"], row.replaced_at is None) for row in rows] == [(4, False), (5, True)]
    found = figures(cast, "close_rate", date(2026, 3, 2), date(2026, 3, 15))
    assert found.numerator == 11


BAD = """rep,metric,first,last,numerator,denominator
ana,close_rate,2026-03-02,2026-03-08,4,30
nobody,close_rate,2026-03-02,2026-03-08,4,30
ana,close_rate,2026-03-09,2026-03-15,40,30
ana,close_rate,2026-02-30,2026-03-15,4,30
ana,close_rate,2026-03-16,2026-03-22,"1,204",30
ana,dials,2026-03-16,2026-03-22,1,30
,close_rate,2026-03-16,2026-03-22,1,30
ana,close_rate,2026-03-16,2026-03-22,1,
"""


def test_every_bad_row_is_named_and_nothing_is_half_imported(cast: Company, tmp_path: Path) -> None:
    report = bring(cast, tmp_path, BAD)
    assert [str(one) for one in report.refused] == [
        "line 3, column rep: nobody you may send figures of is called nobody",
        "line 4: the numerator is larger than the denominator",
        'line 5, column first: "2026-02-30" is not in the calendar',
        'line 6, column numerator: "1,204" can be read in two ways; write 1204 or 1.204',
        "line 7, column metric: dials is not declared",
        "line 8, column rep: is empty",
        "line 9, column denominator: is empty; a rate needs it",
    ]
    assert stored(cast) == 0
    with cast.database.read() as session:
        assert session.scalars(select(MetricImport)).all() == []
        assert session.scalars(select(Metric)).all() == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"),
        ("rep,metric,first,last,count\n", "has a header and no figures"),
        (
            "name,metric,first,last,count\nana,calls,2026-03-02,2026-03-08,1\n",
            "lacks the column rep_external_id or rep",
        ),
        ("rep,first,last,count\nana,2026-03-02,2026-03-08,1\n", "lacks the column metric"),
    ],
)
def test_a_file_that_is_none_is_refused(text: str, why: str, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(BadInput, match=why):
        read_figures(file, {}, None)


RAGGED = """rep,metric,first,last,numerator,denominator
ana,close_rate,2026-03-02,2026-03-08,4,30
ana,close_rate,2026-03-09,2026-03-15,4,30,7,8
ana,close_rate,2026-03-16
ana,close_rate,2026-03-23,2026-03-22,4,30
ana,close\x00rate,2026-03-23,2026-03-29,4,30
ana,close_rate,2026-03-23,2026-03-29,nan,30
ana,"close_rate,2026-03-30,2026-04-01,4,30
"""


def test_a_table_in_tatters_is_told_row_by_row(cast: Company, tmp_path: Path) -> None:
    report = bring(cast, tmp_path, RAGGED)
    assert [str(one) for one in report.refused] == [
        "line 3: 8 cells under 6 columns; is one unquoted?",
        "line 4, column denominator: is empty; a rate needs it",
        "line 4, column numerator: is empty; a rate needs it",
        "line 5: it ends before it begins",
        "line 6, column metric: holds a line break or another control character",
        'line 7, column numerator: "nan" is no number; write it as 1234 or 12.5',
        "line 8, column first: is empty, and there is no day",
    ]
    assert stored(cast) == 0


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (WEEKS.replace("good", "gr\xfcn").encode("latin-1"), "not a text in UTF-8"),
        (bytes(range(256)), "not a text in UTF-8"),
        (b"PK\x03\x04" + bytes(60), "lacks the columns metric"),
        (b"rep,rep,metric,day,count\nana,ana,calls,2026-03-02,1\n", "the column rep is there twice"),
        (b"rep,metric,day,count\n" + b"a" * 200_000 + b",calls,2026-03-02,1\n", "not readable as CSV"),
    ],
    ids=["another encoding", "bytes", "a spreadsheet", "a column twice", "a cell without end"],
)
def test_what_is_no_table_is_refused_whole(content: bytes, why: str, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_bytes(content)
    with pytest.raises(BadInput, match=why):
        read_figures(file, {}, None)


def test_columns_of_any_system_are_mapped_and_the_others_are_not_kept(cast: Company, tmp_path: Path) -> None:
    text = "Agent;Datum;Adherence %;Sick note\nana;2026-03-02;91,5 %;migraine\nana;2026-03-03;89;\n"
    file = tmp_path / "wfm.csv"
    file.write_text(text + "rui;2026-03-03;oops;\n", "utf-8")
    mapping = {"rep": "Agent", "day": "Datum", "average": "Adherence %"}
    read = read_figures(file, mapping, "adherence")
    assert read.unused == ("sick_note",)
    assert [str(one) for one in read.refused] == [
        'line 4, column adherence_%: "oops" is no number; write it as 1234 or 12.5'
    ]
    report = bring(cast, tmp_path, text, mapping=mapping, metric="adherence")
    assert [str(one) for one in report.refused] == [
        "line 2, column n: is empty; an average needs it",
        "line 2, column spread: is empty; an average needs it",
        "line 3, column n: is empty; an average needs it",
        "line 3, column spread: is empty; an average needs it",
    ]


def test_what_is_kept_of_a_row_is_its_figure_alone(cast: Company, tmp_path: Path) -> None:
    text = "rep,day,average,n,sick note\nana,2026-03-02,91.5,1,migraine\n"
    assert bring(cast, tmp_path, text, metric="adherence").added == 1
    with cast.database.read() as session:
        (row,) = session.scalars(select(MetricFigure)).all()
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "metric.imported")).all()
    assert row.figure == {"average": 91.5, "n": 1, "spread": None}
    assert [entry.details for entry in entries] == [{"added": 1, "corrected": 0, "unchanged": 0}]


OVERLAPS = [
    (
        "ana,close_rate,2026-03-05,2026-03-11,1,2",
        "line 3, column first: 2026-03-05 to 2026-03-11 overlaps with line 2",
    ),
    (
        "ana,close_rate,2026-03-02,2026-03-08,1,2",
        "line 3, column first: 2026-03-02 to 2026-03-08 overlaps with line 2",
    ),
]


@pytest.mark.parametrize(("row", "told"), OVERLAPS)
def test_days_that_would_count_twice_are_refused(cast: Company, tmp_path: Path, row: str, told: str) -> None:
    head = "rep,metric,first,last,numerator,denominator\nana,close_rate,2026-03-02,2026-03-08,4,30\n"
    assert [str(one) for one in bring(cast, tmp_path, head + row + "\n").refused] == [told]


def test_a_month_over_weeks_that_are_here_is_refused(cast: Company, tmp_path: Path) -> None:
    bring(cast, tmp_path, WEEKS)
    month = "rep,metric,first,last,numerator,denominator\nana,close_rate,2026-03-01,2026-03-31,20,130\n"
    told = [str(one) for one in bring(cast, tmp_path, month).refused]
    assert len(told) == 2
    assert told[0].endswith("overlaps with a figure that is here, of 2026-03-02 to 2026-03-08")


def test_a_figure_of_days_to_come_is_refused(cast: Company, tmp_path: Path) -> None:
    text = "rep,metric,first,last,count\nana,qualified_leads,2026-03-30,2026-04-05,3\n"
    assert [str(one) for one in bring(cast, tmp_path, text).refused] == [
        "line 2, column last: 2026-04-05 lies after the day of the export, 2026-04-01"
    ]


def test_a_manager_sends_figures_of_their_own_reps_and_nobody_their_own(
    cast: Company, tmp_path: Path
) -> None:
    assert bring(cast, tmp_path, WEEKS, who=cast.who("Sam")).added == 3
    other = WEEKS.replace("numerator", "numerator").replace(",4,30", ",5,30")
    refused = bring(cast, tmp_path, other, who=cast.who("Otis")).refused
    assert {one.why for one in refused} == {
        "nobody you may send figures of is called ana",
        "nobody you may send figures of is called rui",
    }
    own = "rep,metric,first,last,count\nsam,qualified_leads,2026-03-02,2026-03-08,3\n"
    assert bring(cast, tmp_path, own, who=cast.who("Sam")).refused
