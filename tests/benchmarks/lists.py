"""Milliseconds of lists for people who see few of many calls: python -m tests.benchmarks.lists [KIND]

KIND is sqlite or postgresql; left away, both. 200,000 calls of 500 reps in 25 teams; asked by managers of no
calls, of one team and of three, by a manager whose only calls are those of an open plan, by a rep and by qa.
Filling takes a minute; the databases are gone afterwards.
"""

import sys
import tempfile
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from service.db.engine import Database
from service.db.tables import Call, FitCheck, Membership, Person, PersonRole, Plan, Review, Team
from service.operations.pauses import keep_for_good
from tests.benchmarks import million
from tests.benchmarks.machine import say_machine
from tests.benchmarks.trends import measured, say, size
from tests.databases import KINDS, drop_template, fresh_database
from tests.service.company import as_
from tests.service.served import served, settings_for

CALLS_OF_A_REP = 400
MIDDLE = "2025-11-24T12:00:00%2B00:00~0"
ADDRESSES = ("/calls", f"/calls?cursor={MIDDLE}", "/calls?state=set_aside", "/api/v1/calls")
MANAGERS = {"Nora": (), "Otis": (1,), "Sam": (2, 3, 4), "Petra": ()}
"""Who manages which teams. Nora's and Petra's own team has no calls; Petra runs a plan of a rep of team 6."""


def complete(url: str) -> None:
    """Those who ask."""
    database = Database(url)
    with database.write() as session:
        if not database.is_sqlite:  # rows with keys of their own do not move its counters on
            for table in ("team", "person"):
                counted = f"pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table})"
                session.execute(text(f"SELECT setval({counted})"))
        new = Team(name="Without calls")
        people = {name: Person(name=name, email=f"{name}@x.example") for name in (*MANAGERS, "Quinn")}
        session.add_all([new, *people.values()])
        session.flush()
        for name, teams in MANAGERS.items():
            for team in teams or (new.id,):
                stay = Membership(
                    person_id=people[name].id, team_id=team, role="manager", since=million.FIRST
                )
                session.add(stay)
        session.add(PersonRole(person_id=people["Quinn"].id, role="qa", asked_by="test", since=million.FIRST))
        session.add(Membership(person_id=5, team_id=5, role="rep", since=million.FIRST))
        session.get_one(Person, 5).name = "Ana"
        for review in session.scalars(select(Review).join(Call).where(Call.rep_id.in_((5, 6)))):
            review.state = "released"
        plan_of(session, people["Petra"], rep=6)
    database.close()


def plan_of(session: Session, manager: Person, rep: int) -> None:
    check = FitCheck(rep_id=rep, by_id=manager.id, state="right", answers={}, found={})
    session.add(check)
    session.flush()
    plan = Plan(
        rep_id=rep, team_id=rep, manager_id=manager.id, fit_check_id=check.id, opens_from=million.FIRST
    )
    plan.state = "running"
    session.add(plan)


def measure(kind: str) -> None:
    million.EACH = CALLS_OF_A_REP
    with (
        tempfile.TemporaryDirectory(prefix="sidetone-") as folder,
        fresh_database(kind, Path(folder), migrated=True) as url,
    ):
        million.load(url)
        complete(url)
        asked(kind, Path(folder), url)


def asked(kind: str, folder: Path, url: str) -> None:
    say(f"\n{kind}\n")
    say("| what | bytes | ms, middle | ms, 95 % | ms of our processor |")
    say("|---|--:|--:|--:|--:|")
    with served(settings_for(folder, url)) as client:
        keep_for_good()  # as the web process does
        for name in (*MANAGERS, "Ana", "Quinn"):
            browser = as_(client, name)
            for address in ADDRESSES:
                measured(f"{name}: {address}", lambda at=address, by=browser: size(by, at))  # type: ignore[misc]


def main() -> None:
    say_machine()
    try:
        for kind in sys.argv[1:] or KINDS:
            measure(kind)
    finally:
        drop_template()


if __name__ == "__main__":
    main()
