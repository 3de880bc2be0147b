"""Pages that stand on figures: fitted tables and the draft made of them, anchors, rounds over time, ▶."""

import re

from fastapi.testclient import TestClient
from sqlalchemy import select

from scoring.agreement.drift import Shift
from scoring.agreement.estimate import Estimate, undefined
from scoring.agreement.round_records import RoundReport
from service.calibration.anchors import ask_for_due_checks
from service.calibration.retest import spread
from service.calibration.rounds import open_when_due
from service.db.base import now
from service.db.tables import RatedSheet, Round, RoundCall, RubricDraft
from service.reports.round_html import render_round
from service.reports.shift_picture import shift_plot
from service.reports.time_picture import time_plot
from service.rubrics.texts import read_text
from tests.service.calibration.test_blind_first_pairs import blind_first
from tests.service.calibration.test_clearance import Turned, anchored, read
from tests.service.calibration.test_rounds import made
from tests.service.calibration.test_rounds_pooled import next_round
from tests.service.calibration.world import SameJudge, World, rate, rated_document
from tests.service.company import as_
from tests.service.served import copied, scored, wav, web


def rate_by(world: World, round_id: str, name: str, levels: list[int]) -> None:
    """That person's sheets with those levels in turn."""
    with world.database.write() as session:
        row = session.scalars(select(Round).where(Round.public_id == round_id)).one()
        for at, place in enumerate(session.scalars(select(RoundCall).where(RoundCall.round_id == row.id))):
            document = rated_document(levels[at % len(levels)])
            session.add(
                RatedSheet(round_call_id=place.id, person_id=world.cast.keys[name], document=document)
            )
        session.flush()
        open_when_due(session, row, now())


def test_few_calls_fit_no_table_and_make_no_draft(client: TestClient, world: World) -> None:
    place = f"/calibration/{made(client, world, 'Sam')['id']}"
    quinn = as_(client, "Quinn")
    assert quinn.get(f"{place}/tables").status_code == 409  # blind
    rate(world, place.rpartition("/")[2], "Sam")
    page = quinn.get(f"{place}/tables")
    assert "too few to tell" in page.text
    assert "Make a draft" not in page.text
    refused = quinn.post(f"{place}/tables/draft")
    assert refused.status_code == 409
    assert "No table is surely nearer" in refused.text
    over_api = f"/api/v1/calibration/rounds/{place.rpartition('/')[2]}/tables/draft"
    assert quinn.post(over_api).status_code == 409
    assert as_(client, "Sam").get(f"{place}/tables").status_code == 403


def test_tables_that_are_surely_nearer_become_a_draft(client: TestClient, world: World) -> None:
    """Musts met, no plus: the table says 3. On 55 calls Sam says 5, now and then 4: the fitted one says 5."""
    world.calls += [world.add_call(f"more {number}") for number in range(52)]
    name = str(made(client, world, "Sam")["id"])
    rate_by(world, name, "Sam", [5, 5, 5, 4, 5])
    quinn, place = as_(client, "Quinn"), f"/calibration/{name}/tables"
    page = quinn.get(place).text
    assert "surely nearer" in page
    assert re.search(r'class="apart"><th scope="row">5</th>', page)
    done = quinn.post(f"{place}/draft")
    assert done.status_code == 303
    assert done.headers["location"].endswith("/compare?said=rubric_drafted")
    assert quinn.get(done.headers["location"]).status_code == 200
    with world.database.read() as session:
        text = session.scalars(select(RubricDraft.text)).one()
    found = read_text(text)
    assert found.mistakes == ()
    assert found.document is not None
    assert "Tables fitted on the levels people gave in calibration" in found.document["changed"]
    # The same for a program.
    begun = quinn.post(f"/api/v1/calibration/rounds/{name}/tables/draft")
    assert begun.status_code == 201
    assert quinn.get(begun.headers["location"]).json()["text"] == text


def test_anchors_say_what_turned_and_who_may_not_see_a_call_sees_no_call(
    client: TestClient, world: World
) -> None:
    quinn = as_(client, "Quinn")
    assert "No anchors yet" in quinn.get("/clearance/anchors").text
    anchored(client, world)
    read(world, SameJudge("old"))
    with world.database.write() as session:
        ask_for_due_checks(session, web(client).engine, Turned("other"), now())
    read(world, Turned("other"))
    page = quinn.get("/clearance/anchors").text
    assert "reads differently" in page
    assert "turned on 42 of 42 calls" in page
    # The first twenty of each item are links, in no order that a test knows.
    assert any(f'href="/calls/{call}"' in page for call in world.calls)
    auditor = as_(client, "Aud").get("/clearance/anchors").text
    assert "42 calls you may not see" in auditor
    assert not any(call in auditor for call in world.calls)
    assert "Have them read now" not in auditor


