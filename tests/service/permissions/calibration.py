"""Calibration: a blind round in which Sam rates, one that is open, an anchor set, a judge."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.calibration.anchors import freeze_anchors
from service.calibration.marks import judge_key_of
from service.calibration.rounds import make_round, open_when_due
from service.calibration.views import NewRound
from service.db.base import now
from service.db.tables import Call, RatedSheet, Round, RoundCall, Run, Team
from tests.service.calibration.world import add_scored, rated_document, sheet
from tests.service.permissions.rows import Row, World

ROUND = "/api/v1/calibration/rounds/{round_id}"
API = "/api/v1/calibration"
PAGE = "/calibration/{round_id}"
QA = Row(may="Quinn")
OPEN = {"round_id": "open_round"}
OF_QA = Row(may="Quinn", using=OPEN)
JUDGE = {"judge": "{judge_key}", "rubric": "small@1"}
NEW = {"title": "Next", "raters": ["{sam}"], "deadline": "2099-01-01", "chosen": ["{calibrated_call}"]}
READERS = "Quinn Hana Ada Aud"
LEVEL = {"criterion": "discovery", "level": {"level": 3}}

ROUTES: Mapping[tuple[str, str], Row] = {
    ("POST", f"{API}/rounds"): Row(may="Quinn", json={**NEW, "rubric": "small@1"}),
    ("GET", f"{API}/rounds"): Row(may="Sam Otis Quinn"),
    ("GET", ROUND): Row(may="Sam Quinn", hidden="Otis"),
    ("PUT", f"{ROUND}/deadline"): Row(may="Quinn", json={"deadline": "2099-01-02"}),
    ("DELETE", f"{ROUND}/raters/{{person_id}}"): Row(
        may="Sam Quinn", hidden="Otis", using={"person_id": "sam"}
    ),
    ("GET", f"{ROUND}/calls/{{number}}/sheet"): Row(may="Sam", hidden="Otis Quinn"),
    ("PUT", f"{ROUND}/calls/{{number}}/draft"): Row(may="Sam", hidden="Otis Quinn", json={"document": {}}),
    ("POST", f"{ROUND}/calls/{{number}}/sheet"): Row(may="Sam", hidden="Otis Quinn", json=sheet()),
    ("GET", f"{ROUND}/side-by-side"): Row(may="Sam Quinn", hidden="Otis", using=OPEN),
    ("GET", f"{ROUND}/report"): OF_QA,
    ("GET", f"{ROUND}/ratings.csv"): OF_QA,
    ("POST", f"{ROUND}/calls/{{number}}/settlements"): Row(may="Quinn", using=OPEN, json=LEVEL),
    ("POST", f"{ROUND}/close"): OF_QA,
    ("GET", f"{ROUND}/tables"): OF_QA,
    ("POST", f"{ROUND}/tables/draft"): OF_QA,
    ("GET", f"{API}/clearances"): Row(may=READERS, query={"rubric": "small@1"}),
    ("POST", f"{API}/clearances"): Row(
        may="Quinn", json={**JUDGE, "criterion": "discovery", "use": "coaching"}
    ),
    ("GET", f"{API}/clearance-changes"): Row(may=READERS, query={"rubric": "small@1"}),
    ("GET", f"{API}/people"): QA,
    ("POST", f"{API}/people/{{person_id}}"): Row(may="Quinn", using={"person_id": "sam"}),
    ("DELETE", f"{API}/people/{{person_id}}"): Row(may="Quinn", using={"person_id": "sam"}),
    ("POST", f"{API}/anchor-sets"): Row(may="Quinn", json={"title": "Frozen", "rounds": ["{open_round}"]}),
    ("GET", f"{API}/anchor-sets"): Row(may=READERS),
    ("POST", f"{API}/anchor-sets/{{set_id}}/checks"): QA,
    ("GET", f"{API}/gaps"): Row(may="Quinn", query=JUDGE),
    ("POST", f"{API}/gaps/one-off"): Row(
        may="Hana", query=JUDGE, content=b"unit,group\n", headers={"Content-Type": "text/csv"}
    ),
    ("GET", f"{API}/means"): Row(may="Sam Quinn", hidden="Otis", query=JUDGE | {"team": "{northwind}"}),
    ("GET", "/calibration"): Row(may="Sam Otis Quinn"),
    ("GET", "/calibration/new"): QA,
    ("POST", "/calibration/new"): Row(may="Quinn", form={"title": "Next"}),
    ("GET", "/calibration/people"): QA,
    ("POST", "/calibration/people/{person_id}"): Row(may="Quinn", using={"person_id": "sam"}),
    ("GET", PAGE): Row(may="Sam Quinn", hidden="Otis"),
    ("GET", f"{PAGE}/calls/{{number}}"): Row(may="Sam", hidden="Otis Quinn"),
    ("POST", f"{PAGE}/calls/{{number}}"): Row(may="Sam", hidden="Otis Quinn", form={"do": "keep"}),
    ("GET", f"{PAGE}/calls/{{number}}/sound"): Row(may="", hidden="Sam Otis Quinn"),
    ("GET", f"{PAGE}/calls/{{number}}/clip"): Row(
        may="", hidden="Sam Otis Quinn", query={"start": "0", "end": "1"}
    ),
    ("POST", f"{PAGE}/calls/{{number}}/settle"): Row(
        may="Quinn", using=OPEN, form={"criterion": "discovery", "level": "3"}
    ),
    ("POST", f"{PAGE}/close"): OF_QA,
    ("GET", f"{PAGE}/pooled"): OF_QA,
    ("POST", f"{PAGE}/deadline"): Row(may="Quinn", form={"version": "1", "deadline": "2099-01-02"}),
    ("POST", f"{PAGE}/raters/{{person_id}}/leave"): Row(
        may="Sam Quinn", hidden="Otis", using={"person_id": "sam"}
    ),
    ("GET", f"{PAGE}/tables"): OF_QA,
    ("POST", f"{PAGE}/tables/draft"): OF_QA,
    ("GET", "/clearance/anchors"): Row(may=READERS),
    ("POST", "/clearance/anchors"): Row(may="Quinn", form={"title": "Frozen", "rounds": "{open_round}"}),
    ("POST", "/clearance/anchors/{set_id}/checks"): QA,
    ("GET", "/clearance/one-off"): Row(may="Hana"),
    ("POST", "/clearance/one-off"): Row(
        may="Hana",
        content=b"--x\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\na,b\r\n--x--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    ),
    ("GET", "/clearance/history"): Row(may=READERS, query={"rubric": "small@1"}),
    ("GET", "/clearance/gaps"): Row(may="Quinn", query=JUDGE),
    ("GET", "/clearance"): Row(may=READERS, query={"rubric": "small@1"}),
    ("POST", "/clearance"): Row(may="Quinn", form={**JUDGE, "criterion": "discovery", "use": "coaching"}),
}
"""The sound of this call is not there, for nobody: it was never uploaded."""


def things(world: World) -> Mapping[str, str]:
    company = world.company
    with world.database.write() as session:
        call = add_scored(session, company.teams["Northwind"], company.keys["Ana"], "calibrated")
        run = session.scalars(select(Run).where(Run.call_id == call.id)).one()
        blind, opened = (_round(session, world, call) for _ in range(2))
        place = session.scalars(select(RoundCall).where(RoundCall.round_id == opened.id)).one()
        sam = company.keys["Sam"]
        session.add(RatedSheet(round_call_id=place.id, person_id=sam, document=rated_document(3)))
        session.flush()
        open_when_due(session, opened, now())
        anchors = freeze_anchors(session, company.who("Quinn"), "Frozen", [opened], now())
        return {
            "calibrated_call": call.public_id,
            "round_id": blind.public_id,
            "open_round": opened.public_id,
            "number": "1",
            "sam": company.ids["Sam"],
            "set_id": anchors.public_id,
            "northwind": session.get_one(Team, company.teams["Northwind"]).public_id,
            "judge_key": judge_key_of(session, run),
        }


def _round(session: Session, world: World, call: Call) -> Round:
    asked = NewRound.model_validate(
        {
            "title": "November",
            "rubric": "small@1",
            "raters": [world.company.ids["Sam"]],
            "deadline": "2099-01-01",
            "chosen": [call.public_id],
        }
    )
    return make_round(session, world.company.who("Quinn"), asked, now())
