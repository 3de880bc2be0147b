"""A call with a reading is read once more: what stood stays, whatever comes of the other one."""

import re

from sqlalchemy import select

from service.calls.queueing import ask_for_review, find_call, may_be_retried
from service.calls.steps import break_off
from service.db.tables import Review, Revision
from service.reviews.queries import shown_scorecard
from service.standing import standing
from tests.service.company import as_
from tests.service.reviews.beside import Beside, review_version
from tests.service.served import web
from tests.service.test_rescoring import score

ONCE_MORE = "This call is being read once more."
NEEDS_LOOK = "nothing came of reading it again"
NOTHING = "nothing came of it: A step of the review broke"


def read_once_more(beside: Beside) -> str:
    """Another reading is asked for; the id of its workflow."""
    parts = web(beside.client)
    with parts.database.write() as session:
        return ask_for_review(session, parts.engine, find_call(session, beside.call))


def looked_at(beside: Beside) -> str:
    """What of the calls that need a look Sam is shown."""
    return as_(beside.client, "Sam").get("/queue?pile=look").text


def breaks(beside: Beside, workflow: str) -> None:
    with web(beside.client).database.write() as session:
        break_off(session, None, beside.call, workflow, "JudgeBroke", False)  # type: ignore[arg-type]


def test_the_reading_before_is_shown_while_another_is_made_and_where_nothing_came_of_it(
    beside: Beside,
) -> None:
    beside.release()
    workflow = read_once_more(beside)
    for name in ("Sam", "Ana"):
        page = beside.get(name)
        assert ONCE_MORE in page
        assert "QA score 35" in page
    assert "Call it off" not in beside.get("Ana")
    breaks(beside, workflow)
    page = beside.get("Sam")
    assert NOTHING in page
    assert "QA score 35" in page
    assert NOTHING not in beside.get("Ana")
    assert beside.post("Sam", f"/calls/{beside.call}/again") == (
        303,
        f"/calls/{beside.call}?said=asked_again",
    )
    assert ONCE_MORE in beside.get("Sam")
    assert beside.post("Sam", f"/calls/{beside.call}/cancel")[0] == 303
    assert "Reading this call once more was called off." in beside.get("Sam")


def test_a_call_whose_second_reading_came_to_nothing_needs_a_look_until_it_is_called_off(
    beside: Beside,
) -> None:
    beside.release()
    workflow = read_once_more(beside)
    assert NEEDS_LOOK not in looked_at(beside)
    breaks(beside, workflow)
    assert NEEDS_LOOK in looked_at(beside)
    with web(beside.client).database.read() as session:
        assert [one.call for one in standing(session, 60.0).troubles] == [beside.call]
    beside.post("Sam", f"/calls/{beside.call}/again")
    beside.post("Sam", f"/calls/{beside.call}/cancel")
    assert NEEDS_LOOK not in looked_at(beside)


def test_a_newer_reading_is_what_is_looked_at_before_it_takes_the_place_of_the_released_one(
    beside: Beside,
) -> None:
    beside.release()
    read_once_more(beside)
    score(web(beside.client).database, beside.call)
    assert "Look at the newer reading" in beside.get("Sam")
    page = beside.get("Sam", "/confirm")
    assert "This is the newer reading." in page
    must = re.findall(r'data-must-play="([^"]+)"', page)[0]
    form = {"outcome": "take_place", "version": str(review_version(beside)), "played": must}
    path = f"/calls/{beside.call}"
    assert beside.post("Sam", f"{path}/confirm", **form) == (303, f"{path}?said=revision_settled")
    with web(beside.client).database.read() as session:
        review = session.scalars(select(Review)).one()
        assert (review.state, review.confirmed_as) == ("released", "confirmed")
        assert session.scalars(select(Revision.state)).one() == "confirmed"


def test_a_reading_that_came_to_nothing_leaves_the_call_scored(
    beside: Beside,
) -> None:
    breaks(beside, read_once_more(beside))
    with web(beside.client).database.write() as session:
        call = find_call(session, beside.call)
        assert (call.state, (call.reason or {})["code"]) == ("scored", "step_broke")
        assert shown_scorecard(session, call)["qa_score"]["value"] == 35.0
        assert may_be_retried(session, call)
