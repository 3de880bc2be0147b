"""The pages of calibration: made by a form, scored by a form, open side by side; nothing typed is lost."""

import re
from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient

from scoring.library import shipped_rubrics
from service.calibration.page_views import clearance_page
from service.db.base import now
from service.db.engine import Database
from service.people.who import INSTALLATION
from service.reviews.rubrics import bring_in
from tests.cast import rubric
from tests.service.calibration.test_rounds import ROUNDS, made
from tests.service.calibration.world import World, rate
from tests.service.company import as_
from tests.service.served import web


def typed(levels: str = "3", **more: str) -> dict[str, str]:
    """A sheet as it is typed: musts yes with sentence 1, the rest no."""
    fields = {"do": "hand_in"}
    for criterion in rubric().criteria:
        fields[f"level.{criterion.key}"] = levels
        for item in criterion.items:
            is_must = item.kind.value == "must"
            fields[f"answer.{item.id}"] = "yes" if is_must else "no"
            if is_must:
                fields[f"at.{item.id}"] = "1"
    return fields | more


def a_round(client: TestClient, world: World) -> str:
    return str(made(client, world, "Sam", "Quill")["id"])


def test_a_round_is_made_by_a_form_and_what_was_typed_stays(client: TestClient, world: World) -> None:
    quinn = as_(client, "Quinn")
    assert "Sam" in quinn.get("/calibration/new").text
    form: dict[str, Any] = {
        "title": "Typed by hand",
        "rubric": "small@1",
        "deadline": "2020-01-01",
        "drawn": "2",
        f"rater.{world.cast.ids['Sam']}": "on",
    }
    refused = quinn.post("/calibration/new", data=form)
    assert refused.status_code == 422
    assert "The deadline 2020-01-01 is over." in refused.text
    assert 'value="Typed by hand"' in refused.text
    day = (now() + timedelta(days=3)).date().isoformat()
    done = quinn.post("/calibration/new", data=form | {"deadline": day})
    assert done.status_code == 303
    assert "Waited for" in quinn.get(done.headers["location"]).text
    assert "Typed by hand" in as_(client, "Sam").get("/calibration").text
    assert "Typed by hand" not in as_(client, "Otis").get("/calibration").text


def test_a_sheet_is_scored_by_a_form(client: TestClient, world: World) -> None:
    place = f"/calibration/{a_round(client, world)}"
    sam = as_(client, "Sam")
    page = sam.get(f"{place}/calls/1").text
    assert "Thanks for joining me on this call." in page
    for hidden in ("Ana", "Quill", "scripted", *world.calls):
        assert hidden not in page
    wrong = sam.post(f"{place}/calls/1", data=typed(**{"at.opening_m1": "", "level.discovery": ""}))
    assert wrong.status_code == 422
    assert "opening_m1" in wrong.text
    assert re.search(r'name="answer.opening_p1" value="no" checked', wrong.text)
    kept = sam.post(f"{place}/calls/1", data=typed(do="keep"))
    assert kept.headers["location"].endswith("?said=draft_kept")
    assert sam.post(f"{place}/calls/1", data=typed()).status_code == 303
    assert "You have handed this call in" in sam.get(f"{place}/calls/1").text


def test_an_open_round_is_side_by_side_and_settled_by_qa(client: TestClient, world: World) -> None:
    name = a_round(client, world)
    rate(world, name, "Sam", 4)
    rate(world, name, "Quill", 2)
    quinn, place = as_(client, "Quinn"), f"/calibration/{name}"
    page = quinn.get(place).text
    for part in ("How strict each rater is", "Side by side", "Settle", "<svg"):
        assert part in page
    never = page.split("<summary>Items that never split")[1]
    assert "Asks for opening_m1" in never
    assert "yes against no" not in never
    pooled = quinn.get(f"{place}/pooled")
    assert "November, all rounds together" in pooled.text
    assert "1 round on the same rubric, pooled." in pooled.text
    rater = as_(client, "Sam").get(place).text
    assert "Side by side" in rater
    assert "How strict each rater is" not in rater
    assert (
        quinn.post(f"{place}/calls/1/settle", data={"criterion": "discovery", "level": "3"}).status_code
        == 303
    )
    assert quinn.post(f"{place}/close").status_code == 303
    assert quinn.get(f"{ROUNDS}/{name}").json()["state"] == "settled"


def test_the_rounds_of_one_rubric_are_chosen_and_the_address_keeps_it(
    client: TestClient, world: World
) -> None:
    a_round(client, world)
    quinn = as_(client, "Quinn")
    assert "<select" not in quinn.get("/calibration").text  # all are on one
    with web(client).database.write() as session:
        bring_in(session, other := next(iter(shipped_rubrics())))
    elsewhere = f"{other['slug']}@{other['version']}"
    made(client, world, "Sam", title="On another form", rubric=elsewhere)
    both = quinn.get("/calibration").text
    assert "November" in both
    assert "On another form" in both
    narrowed = quinn.get("/calibration", params={"rubric": elsewhere}).text
    assert "On another form" in narrowed
    assert "November" not in narrowed
    assert f'<option value="{elsewhere}" selected>' in narrowed
    assert "No round on this rubric." in quinn.get("/calibration?rubric=none@1").text


