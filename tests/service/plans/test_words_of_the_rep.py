# ruff: noqa: F811 (fixtures are imported under the name they are asked for by)
"""What a rep asks for and gets: reasons written in, an answer, the summary of the talk, the week in words."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from scoring.plans.sections import Audience
from service.db.tables import PlanWord
from service.errors import Conflict, NotAllowed
from service.plans import saying, starting
from service.plans.check_ins import GROW, check_ins_of
from service.plans.whole import whole_plan
from tests.clock import Clock, clock  # noqa: F401
from tests.databases import fresh_database
from tests.service.company import as_
from tests.service.plans.staged import Staged, delivered, plan_row, published, running, scored, staged
from tests.service.plans.written import DELIVERED, STARTS, noon
from tests.service.served import served, settings_for, web

ASKED = "Please write in which training it is, and who gives it."
ANSWERED = "It is the one of 15 September; Quinn gives it."


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[TestClient, Staged]]:
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path, url)) as client,
    ):
        yield client, staged(web(client).database)


def read(client: TestClient, name: str, path: str) -> str:
    """The words of a page as that person reads it."""
    answer = as_(client, name).get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(answer.text).split())


def test_what_a_rep_asks_to_have_written_in_is_answered(office: tuple[TestClient, Staged]) -> None:
    client, stage = office
    name = running(stage)
    form = {"kind": "request", "text": ASKED, "about": "support", "form": "words"}
    assert as_(client, "Sam").post(f"/plans/{name}/words", data=form).status_code == 403
    asked = as_(client, "Ana").post(f"/plans/{name}/words", data=form)
    assert asked.headers["location"].startswith(f"/plans/{name}?said=plan_request")
    with stage.database.read() as session:
        (word,) = session.scalars(select(PlanWord).where(PlanWord.kind == "request")).all()
    assert "Not answered yet." in read(client, "Ana", "/me/plan")
    # Sam's page and HR's have a form for it; the answer says in which version the plan has it.
    answer = f"/plans/{name}/words/{word.public_id}/answer"
    offered = [answer in read(client, who, f"/plans/{name}") for who in ("Ana", "Sam", "Hana")]
    assert offered == [False, True, True]
    assert as_(client, "Ana").post(answer, data={"text": "Yes."}).status_code == 403
    as_(client, "Sam").post(answer, data={"text": ANSWERED, "written_in": "on", "form": "answer"})
    for who, path in (("Ana", "/me/plan"), ("Sam", f"/plans/{name}"), ("Hana", f"/plans/{name}")):
        page = read(client, who, path)
        assert ASKED in page, who
        assert ANSWERED in page, who
        assert "written into version 1" in page, who
    with stage.database.read() as session:
        printed = whole_plan(session, plan_row(session, name), Audience.REP, noon(STARTS))
    assert (ASKED, f"{ANSWERED} (Sam)") in [(one.text, one.reply) for one in printed.comments]


def test_a_request_holds_the_start_until_it_is_answered(stage: Staged) -> None:
    name = delivered(stage)
    ana, sam = stage.who("Ana"), stage.who("Sam")
    with stage.database.write() as session:
        plan = plan_row(session, name)
        for kind in saying.SAY:
            word = saying.say(session, ana, plan, kind, "Yes.", DELIVERED.date())
            saying.answer(session, sam, plan, word, "Thank you.")
        asked = saying.say(session, ana, plan, "request", ASKED, DELIVERED.date())
        with pytest.raises(Conflict, match="no reply"):
            starting.start(session, sam, plan, STARTS, STARTS)
        with pytest.raises(NotAllowed):
            saying.answer(session, ana, plan, asked, "Myself.")
        saying.answer(session, stage.who("Hana"), plan, asked, ANSWERED, written_in=True)
        with pytest.raises(Conflict, match="already"):
            saying.answer(session, sam, plan, asked, "Another one.")
        starting.start(session, sam, plan, STARTS, STARTS)
        assert (plan.state, asked.written_in) == ("running", 1)


def test_after_the_talk_the_rep_has_a_copy_and_the_summary(office: tuple[TestClient, Staged]) -> None:
    client, stage = office
    hidden = published(stage)
    assert "You have no plan." in read(client, "Ana", "/me/plan")
    paper = f"/api/v1/plans/{hidden}/papers/plan.pdf"
    assert as_(client, "Ana").get(paper).status_code == 404
    summary = "We went through each section. Ana asked what counts as a dated step."
    talk = {
        "how": "in_person",
        "at": "2026-08-25T15:00",
        "there": "Ana, Sam",
        "summary": summary,
        "form": "deliver",
    }
    told = as_(client, "Sam").post(f"/plans/{hidden}/deliver", data=talk)
    assert told.status_code == 303, told.text
    page = read(client, "Ana", "/me/plan")
    assert summary in page
    assert "In person, with Ana, Sam" in page
    assert as_(client, "Ana").get(paper).content[:4] == b"%PDF"


def test_the_agenda_and_the_week_fill_themselves_for_both(
    clock: Clock, office: tuple[TestClient, Staged]
) -> None:
    client, stage = office
    name = running(stage)
    (call,) = scored(stage, [72], STARTS + timedelta(days=2))
    with stage.database.read() as session:
        plan = plan_row(session, name)
        meeting = check_ins_of(session, plan)[1].public_id
    clock.put(noon(STARTS + timedelta(days=6)))
    for who in ("Ana", "Sam", "Hana"):
        page = read(client, who, f"/plans/{name}/check-ins/{meeting}")
        assert [one for one in GROW if one not in page] == [], who
        # Calls since last time, each with the moments to listen to; what falls due; where the goals stand.
        assert f'href="/calls/{call}#item-opening_m3"' in page, who
        assert "QA score: " in page, who
        assert "Promises that fall due" in page, who
        week = read(client, who, f"/plans/{name}/week")
        assert "the plan runs until 30 October 2026." in week, who
        assert "Next check-in: " in week, who
