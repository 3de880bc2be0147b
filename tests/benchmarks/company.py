"""A company with a million reviewed calls: the people of the tests, with everything there is a page about.

The million's first team is Northwind and its second Southgate: Ana, Rui and Uma have two thousand calls each,
Sam leads twenty reps. Around the calls stand what stands around them in life: a call log and the draws of
every week, confirmations, notes, questions, notices; a calibration round of 30 calls and 8 raters that is
open and one that is blind; sheets that were filled in blind; Ana's plan with sixty calls that count. Of every
other thing there is what `tests/service/permissions` puts there to try its routes.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from service.calibration.rounds import make_round, open_when_due
from service.calibration.views import NewRound
from service.db.base import Row, now
from service.db.engine import Database
from service.db.tables import (
    Membership,
    Notice,
    Person,
    PersonRole,
    PersonSheet,
    RatedSheet,
    Round,
    RoundCall,
    RubricVersion,
)
from service.frame.actions import Numbered, write_log
from service.frame.drawing import draw_week
from service.frame.views import LogLine
from tests.benchmarks import million
from tests.service.company import Company, company
from tests.service.permissions.rows import World
from tests.service.permissions.test_permissions import NOUNS
from tests.service.plans.staged import Staged, scored
from tests.service.served import web

ROUND_CALLS, RATERS, NOTICES = 30, 8, 300
COUNTED = 60
"""Of Ana's calls while her plan runs."""
REALISTIC_WEEK = 20261109
"""The week whose draw is made by the product; the others have a copy of it."""
TAKEN_OVER = {"Ana": 1, "Rui": 26, "Uma": 2}
"""Whose calls of the million are theirs now."""
TEAMS = {"Northwind": 1, "Southgate": 2}


