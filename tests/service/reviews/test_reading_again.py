"""A call with a reading is read once more: what stood stays, whatever comes of the other one."""

from service.calls.queueing import ask_for_review, find_call, may_be_retried
from service.calls.steps import break_off
from service.reviews.queries import shown_scorecard
from tests.service.reviews.beside import Beside
from tests.service.served import web

ONCE_MORE = "This call is being read once more."
NOTHING = "nothing came of it: A step of the review broke"


def read_once_more(beside: Beside) -> str:
    """Another reading is asked for; the id of its workflow."""
    parts = web(beside.client)
    with parts.database.write() as session:
        return ask_for_review(session, parts.engine, find_call(session, beside.call))


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


def test_a_reading_that_came_to_nothing_leaves_the_call_scored(
    beside: Beside,
) -> None:
    breaks(beside, read_once_more(beside))
    with web(beside.client).database.write() as session:
        call = find_call(session, beside.call)
        assert (call.state, (call.reason or {})["code"]) == ("scored", "step_broke")
        assert shown_scorecard(session, call)["qa_score"]["value"] == 35.0
        assert may_be_retried(session, call)