def test_anchors_are_frozen_and_read_by_a_form(client: TestClient, world: World) -> None:
    name, quinn = str(made(client, world, "Sam")["id"]), as_(client, "Quinn")
    blind = quinn.post("/clearance/anchors", data={"title": "Mine", "rounds": name})
    assert blind.status_code == 422
    assert "still blind" in blind.text
    rate(world, name, "Sam")
    empty = quinn.post("/clearance/anchors", data={"title": "Typed", "rounds": []})
    assert "Name at least one round" in empty.text
    assert 'value="Typed"' in empty.text
    done = quinn.post("/clearance/anchors", data={"title": "Mine", "rounds": name})
    assert done.headers["location"] == "/clearance/anchors?said=anchors_frozen"
    page = quinn.get("/clearance/anchors").text
    assert "waits to be read" in page
    check = re.search(r'action="(/clearance/anchors/[0-9a-z]+/checks)"', page)
    assert check is not None
    assert quinn.post(check[1]).status_code == 303
    assert "asked for" in quinn.get("/clearance/anchors").text


def test_rounds_follow_each_other_in_a_picture_with_its_table(client: TestClient, world: World) -> None:
    quinn = as_(client, "Quinn")
    first = str(made(client, world, "Sam", "Quill")["id"])
    rate(world, first, "Sam", 4)
    rate(world, first, "Quill", 2)
    assert "Agreement over time" not in quinn.get(f"/calibration/{first}").text
    second = str(made(client, world, "Sam", "Quill", title="December")["id"])
    rate(world, second, "Sam", 4)
    rate(world, second, "Quill", 4)
    page = quinn.get(f"/calibration/{second}").text
    assert "Agreement over time" in page
    assert f'<a href="/calibration/{first}">November</a>' in page
    assert "Agreement over time" not in as_(client, "Sam").get(f"/calibration/{second}").text


def test_answers_that_split_are_heard_in_place(client: TestClient, world: World) -> None:
    name = str(made(client, world, "Sam")["id"])
    rate(world, name, "Sam")
    page = as_(client, "Quinn").get(f"/calibration/{name}").text
    # These calls have words and no sound: ▶ leads to where the sentence stands.
    assert re.search(r'<a class="play" href="/calls/\w+#S0001" aria-label="Play 0:0\d, Thanks for', page)
    for export in ("ratings.csv", "report"):
        place = f"/api/v1/calibration/rounds/{name}/{export}"
        assert f'href="{place}"' in page
        assert as_(client, "Quinn").get(place).status_code == 200


def test_what_was_cited_for_levels_far_apart_plays_beside_them_and_names_no_rep(
    client: TestClient, world: World
) -> None:
    """Otis manages another team: he rates, hears what was cited in the round, and never meets the rep."""
    world.calls = [scored(client, rep="ana", sound=wav(seconds=30))["id"]]
    copied(client, world.calls[0])
    name = str(made(client, world, "Otis", "Quill")["id"])
    clip = f"/calibration/{name}/calls/1/clip"
    asked, quinn, otis = {"start": 0, "end": 2}, as_(client, "Quinn"), as_(client, "Otis")
    assert quinn.get(clip, params=asked).status_code == 404  # blind, and she does not rate
    assert otis.get(clip, params=asked).headers["content-type"] == "audio/webm; codecs=opus"
    for rater, level in (("Otis", 5), ("Quill", 1)):
        rate(world, name, rater, level)
    farthest = quinn.get(f"/calibration/{name}").text.split("<h2>Farthest apart</h2>")[1].split("</table>")[0]
    first = re.split(r"<tr>", farthest)[2]
    given = re.findall(r'<span class="given">(.+?) <b>(\d)</b> <a class="play" .*? data-clip="(.+?)"', first)
    assert given[:2] == [("Otis", "5", clip), ("Quill", "1", clip)]
    assert quinn.get(clip, params=asked).status_code == 200
    assert as_(client, "Sam").get(clip, params=asked).status_code == 404  # his rep, and not his round
    page = otis.get(f"/calibration/{name}").text
    assert f'data-clip="{clip}"' in page
    assert f"/calls/{world.calls[0]}" not in page
    assert "Ana" not in page
    assert "Thanks for joining me" not in page
    assert quinn.get(clip, params={"start": 40, "end": 45}).status_code == 404


