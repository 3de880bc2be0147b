"""The whole company of the demo: made through the product's own actions, so that every page of it stands."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.calibration.sheet import RatedCall
from scoring.judgement import Answer
from service.app import create_app
from service.calibration.frames import rated_by_judge, round_data
from service.db import audit
from service.db.tables import Call, Clearance, Dispute, Note, Plan, Review, Round
from service.demo.members import MEMBERS, PASSWORD
from service.demo.starting import demo_settings, is_made, make_company
from service.plans.versions import content_of
from service.upgrade import upgrade
from tests.service.company import as_
from tests.service.served import settings_for

FORM = "?rubric=b2b-discovery@1"
CALIBRATED = ("/calibration", f"/clearance{FORM}", f"/clearance/history{FORM}", "/clearance/anchors")
PLACES = {
    "Sam": ("/queue", "/calls", "/team", "/disputes", "/plans"),
    "Ana": ("/me", "/calls"),
    "Leo": ("/me", "/me/plan"),
    "Quinn": ("/queue", *CALIBRATED, "/coverage", "/rubrics"),
    "Hana": ("/plans", "/hr"),
    "Ada": ("/people", "/audit"),
}


@pytest.mark.slow(seconds=90)
def test_the_company_stands_on_its_own_feet(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, f"sqlite:///{tmp_path / 'demo.db'}", demo=True)
    (tmp_path / "models" / settings.speech_model).mkdir(parents=True)
    upgrade(settings.database_url)
    make_company(settings)
    assert is_made(settings)
    with TestClient(create_app(settings)) as client:
        signs_in_as_shown(client)
        for name, paths in PLACES.items():
            browser = as_(client, name)
            for path in paths:
                answer = browser.get(path)
                assert answer.status_code == 200, (name, path, answer.text[-400:])
                assert "This is a demo" in answer.text
        with client.app.state.web.database.read() as session:  # type: ignore[attr-defined]
            assert audit.verify(session) is None
            assert set(session.scalars(select(Plan.state))) == {"draft", "running"}
            for plan in session.scalars(select(Plan)):  # a baseline of fewer would be refused in earnest
                (goal,) = content_of(session, plan).milestones
                assert goal.rule is not None
                assert goal.rule.baseline is not None
                assert goal.rule.baseline.n >= 8
            assert set(session.scalars(select(Round.state))) == {"open", "rating", "settled"}
            differ_as_people_do(session)
            # Trusted on most criteria, never on the one that people cannot agree on, and on one no more.
            held = {row.criterion: row for row in session.scalars(select(Clearance).order_by(Clearance.id))}
            assert {"opening", "discovery", "qualification", "next_step"} == set(held)
            assert {key for key, row in held.items() if row.kind == "frozen"} == {"next_step"}
            assert set(session.scalars(select(Note.state))) == {"draft", "released"}
            assert sorted(session.scalars(select(Dispute.state))) == ["open", "rejected"]
            states = dict(session.execute(select(Review.state, func.count()).group_by(Review.state)).all())
            assert set(states) == {"draft", "released"}
            waiting = session.scalars(select(Call.state).where(Call.state == "received")).all()
            assert len(waiting) == 4  # the shipped recordings, for the workers to hear


def differ_as_people_do(session: Session) -> None:
    """In each open round one judge has read, people differ on some items, and levels follow the answers."""
    for row in session.scalars(select(Round).where(Round.state != "rating")):
        data = round_data(session, [row])
        assert len([one for one in data.columns if one.mark is not None]) == 1
        first, second = (one for one in data.columns if one.person is not None)
        same, beside = [], []
        for call in data.calls:
            pair = first.rated[call.id], second.rated[call.id]
            same += [x == y for x, y in zip(*map(answers_in, pair), strict=True)]
            by_table = [rated_by_judge(data.form, one.readings).levels for one in pair]
            beside += [x.levels[key] != y[key] for x, y in zip(pair, by_table, strict=True) for key in y]
        assert 0.85 < sum(same) / len(same) < 0.99
        assert sum(beside) / len(beside) < 0.2


def answers_in(rated: RatedCall) -> list[Answer]:
    return [one.answer for reading in rated.readings.values() for one in reading.verdicts]


def signs_in_as_shown(client: TestClient) -> None:
    """With what the sign-in page shows to everybody."""
    shown = client.get("/sign-in").text
    assert PASSWORD in shown
    assert all(one.email in shown for one in MEMBERS)
    answer = client.post(
        "/sign-in",
        data={"email": MEMBERS[0].email, "password": PASSWORD, "next": "/queue"},
        headers={"Sec-Fetch-Site": "same-origin"},
        follow_redirects=False,
    )
    assert answer.status_code == 303


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A home in the environment; what demo_settings writes there is put back afterwards."""
    kept = [f"KEEP_{what}" for what in ("RECORDINGS", "TRANSCRIPTS", "NOTES", "PLANS")]
    for name in ("DEMO", "DATABASE", "RECORDINGS", "DATABASE_FILE", *kept):
        monkeypatch.setenv(f"SIDETONE_{name}", "")
        monkeypatch.delenv(f"SIDETONE_{name}")
    monkeypatch.setenv("SIDETONE_HOME", str(tmp_path))
    return monkeypatch


def test_the_demo_has_a_home_of_its_own(tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SIDETONE_DATABASE", "postgresql+psycopg://real@db/real")
    settings = demo_settings()
    assert settings.demo
    assert settings.home == tmp_path / "demo-company"
    assert settings.database_url == f"sqlite:///{tmp_path / 'demo-company' / 'sidetone.db'}"
    assert not settings.recordings


def test_a_demo_that_was_broken_off_begins_anew(tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    half = tmp_path / "demo-company" / "sidetone.db"
    half.parent.mkdir()
    half.write_text("half a company")
    demo_settings()
    assert not half.exists()
    half.write_text("a whole one")
    (half.parent / "made").touch()
    environment.setenv("SIDETONE_HOME", str(tmp_path))
    demo_settings()
    assert half.read_text() == "a whole one"
