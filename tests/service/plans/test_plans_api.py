"""Plans over HTTP: Sam writes, Hana publishes, Ana reads and answers; each look is in the audit log."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from scoring.plans.sections import Outcomes
from service.db.base import now
from service.db.tables import AuditEntry, Membership, Person, PersonRole, PlanWord
from service.people.passwords import hash_password
from service.plans.starting import moved_to
from tests.databases import fresh_database
from tests.service.company import SINCE, as_
from tests.service.plans.staged import Staged, plan_row, running, staged
from tests.service.plans.written import RIGHT, WRONG, content
from tests.service.served import served, settings_for

ANSWERS = RIGHT.model_dump(mode="json")


class Office:
    """Browsers of everybody, on a fresh installation."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.database = client.app.state.web.database  # type: ignore[attr-defined]
        self.stage: Staged = staged(self.database)
        self.browsers = {name: as_(client, name) for name in ("Ana", "Sam", "Hana", "Otis", "Quinn", "Ada")}

    def ask(self, name: str, method: str, path: str, body: Any = None, **more: Any) -> Any:
        answer = self.browsers[name].request(method, f"/api/v1{path}", json=body, **more)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def status(self, name: str, method: str, path: str, body: Any = None, **more: Any) -> int:
        return self.browsers[name].request(method, f"/api/v1{path}", json=body, **more).status_code


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path, url)) as client,
    ):
        yield Office(client)


def dated(starts: Any) -> dict[str, Any]:
    """Ana's plan, moved so that it begins on that day."""
    return moved_to(content(), starts).model_dump(mode="json")


def test_from_the_check_to_the_rep(office: Office) -> None:
    rep, soon = office.stage.cast.ids["Ana"], now() + timedelta(days=1)
    check = office.ask("Sam", "POST", "/plan-checks", {"rep": rep, "answers": ANSWERS})
    assert check["state"] == "right"
    plan = office.ask("Sam", "POST", "/plans", {"fit_check": check["id"], "content": dated(soon.date())})
    path = f"/plans/{plan['id']}"
    assert office.ask("Sam", "GET", f"{path}/problems") == []
    tomorrow = ANSWERS | {"gap_since": (now() + timedelta(days=2)).date().isoformat()}
    assert office.status("Sam", "POST", "/plan-checks", {"rep": rep, "answers": tomorrow}) == 422
    (foreseen,) = office.ask("Sam", "GET", f"{path}/forecast")
    assert (foreseen["a_week"], foreseen["countable"], foreseen["rarely_decides"]) == (7, 22, False)
    assert foreseen["meaning"].startswith("85 lies between level 3 on every criterion (65) and level 4 (90)")
    office.ask("Sam", "POST", f"{path}/submit")
    assert (
        office.status(
            "Sam", "PUT", f"{path}/content", {"content": plan["content"]}, headers={"If-Match": "*"}
        )
        == 403
    )
    published = office.ask("Hana", "POST", f"{path}/publish", {})
    assert office.status("Ana", "GET", path) == 404
    assert office.ask("Ana", "GET", "/plans") == []
    talk = {"how": "video", "at": now().isoformat(), "there": ["Ana", "Sam"], "summary": "Gone through."}
    stale = {"If-Match": f'"{plan["version"]}"'}
    assert office.status("Sam", "POST", f"{path}/deliver", {"talk": talk}, headers=stale) == 412
    office.ask(
        "Sam", "POST", f"{path}/deliver", {"talk": talk}, headers={"If-Match": f'"{published["version"]}"'}
    )
    seen = office.ask("Ana", "GET", path)
    assert (seen["part"], seen["still_to_say"]) == ("rep", ["root_cause", "achievable", "support"])
    office.ask("Ana", "POST", f"{path}/receipt", {"what": "given", "number": 1})
    office.ask("Ana", "POST", f"{path}/words", {"kind": "support", "text": "Half an hour with Rui."})
    (word,) = office.ask("Sam", "GET", path)["words"]
    office.ask("Sam", "POST", f"{path}/words/{word['id']}/answer", {"text": "Every Thursday."})
    assert office.status("Sam", "POST", f"{path}/start", {}) == 409
    assert [office.status(other, "GET", path) for other in ("Otis", "Quinn", "Ada")] == [404, 403, 403]


def test_a_manager_with_a_plan_of_their_own_reads_it_as_its_rep(office: Office) -> None:
    name = running(office.stage)
    with office.database.write() as session:
        ana, south = office.stage.cast.keys["Ana"], office.stage.cast.teams["Southgate"]
        session.add(Membership(person_id=ana, team_id=south, role="manager", since=SINCE))
    assert office.status("Ana", "GET", f"/plans/{name}") == 200
    for part in ("forecast", "remarks", "problems"):
        assert office.status("Ana", "GET", f"/plans/{name}/{part}") == 403


def test_hr_has_nothing_to_do_with_the_plan_about_themselves(office: Office) -> None:
    name = running(office.stage)
    with office.database.write() as session:
        session.add(
            PersonRole(person_id=office.stage.cast.keys["Ana"], role="hr", asked_by="test", since=SINCE)
        )
        plan = plan_row(session, name)
        session.add(PlanWord(plan_id=plan.id, kind="concern", text="Mine.", by_id=plan.rep_id))
    assert name in office.browsers["Hana"].get("/hr").text
    own = office.browsers["Ana"].get("/hr")
    assert own.status_code == 200
    assert name not in own.text


def test_the_rule_that_a_plan_fixes_for_draws_tells_nobody_else_of_the_plan(office: Office) -> None:
    running(office.stage)
    ana = office.stage.cast.ids["Ana"]
    for name, sees in (("Sam", True), ("Quinn", False), ("Otis", False)):
        rules = office.ask(name, "GET", "/sampling-rules")
        assert (ana in [one["rep"] for one in rules]) == sees, name