def settle_in(client: TestClient) -> Mapping[str, str]:
    """Everybody and everything, where the million is already; public ids by the names of routes."""
    database: Database = web(client).database
    count_on(database)
    world = World(client, database, company(database))
    with database.write() as session:
        take_over(session, world.company)
    for noun in NOUNS:
        world.things.update(noun.things(world))
    draw_for_real(world.company)
    scored(_stage(world), [87, 85, 90, 75] * (COUNTED // 4), date(2026, 9, 3))
    for statement in AROUND:
        with database.write() as session:
            session.execute(text(statement))
            if not database.is_sqlite:  # it would take the new rows for few
                session.execute(text("ANALYZE draw, logged_call, call, review"))
    with database.write() as session:
        notices(session, world.company)
        blind_sheets(session, world.company)
        world.things.update(rounds(session, world.company))
    return world.things


def count_on(database: Database) -> None:
    """Rows with keys of their own do not move PostgreSQL's counters on."""
    if database.is_sqlite:
        return
    with database.write() as session:
        for table in Row.metadata.sorted_tables:
            key = table.primary_key.columns.values()
            if len(key) == 1 and key[0].name == "id":
                counter = f"pg_get_serial_sequence('\"{table.name}\"', 'id')"
                session.execute(text(f'SELECT setval({counter}, (SELECT max(id) FROM "{table.name}"))'))


def take_over(session: Session, cast: Company) -> None:
    """The million's first teams and some of its reps become those of the tests; everybody is in a team."""
    for name, number in TEAMS.items():
        for table in ("call", "recording"):
            move = f"UPDATE {table} SET team_id = :new WHERE team_id = :old"
            session.execute(text(move), {"new": cast.teams[name], "old": number})
    for name, number in TAKEN_OVER.items():
        for table in ("call", "score", "weekly_roll_up"):
            move = f"UPDATE {table} SET rep_id = :new WHERE rep_id = :old"
            session.execute(text(move), {"new": cast.keys[name], "old": number})
    session.execute(text("UPDATE membership SET since = :first"), {"first": million.text_of(million.FIRST)})
    teams = {number: cast.teams[name] for name, number in TEAMS.items()}
    for rep in range(1, million.REPS + 1):
        if rep not in TAKEN_OVER.values():
            number = (rep - 1) % million.TEAMS + 1
            session.add(
                Membership(person_id=rep, team_id=teams.get(number, number), role="rep", since=million.FIRST)
            )
    for number in range(3, million.TEAMS + 1):
        leader = Person(name=f"Manager {number}", email=f"manager{number}@northwind.example")
        session.add(leader)
        session.flush()
        session.add(Membership(person_id=leader.id, team_id=number, role="manager", since=million.FIRST))


def draw_for_real(cast: Company) -> None:
    """A week of Ana's as the dialler writes it down, and its draw."""
    lines = [
        LogLine.model_validate(
            {
                "team": "Northwind", "rep": "ana", "start": f"2026-11-09T{8 + n // 3:02}:{n % 3}0:00Z",
                "seconds": 200 + n, "external_id": f"real-{n}", "kind": "discovery",
            }
        )
        for n in range(19)
    ]  # fmt: skip
    write_log(cast.database, [Numbered(n, one) for n, one in enumerate(lines, start=1)], "test", "test")
    draw_week(cast.database, REALISTIC_WEEK, None, now(), "test")


AROUND = (
    # The log has every call; its draws are copies of the one that was made.
    """INSERT INTO draw (public_id, rep_id, week, seed, frame_size, fingerprint, rule_id, document,
        created_at)
    SELECT min(public_id), rep_id, week, '0', count(*), '0', (SELECT min(id) FROM sampling_rule),
        (SELECT document FROM draw WHERE frame_size = 19), max(created_at)
    FROM call WHERE external_id = public_id
        AND NOT EXISTS (SELECT 1 FROM draw d WHERE d.rep_id = call.rep_id AND d.week = call.week)
    GROUP BY rep_id, week""",
    """INSERT INTO logged_call (public_id, team_id, rep_id, external_id, started_at, zone, week, seconds,
        call_id, draw_id, created_at)
    SELECT call.public_id, call.team_id, call.rep_id, call.external_id, call.started_at, call.zone, call.week,
        262, call.id, draw.id, call.created_at
    FROM call JOIN draw ON draw.rep_id = call.rep_id AND draw.week = call.week
    WHERE call.external_id = call.public_id""",
    """INSERT INTO drawn_call (draw_id, place, logged_call_id)
    SELECT draw_id, 100 + row_number() OVER (PARTITION BY draw_id ORDER BY logged_call.id), logged_call.id
    FROM logged_call JOIN call ON call.id = logged_call.call_id
    WHERE call.selection = 'random' AND call.external_id = call.public_id""",
    """INSERT INTO confirmation (public_id, review_id, run_id, state, blind, seconds, played, not_played,
        person_id, actor, created_at)
    SELECT review.public_id, review.id, review.run_id, 'confirmed', false, 140, '[]', '[]',
        (SELECT id FROM person WHERE name = 'Quinn'), 'test', review.released_at
    FROM review JOIN call ON call.id = review.call_id
    WHERE review.state = 'released' AND call.external_id = call.public_id""",
    """INSERT INTO note (public_id, rep_id, week, state, calls, warnings, tries, released_at, version,
        created_at, updated_at)
    SELECT min(public_id), rep_id, week, 'released', '[]', '[]', 1, max(created_at), 1, max(created_at),
        max(created_at)
    FROM call WHERE external_id = public_id
        AND week < (SELECT max(week) FROM call WHERE external_id = public_id)
        AND NOT EXISTS (SELECT 1 FROM note n WHERE n.rep_id = call.rep_id AND n.week = call.week)
    GROUP BY rep_id, week""",
    # A question about one released call of fifty; those of the last weeks are open.
    """INSERT INTO dispute (public_id, review_id, call_id, run_id, kind, subject, says, state, due, reason,
        answer, opened_by, settled_by, settled_at, version, created_at)
    SELECT review.public_id, review.id, review.call_id, review.run_id, 'not_me', 'not_me',
        'I was ill that day.', 'rejected', date(review.released_at), 'rubric_unclear', 'It stays as it is.',
        call.rep_id, (SELECT id FROM person WHERE name = 'Quinn'), review.released_at, 1, review.released_at
    FROM review JOIN call ON call.id = review.call_id
    WHERE review.state = 'released' AND call.external_id = call.public_id AND review.id % 50 = 1""",
    """UPDATE dispute SET state = 'open', reason = NULL, answer = NULL, settled_by = NULL, settled_at = NULL
    WHERE call_id IN (SELECT id FROM call WHERE external_id = public_id
        AND week >= (SELECT max(week) - 7 FROM call WHERE external_id = public_id))""",
)


def notices(session: Session, cast: Company) -> None:
    """What everybody was told, most of it read."""
    at = now()
    rows = [
        Notice(
            person_id=key,
            kind="review_released",
            subject=million.public(number),
            occasion=str(number),
            created_at=at - timedelta(hours=6 * number),
            read_at=None if number < 5 else at,
        )
        for key in cast.keys.values()
        for number in range(NOTICES)
    ]
    session.add_all(rows)


def blind_sheets(session: Session, cast: Company) -> None:
    """Of the released calls that are whole, every second was scored before its reading was shown."""
    answers, dice = json.loads(said_of(million.taken().verdicts)), random.Random(24)
    calls = list(filter(million.is_whole, million.ids(million.REPS * million.EACH)))
    released = [call for call in calls if million.is_released(call)][::2]
    at = now()
    rows = [
        {
            "call_id": call, "person_id": cast.keys["Quinn"], "rubric_id": 1, "transcript_id": call,
            "purpose": "blind_first", "blind": True, "state": "handed_in", "compared_with": call,
            "answers": varied(answers, dice), "seconds": 300.0, "handed_in_at": at,
        }
        for call in released
    ]  # fmt: skip
    session.execute(insert(PersonSheet), rows)


def rounds(session: Session, cast: Company) -> Mapping[str, str]:
    """A round that is open and one that is blind, each of many calls and raters, Sam among them."""
    others = [Person(name=f"Rater {n}", email=f"rater{n}@northwind.example") for n in range(RATERS - 2)]
    session.add_all(others)
    session.flush()
    session.add_all(
        PersonRole(person_id=one.id, role="qa", asked_by="test", since=million.FIRST) for one in others
    )
    raters = (cast.ids["Quinn"], cast.ids["Sam"], *(one.public_id for one in others))
    session.flush()
    opened = _round(session, cast, raters, first=10)
    blind = _round(session, cast, raters[1:], first=100)
    keys = [cast.keys["Quinn"], cast.keys["Sam"], *(one.id for one in others)]
    session.add_all(sheets(session, opened, keys))
    session.flush()
    open_when_due(session, opened, now())
    session.add_all(sheets(session, blind, keys[2:4]))
    return {"big_open_round": opened.public_id, "big_round": blind.public_id, "number": "1"}


def sheets(session: Session, row: Round, raters: Sequence[int]) -> Iterator[RatedSheet]:
    """What each of them handed in about each call: much the same, and not quite."""
    answers, dice = json.loads(said_of(million.taken().verdicts)), random.Random(23)
    levels = [one["key"] for one in json.loads(million.taken().short_run)["scorecard"]["criteria"]]
    for place in session.scalars(select(RoundCall).where(RoundCall.round_id == row.id)):
        for rater in raters:
            given = {key: {"level": dice.choice((2, 3, 3, 4, 4, 5))} for key in levels}
            document = {"readings": readings(varied(answers, dice)), "levels": given}
            yield RatedSheet(round_call_id=place.id, person_id=rater, document=document)


def said_of(verdicts: Sequence[tuple[str, str, str, str]]) -> str:
    """The verdicts as somebody would have given them on a sheet."""
    found = []
    for _, item, answer, document in verdicts:
        known: dict[str, Any] = json.loads(document)
        found.append(
            {
                "item": item,
                "answer": answer,
                "sentences": [one["sentence"] for one in known.get("evidence", ())],
                "searched": known.get("searched"),
                "why": known.get("why") or "",
            }
        )
    return json.dumps(found)


def readings(answers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The answers as a sheet keeps them: by criterion, without what shows them."""
    criterion_of = {item: criterion for criterion, item, _, _ in million.taken().verdicts}
    found: dict[str, Any] = {}
    for one in answers:
        key = criterion_of[one["item"]]
        verdict = {"item": one["item"], "answer": one["answer"], "searched": one["searched"]}
        found.setdefault(key, {"criterion": key, "verdicts": []})["verdicts"].append(verdict)
    return found


def varied(answers: Sequence[dict[str, Any]], dice: random.Random) -> list[dict[str, Any]]:
    """The same, one item in eight answered the other way."""
    whole = {"first": "S0001", "last": "S0004"}
    return [
        {**one, "answer": "no", "sentences": [], "searched": whole}
        if one["answer"] == "yes" and dice.random() < 0.125
        else one
        for one in answers
    ]


def _round(session: Session, cast: Company, raters: Sequence[str], first: int) -> Round:
    """Of the last calls of as many reps of other teams."""
    chosen = [million.public(million.EACH * rep) for rep in range(first, first + ROUND_CALLS)]
    new = NewRound.model_validate(
        {
            "title": "November",
            "rubric": "b2b-discovery@1",
            "raters": raters,
            "deadline": "2099-01-01",
            "chosen": chosen,
        }
    )
    return make_round(session, cast.who("Quinn"), new, now())


def _stage(world: World) -> Staged:
    with world.database.read() as session:
        small = select(RubricVersion.id).where(RubricVersion.slug == "small")
        return Staged(world.database, world.company, session.scalars(small).one())
