"""Lists ask each way to a call by itself; together they show what the rule shows, and by an index."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from service.calls.queries import CallFilter, page_of_calls_visible_to, sees_none
from service.db.engine import Database
from service.db.tables import Call, FitCheck, Membership, Plan, Review, RubricVersion, Run, TranscriptVersion
from service.people.rights import calls_visible_to
from tests.service.company import SINCE, Company, company

NAMES = ("Ana", "Rui", "Sam", "Uma", "Otis", "Quinn", "Hana", "Ada")


@pytest.fixture
def cast(database: Database) -> Company:
    """Twelve calls of Ana and of Uma an hour apart, some released; Sam also manages Southgate, from the sixth
    hour on; a plan of Ana's that Otis runs opens her random ones to him and to Hana."""
    made = company(database)
    with database.write() as session:
        for team, rep in (("Northwind", "Ana"), ("Southgate", "Uma")):
            for hour in range(12):
                add_call(session, made, team, rep, hour)
        later = SINCE + timedelta(hours=6)
        session.add(
            Membership(
                person_id=made.keys["Sam"], team_id=made.teams["Southgate"], role="manager", since=later
            )
        )
        add_plan(session, made)
    return made


def add_call(session: Session, made: Company, team: str, rep: str, hour: int) -> None:
    call = Call(
        team_id=made.teams[team],
        rep_id=made.keys[rep],
        started_at=SINCE + timedelta(hours=hour),
        week=20260105,
        state="scored" if hour % 2 else "failed",
        selection="random" if hour % 3 else "manager",
    )
    session.add(call)
    session.flush()
    if hour % 4 == 1:
        heard = TranscriptVersion(call_id=call.id, number=1, fingerprint="f", document={}, heard={})
        session.add(heard)
        session.flush()
        run = Run(
            call_id=call.id,
            transcript_id=heard.id,
            rubric_id=rubric(session),
            workflow=call.public_id,
            judge="offline",
            qa_state="complete",
            document={},
        )
        session.add(run)
        session.flush()
        session.add(Review(call_id=call.id, run_id=run.id, state="released"))


def rubric(session: Session) -> int:
    found = session.scalars(select(RubricVersion.id).limit(1)).first()
    if found is None:
        row = RubricVersion(slug="a-form", version=1, fingerprint="f", document={})
        session.add(row)
        session.flush()
        found = row.id
    return found


def add_plan(session: Session, made: Company) -> None:
    check = FitCheck(rep_id=made.keys["Ana"], state="right", answers={}, found={})
    session.add(check)
    session.flush()
    session.add(
        Plan(
            rep_id=made.keys["Ana"],
            team_id=made.teams["Northwind"],
            manager_id=made.keys["Otis"],
            fit_check_id=check.id,
            state="running",
            opens_from=SINCE,
        )
    )


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)


FILTERS = (
    CallFilter(state="scored"),
    CallFilter(team="Southgate"),
    CallFilter(selection="random"),
)


def test_pages_of_a_list_show_everything_the_rule_shows_newest_first(
    database: Database, cast: Company
) -> None:
    shown: dict[str, int] = {}
    for name in NAMES:
        who = cast.who(name)
        with database.read() as session:
            newest = (Call.started_at.desc(), Call.public_id.desc())
            asked = select(Call.public_id).where(calls_visible_to(who)).order_by(*newest)
            listed = paged(session, cast, name, CallFilter())
            assert listed == list(session.scalars(asked))
            assert sees_none(who, session) == (not listed)
            for wanted in FILTERS:
                filtered = paged(session, cast, name, wanted)
                assert [one for one in listed if one in filtered] == filtered
        shown[name] = len(listed)
    # Ana her 3 released ones; Sam 12 and Uma's last 6 hours (6..11); Otis 12 and the 2 released random ones
    # of Ana's plan (hours 1 and 5; 9 was chosen); Hana those 2; Quinn all.
    assert shown == {"Ana": 3, "Rui": 0, "Sam": 18, "Uma": 3, "Otis": 14, "Quinn": 24, "Hana": 2, "Ada": 0}


def test_a_page_is_full_although_the_newest_of_a_team_are_hidden(database: Database, cast: Company) -> None:
    with database.write() as session:
        for hour in range(12, 20):
            add_call(session, cast, "Northwind", "Sam", hour)
    with database.read() as session:
        northwind = CallFilter(team="Northwind")
        found = page_of_calls_visible_to(cast.who("Sam"), session, northwind, None, 5)
        # His own eight are newer, and not for him to see.
        assert len(found.items) == 5
        assert len(paged(session, cast, "Sam", northwind)) == 12


def paged(session: Session, cast: Company, name: str, wanted: CallFilter) -> list[str]:
    found, cursor = [], None
    while True:
        part = page_of_calls_visible_to(cast.who(name), session, wanted, cursor, 5)
        found += [one.id for one in part.items]
        if part.next is None:
            return found
        cursor = part.next


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_team_without_calls_is_not_looked_for_among_everybodys(
    database: Database, cast: Company, statements: list[str]
) -> None:
    with database.read() as session:
        page_of_calls_visible_to(cast.who("Sam"), session, CallFilter(), None, 5)
        asked = next(one for one in reversed(statements) if "UNION ALL" in one)
        places = asked.count("?")
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", (1,) * places).all()
    assert not [row for row in plan if str(row[3]).startswith("SCAN call")]
    assert any("ix_call_team_id_started_at" in row[3] for row in plan)
