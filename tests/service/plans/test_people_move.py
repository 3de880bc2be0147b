# ruff: noqa: F811 (fixtures are imported under the name they are asked for by)
"""In the middle of a plan its manager leaves the company, and its rep comes to another team."""

from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from service.db.tables import Membership, Person
from service.people.roles import end_access
from service.plans.milestones import look
from service.plans.starting import milestones_of
from tests.clock import Clock, clock  # noqa: F401
from tests.databases import fresh_database
from tests.service.company import as_
from tests.service.plans.staged import Staged, drawn, plan_row, running, score, scored, staged
from tests.service.plans.test_milestones import AFTER, MET, decided
from tests.service.plans.written import DECISION_DAY, WINDOW, noon
from tests.service.served import served, settings_for, web

MIDDLE = date(2026, 9, 21)
WHY = "Sam has left the company; Otis knows the work."


@pytest.fixture
def office(clock: Clock, tmp_path: Path) -> Iterator[tuple[TestClient, Staged, str]]:
    """Ana's plan runs since three weeks."""
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path, url)) as client,
    ):
        stage = staged(web(client).database)
        name = running(stage)
        clock.put(noon(MIDDLE))
        yield client, stage, name


def read(client: TestClient, name: str, path: str) -> str:
    answer = as_(client, name).get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(answer.text).split())


def test_a_manager_leaves_and_whom_hr_names_goes_on(office: tuple[TestClient, Staged, str]) -> None:
    client, stage, name = office
    sam, path = as_(client, "Sam"), f"/plans/{name}"
    assert sam.get(path).status_code == 200
    with stage.database.write() as session:
        end_access(session, session.get_one(Person, stage.cast.keys["Sam"]), "test")
    # Sam comes in no more; HR finds it among what waits; Ana reads that it is known.
    assert sam.get(path).status_code == 401
    assert "The manager has left: name who is in charge" in read(client, "Hana", "/hr")
    assert "Sam has left: HR names who is in charge now." in read(client, "Ana", "/me/plan")
    assert as_(client, "Otis").get(path).status_code == 404
    given = {"manager": stage.cast.ids["Otis"], "why": WHY, "form": "manager"}
    assert as_(client, "Hana").post(f"{path}/manager", data=given).status_code == 303

    assert "The manager has left" not in read(client, "Hana", "/hr")
    assert "Otis is in charge" in read(client, "Ana", "/me/plan")
    otis = as_(client, "Otis")
    meeting = otis.get(f"/api/v1{path}").json()["check_ins"][5]["id"]
    held = {"at": "2026-09-21T10:00", "present": "Ana, Otis", "action": "Ask for a date."}
    assert otis.post(f"{path}/check-ins/{meeting}/hold", data=held).status_code == 303
    assert "Ask for a date." in read(client, "Ana", f"{path}/check-ins/{meeting}")
    # What was promised by Sam's side stays promised, and the milestones stay what they were.
    scored(stage, MET, WINDOW.first)
    assert decided(stage, name) == "met"


def test_a_rep_comes_to_another_team_and_the_plan_goes_along(office: tuple[TestClient, Staged, str]) -> None:
    client, stage, name = office
    path, keys, south = f"/plans/{name}", stage.cast.keys, stage.cast.teams["Southgate"]
    (early,) = scored(stage, [72], MIDDLE - timedelta(days=10))
    with stage.database.write() as session:
        stay = select(Membership).where(Membership.person_id == keys["Ana"])
        session.scalars(stay).one().until = noon(MIDDLE)
        session.add(Membership(person_id=keys["Ana"], team_id=south, role="rep", since=noon(MIDDLE)))
    # Sam stays in charge until HR names Otis, who until then sees nothing of it although Ana is on his team.
    statuses = {who: as_(client, who).get(path).status_code for who in ("Ana", "Sam", "Hana", "Otis")}
    assert statuses == {"Ana": 200, "Sam": 200, "Hana": 200, "Otis": 404}
    assert name not in read(client, "Otis", "/plans")
    given = {"manager": stage.cast.ids["Otis"], "why": "Ana is on Otis's team now.", "form": "manager"}
    assert as_(client, "Hana").post(f"{path}/manager", data=given).status_code == 303
    statuses = {who: as_(client, who).get(path).status_code for who in ("Ana", "Sam", "Hana", "Otis")}
    assert statuses == {"Ana": 200, "Sam": 404, "Hana": 200, "Otis": 200}
    # To Otis her calls from before are open while the plan is; and what he confirms himself waits for qa.
    assert as_(client, "Otis").get(f"/calls/{early}").status_code == 200
    scored(stage, MET[:15], WINDOW.first)
    (late,) = drawn(stage, WINDOW.first + timedelta(days=20))
    score(stage, late, 90, by="Otis")
    with stage.database.read() as session:
        plan = plan_row(session, name)
        decision = look(session, plan, milestones_of(session, plan)[0], AFTER)
    assert decision is not None
    assert [one.why for one in decision.unsettled] == [
        "confirmed by the manager in charge of the plan: qa has to confirm it"
    ]
    assert decision.day == DECISION_DAY