def test_a_check_is_offered_for_reps_alone(office: Office) -> None:
    pages = {name: office.browsers[name].get("/plans").text for name in ("Hana", "Sam")}
    offered = {name: re.findall(r'href="/reps/(\w+)/plan-check"', text) for name, text in pages.items()}
    ids = office.stage.cast.ids
    assert ids["Ana"] in offered["Sam"]
    assert ids["Ana"] in offered["Hana"]
    # HR sees everybody's plans, and plans are for reps.
    assert {ids[name] for name in ("Sam", "Quinn", "Ada", "Hana")}.isdisjoint(offered["Hana"])


def test_each_look_is_in_the_audit_log(office: Office) -> None:
    name = running(office.stage)
    before = looked(office)
    office.ask("Ana", "GET", f"/plans/{name}")
    office.ask("Sam", "GET", "/plans")
    office.ask("Hana", "GET", f"/plans/{name}/status")
    assert looked(office) == before + 3
    assert office.status("Otis", "GET", f"/plans/{name}") == 404
    assert looked(office) == before + 3


def looked(office: Office) -> int:
    with office.database.read() as session:
        asked = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "plan.viewed")
        return session.scalar(asked) or 0


def test_the_wrong_tool_is_refused_with_what_is_right(office: Office) -> None:
    rep = office.stage.cast.ids["Ana"]
    answers = WRONG.model_dump(mode="json")
    check = office.ask("Sam", "POST", "/plan-checks", {"rep": rep, "answers": answers})
    assert check["state"] == "wrong"
    body = {"fit_check": check["id"], "template": "low_qa_score"}
    refused = office.browsers["Sam"].post("/api/v1/plans", json=body)
    assert refused.status_code == 409
    assert "Mend the territory" in refused.json()["detail"]
    assert office.status("Sam", "POST", f"/plan-checks/{check['id']}/overrule", {"why": "x"}) == 403
    office.ask(
        "Hana", "POST", f"/plan-checks/{check['id']}/overrule", {"why": "The routing was mended in May."}
    )
    plan = office.ask("Sam", "POST", "/plans", body)
    assert plan["content"]["person"]["name"] == "Ana"
    assert any("milestones" in line for line in office.ask("Sam", "GET", f"/plans/{plan['id']}/problems"))


def test_thirty_days_for_a_skill_need_a_reason(office: Office) -> None:
    rep = office.stage.cast.ids["Ana"]
    check = office.ask("Sam", "POST", "/plan-checks", {"rep": rep, "answers": ANSWERS})
    body = {"fit_check": check["id"], "template": "low_close_rate", "days": 30}
    refused = office.browsers["Sam"].post("/api/v1/plans", json=body)
    assert refused.status_code == 422
    assert "30 days are too short" in refused.json()["title"]
    office.ask("Sam", "POST", "/plans", body | {"short_reason": "She has done it for years elsewhere."})


def test_a_signature_needs_the_password_again(office: Office) -> None:
    name = running(office.stage)
    with office.database.write() as session:
        ana = session.scalars(select(Person).where(Person.name == "Ana")).one()
        ana.password = hash_password("four words are good", ana.email)
    body = {"what": "given", "number": 1}
    assert (
        office.status("Ana", "POST", f"/plans/{name}/receipt", body | {"password": "a guess of mine"}) == 403
    )
    with office.database.read() as session:
        refused = select(AuditEntry).where(AuditEntry.action == "person.signature_refused")
        assert session.scalars(refused).one().subject == office.stage.cast.ids["Ana"]
    page = office.ask("Ana", "POST", f"/plans/{name}/receipt", body | {"password": "four words are good"})
    assert page["receipt"] == "given"
    (signed,) = [one for one in page["signatures"] if one["what"] == "receipt"]
    assert signed["hash"] == page["versions"][-1]["fingerprint"]


def test_versions_are_compared(office: Office) -> None:
    name = running(office.stage)
    other = content(outcomes=Outcomes(if_met="It is closed.", if_not_met="HR decides.", deciding="QA."))
    body = {"content": other.model_dump(mode="json"), "why": "Clearer words about what comes afterwards."}
    locked = office.browsers["Hana"].put(
        f"/api/v1/plans/{name}/content", json=body, headers={"If-Match": "*"}
    )
    assert (locked.status_code, locked.json()["code"]) == (409, "locked")
    body["content"] = content(rep_said="That the calls are harder now.").model_dump(mode="json")
    page = office.ask("Hana", "PUT", f"/plans/{name}/content", body, headers={"If-Match": "*"})
    assert (page["state"], page["number"]) == ("paused", 2)
    (change,) = office.ask("Ana", "GET", f"/plans/{name}/changes?before=1")
    assert change["after"] == "That the calls are harder now."


def test_what_was_pulled_together_says_where_it_is_too_little(office: Office) -> None:
    rep = office.stage.cast.ids["Ana"]
    found = office.ask("Sam", "GET", f"/reps/{rep}/plan-evidence")
    assert (found["random_calls"], found["enough"]) == (0, 8)
    assert "a baseline needs 8" in found["notices"][0]
    assert office.status("Otis", "GET", f"/reps/{rep}/plan-evidence") == 404


def test_hr_asks_for_names_and_it_is_logged(office: Office) -> None:
    name = running(office.stage)
    assert office.ask("Hana", "GET", f"/plans/{name}/consistency")["sentence"].startswith(
        "Too few to compare"
    )
    assert office.ask("Hana", "POST", f"/plans/{name}/consistency/names") == []
    with office.database.read() as session:
        assert session.scalars(select(AuditEntry).where(AuditEntry.action == "plan.names_asked")).one()