def test_clearance_and_strictness_have_their_pages(client: TestClient, world: World) -> None:
    name = a_round(client, world)
    rate(world, name, "Sam", 4)
    rate(world, name, "Quill", 2)
    with web(client).database.write() as session:
        bring_in(session, next(iter(shipped_rubrics())))
    # Not the newest form, with which nothing was judged.
    page = as_(client, "Aud").get("/clearance").text
    assert "3 of 50 double-scored calls" in page
    assert 'name="use"' not in page
    assert '<option value="small@1" selected>' in page
    other = re.findall(r'<option value="([^"]+)"(?! selected)', page)[0]
    chosen = as_(client, "Aud").get("/clearance", params={"rubric": other}).text
    assert f'<option value="{other}" selected>' in chosen
    assert f"On {other}." in chosen
    assert "+2.00" in as_(client, "Quinn").get("/calibration/people").text


def test_before_the_first_call_clearance_is_of_the_rubric_that_calls_will_be_judged_with(
    database: Database,
) -> None:
    with database.write() as session:
        for document in shipped_rubrics():
            bring_in(session, document)
        shown = clearance_page(session, INSTALLATION, None, "b2b-discovery", now())
        unknown = clearance_page(session, INSTALLATION, None, "not-published", now())
    assert shown.rubric.startswith("b2b-discovery@")
    assert unknown.rubric in dict(unknown.rubrics)


def test_what_no_form_sends_is_refused_and_no_fault(client: TestClient, world: World) -> None:
    name = a_round(client, world)
    rate(world, name, "Sam", 4)
    rate(world, name, "Quill", 2)
    quinn, settle = as_(client, "Quinn"), f"/calibration/{name}/calls/1/settle"
    for field in ({"level": "fine"}, {"level": "²"}, {"criterion": "d" * 41}):
        answer = quinn.post(settle, data={"criterion": "discovery", "level": "3"} | field)
        assert answer.status_code == 422, field
    assert quinn.get("/clearance", params={"rubric": "small@99999999999999999999"}).status_code == 422
    assert as_(client, "Sam").get(f"{ROUNDS}/{name}/calls/99999999999999999999/sheet").status_code == 422


def test_many_calls_are_chosen_by_a_form(client: TestClient, world: World) -> None:
    form = {
        "title": "Many",
        "rubric": "small@1",
        "deadline": (now() + timedelta(days=3)).date().isoformat(),
        "chosen": " ".join([*world.calls * 30, "nobody"]),
        f"rater.{world.cast.ids['Sam']}": "on",
    }
    refused = as_(client, "Quinn").post("/calibration/new", data=form)
    assert "There is no call nobody." in refused.text


def test_a_last_day_is_moved_and_a_rater_left_out_on_the_page(client: TestClient, world: World) -> None:
    name = a_round(client, world)
    quinn, sam, place = as_(client, "Quinn"), as_(client, "Sam"), f"/calibration/{name}"
    shown = quinn.get(place).text
    for part in ("Its last day", "Wait no more for Sam", "Waited for"):
        assert part in shown
    assert "Its last day" not in sam.get(place).text
    over = quinn.post(f"{place}/deadline", data={"version": "1", "deadline": "2020-01-01"})
    assert over.status_code == 422
    assert "The deadline 2020-01-01 is over." in over.text
    assert 'value="2020-01-01"' in over.text
    day = (now() + timedelta(days=20)).date().isoformat()
    assert quinn.post(f"{place}/deadline", data={"version": "1", "deadline": day}).status_code == 303
    assert f'value="{day}"' in quinn.get(place).text
    late = quinn.post(f"{place}/deadline", data={"version": "1", "deadline": day})
    assert (late.status_code, "changed since you looked" in late.text) == (412, True)
    stale = quinn.put(f"{ROUNDS}/{name}/deadline", json={"deadline": day}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert sam.post(f"{place}/raters/{world.cast.ids['Quill']}/leave").status_code == 403
    assert (
        sam.post(f"{place}/raters/{world.cast.ids['Sam']}/leave")
        .headers["location"]
        .startswith("/calibration?")
    )
    assert "Sam" not in quinn.get(place).text.partition("Who scores it")[2]
    assert "Wait no more for Quill" in quinn.get(place).text
    # Who is left hands in, and the round is open: its last day stays.
    rate(world, name, "Quill")
    moved = quinn.post(f"{place}/deadline", data={"version": "9", "deadline": day})
    assert moved.status_code in (409, 412)
