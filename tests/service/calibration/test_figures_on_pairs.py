"""Figures that rest on calls which a person scored blind and a judge read: bias, gaps, means."""

from tempfile import SpooledTemporaryFile

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update
from starlette.formparsers import MultiPartParser

from service.calibration.bias import se_bias_of
from service.db.tables import Call, RoundCall, RubricVersion
from tests.service.calibration.test_clearance import API, judge_key
from tests.service.calibration.test_rounds import made
from tests.service.calibration.world import World, rate
from tests.service.company import as_


def test_bias_gaps_and_means_rest_on_double_scored_calls(client: TestClient, world: World) -> None:
    for number in range(22):
        world.calls.append(world.add_call(f"more {number}", "Ana" if number else "Rui"))
    one = made(client, world, "Sam", chosen=[], drawn=25)
    rate(world, one["id"], "Sam")
    key, quinn = judge_key(world), as_(client, "Quinn")
    with world.database.read() as session:
        assert se_bias_of(session, "discovery", world.rubric, key) == 0.0  # 2 against 3 on every call
    gaps = quinn.get(f"{API}/gaps", params={"judge": key}).json()
    groups = {one["by"]: [(group["group"], group["calls"]) for group in one["groups"]] for one in gaps}
    assert groups == {
        "heard": [("heard: not known", 25)],
        "kind": [("kind not named", 25)],
        "channels": [("two channels", 25)],
        "team": [("team Northwind", 25)],
    }
    mean = quinn.get(f"{API}/means", params={"judge": key}).json()
    # People give 3 everywhere, worth 65; the judge 35.
    assert (mean["people"], mean["people_mean"], mean["judge_mean"]) == (25, 65.0, 35.0)
    page = quinn.get("/clearance/gaps", params={"judge": key}).text
    # The judge gives 2, worth 35, where people give 3, worth 65.
    assert "team Northwind" in page
    assert "It has read nothing here more than once." in page
    assert "−30.0" in page
    assert "25 drawn calls scored by people" in page
    assert "By people alone 65.0, by the judge alone 35.0" in page
    assert quinn.get("/clearance/gaps", params={"judge": "nobody"}).status_code == 404
    rep = quinn.get(f"{API}/means", params={"judge": key, "rep": world.cast.ids["Ana"]})
    assert "The mean of one rep is not worked out this way" in rep.json()["title"]
    # A manager finds it on their team's page; a team whose calls are all of one rep has none.
    assert "25 drawn calls scored by people" in as_(client, "Sam").get("/team").text
    assert "of the last 90 days there are 0" in as_(client, "Otis").get("/team").text
    with world.database.write() as session:
        session.execute(update(Call).values(rep_id=world.cast.keys["Ana"]))
        # A call that is nobody's makes no second rep.
        session.get_one(Call, session.scalar(select(func.max(Call.id)))).rep_id = None
    assert "All of these calls are of one rep" in as_(client, "Sam").get("/team").text
    # Calls that qa chose stand for no others.
    with world.database.write() as session:
        session.execute(update(RoundCall).values(why="chosen"))
    chosen = quinn.get(f"{API}/means", params={"judge": key}).json()
    assert chosen["title"] == "0 calls were scored by people, and 20 are needed."


def written_to_disk(spooled: object) -> None:
    raise AssertionError("the file was written to the disk")


def test_hr_brings_groups_along_and_nothing_of_them_is_kept(
    client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(22):
        world.calls.append(world.add_call(f"more {number}"))
    one = made(client, world, "Sam")
    rate(world, one["id"], "Sam")
    rows = [f"{call},{'north' if n < 21 else 'south'}" for n, call in enumerate(world.calls)]
    hana, place = as_(client, "Hana"), f"{API}/gaps/one-off?judge={judge_key(world)}"
    csv = {"Content-Type": "text/csv"}
    found = hana.post(place, content="\n".join(["unit,group", *rows]), headers=csv).json()
    assert [(group["group"], group["calls"]) for group in found["groups"]] == [("north", 21)]
    assert found["too_small"] == 1
    assert as_(client, "Quinn").post(place, content="unit,group\n", headers=csv).status_code == 403
    # A newer rubric is there, and no call was read with it: the one that was is offered.
    with world.database.write() as session:
        session.add(RubricVersion(slug="newer", version=1, fingerprint="f", document={}))
    offered = hana.get("/clearance/one-off").text
    assert '<option value="small@1" selected' in offered
    assert '<option value="newer@1">' in offered
    form = {"judge": judge_key(world), "rubric": "small@1"}
    # What is uploaded to other pages is kept in memory up to a length, and then in a file: here never.
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 10)
    monkeypatch.setattr(SpooledTemporaryFile, "rollover", written_to_disk)
    page = hana.post(
        "/clearance/one-off", data=form, files={"file": ("a.csv", "\n".join(["unit,group", *rows]))}
    )
    assert "north" in page.text
    assert "south" not in page.text
    assert "1 group of fewer than 20 calls: nothing is said." in page.text
    assert page.headers["cache-control"] == "no-store"
    none = hana.post("/clearance/one-off", data=form)
    assert (none.status_code, "Choose a file with calls and groups." in none.text) == (422, True)
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    assert hana.post("/clearance/one-off", content=b"nothing of the kind", headers=broken).status_code == 400
    wrong = hana.post("/clearance/one-off", data=form, files={"file": ("a.csv", b"\xff\xfe")})
    assert (wrong.status_code, "not text in UTF-8" in wrong.text) == (422, True)
    place = f"{place}&rubric=small@1"
    huge = hana.post(place, content=f"unit,group\na,{'x' * 140_000}\n", headers=csv)
    assert (huge.status_code, huge.json()["title"]) == (422, "The file is no table.")
    long = hana.post(place, content=f"unit,group\na,{'x' * 101}\n", headers=csv)
    assert long.json()["title"] == "Row 2 has a group of more than 100 letters."
    assert hana.post(place, content="unit,group\ra,b\r", headers=csv).status_code == 200
    bad = hana.post(place, content="unit,group\na\n", headers=csv)
    assert bad.json()["title"] == "Row 2 is not a call and a group."
    with world.database.engine.connect() as connection:
        kept = [str(row) for row in connection.exec_driver_sql("SELECT details FROM audit")]
    assert not any("north" in row for row in kept)