def test_what_was_cited_plays_on_the_page_of_all_rounds_too_each_in_its_own_round(
    client: TestClient, world: World
) -> None:
    world.calls = [scored(client, rep="ana", sound=wav(seconds=30))["id"]]
    copied(client, world.calls[0])
    first = str(made(client, world, "Otis", "Quill", weekly=1)["id"])
    rate(world, first, "Otis", 5)
    rate(world, first, "Quill", 1)
    second = next_round(world, first)
    for rater in ("Otis", "Quill"):
        rate(world, second, rater, 3)
    confirmed = world.add_call("in no round, and scored by Sam before he confirmed it")
    blind_first(world, 9)
    page = as_(client, "Quinn").get(f"/calibration/{first}/pooled").text
    farthest = page.split("<h2>Farthest apart</h2>")[1].split("</table>")[0]
    rows = {row.split("</th>")[0]: row for row in farthest.split('<tr><th scope="row">')[1:]}
    played = r'<span class="given">([A-Z]\w+) <b>(\d)</b> <a class="play" href="(.+?)[#"]'
    sound = f"/calibration/{first}/calls/1/sound"
    assert re.findall(played, rows["1.1"]) == [("Otis", "5", sound), ("Quill", "1", sound)]
    assert f'data-clip="/calibration/{first}/calls/1/clip"' in rows["1.1"]
    # No recording is kept of the others: ▶ leads to where it stands written.
    assert 'class="play" href="/calls/' in rows["2.1"]
    assert re.findall(played, rows["review 1"]) == [("Sam", "4", f"/calls/{confirmed}")]


def test_every_figure_of_an_item_and_of_a_pair_stands_on_the_page_and_in_the_file(
    client: TestClient, world: World
) -> None:
    name = str(made(client, world, "Sam", "Quill")["id"])
    rate(world, name, "Sam", 4)
    rate(world, name, "Quill", 2)
    page = as_(client, "Quinn").get(f"/calibration/{name}").text
    report = RoundReport.model_validate(
        as_(client, "Quinn").get(f"/api/v1/calibration/rounds/{name}/report").json()
    )
    for shown in (page, render_round(report)):
        item = shown.split("<h2>Items, those that split most first</h2>")[1]
        for figure in (
            "People, same answer",
            "People, within one step",
            "alpha",
            "Agree on no",
            "Same answer",
        ):
            assert figure in item, figure
        assert "always within one step" in item
        assert "Found the person&#39;s no" in item
        assert '<caption class="unseen">Pair, Opening</caption>' in shown
        assert "Within one level" in shown
        assert "fewer than 20 calls" in shown
        # The confusion matrix, as a picture and as a table: Sam 4 against Quill 2 on all three calls.
        table = shown.split("Calls by the level of Sam (rows) and of Quill (columns)")[1].split("</table>")[0]
        assert '<tr><th scope="row">4</th><td>0</td><td>3</td><td>0</td><td>0</td><td>0</td></tr>' in table


def test_the_judge_against_itself() -> None:
    votes = [
        ("m1", {"yes": 3}),
        ("m2", {"yes": 2, "no": 1}),
        ("m1", {"no": 3}),
        ("m2", {"yes": 3}),
        ("m3", {}),
        ("m3", {"yes": 1}),
    ]
    found = spread(votes, {"m2": "Says why?"})
    assert found is not None
    assert "3 of 4 answers (75" in found.sentence
    assert [(one.asks, one.times) for one in found.items] == [("Says why?", "1 of 2 calls")]
    assert spread([("m3", {"yes": 1})], {}) is None


def test_pictures_have_their_places() -> None:
    # 640 wide, 44 and 12 aside: two rounds in the middles of 292 each, at 190 and 482, points 6 beside.
    # 200 high, 12 above and 34 below: 1 at 12, 0 at 166, a half at 89.
    half = Estimate(value=0.5, low=0.0, high=1.0, units=9)
    plot = time_plot(["1 Nov", "2 Dec"], [half, half], [half, undefined(0, "nobody")])
    assert plot is not None
    assert [(one.x, one.y, one.low, one.high) for one in plot.people] == [
        (184.0, 89.0, 166.0, 12.0),
        (476.0, 89.0, 166.0, 12.0),
    ]
    assert [one.x for one in plot.judge] == [196.0]
    assert time_plot(["1 Nov"], [half], [half]) is None
    # ±0.5 on 320 from 150: 0 at 310, ±0.2 at 246 and 374.
    moved = Shift(calls=60, mean=0.0, low=-0.1, high=0.5, margin=0.2, inside=False)
    shifted = shift_plot([("Opening", moved)])
    assert shifted is not None
    assert (shifted.zero, shifted.band, shifted.rows[0].high) == (310.0, (246.0, 128.0), 470.0)
    assert shift_plot([("Opening", moved.model_copy(update={"mean": None}))]) is None


def test_rounds_that_are_blind_are_in_no_picture(client: TestClient, world: World) -> None:
    blind = str(made(client, world, "Sam", title="Blind yet")["id"])
    opened = str(made(client, world, "Quill")["id"])
    rate(world, opened, "Quill")
    page = as_(client, "Quinn").get(f"/calibration/{opened}").text
    assert blind not in page
