"""Coaching sessions and what was before: recorded by who coaches, signed by both, and never half imported."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, func, select

from service.db.base import now
from service.db.tables import AuditEntry, CoachingSession, EarlierRecord, Person, Score
from service.people.passwords import hash_password
from tests.databases import fresh_database
from tests.service.company import Company, as_, company
from tests.service.served import served, settings_for, web

ACTION = "Ask what the problem costs before naming a price."
GOOD = "rep,day,kind,value,says\nana,2025-11-03,score,71%,Rushed it\nana,2025-12-01,talk,,About openings\n"


class Room:
    """Sam's and Ana's 1:1."""

    def __init__(self, client: TestClient, cast: Company) -> None:
        self.client, self.cast = client, cast
        self.path = f"/reps/{cast.ids['Ana']}/one-to-one"

    def post(self, name: str, path: str, **fields: str) -> tuple[int, str]:
        answer = as_(self.client, name).post(path, data=fields)
        return answer.status_code, answer.headers.get("location", "") or answer.text

    def bring(self, name: str, text: str | bytes) -> tuple[int, str]:
        data = text.encode() if isinstance(text, str) else text
        answer = as_(self.client, name).post(
            f"/reps/{self.cast.ids['Ana']}/earlier", files={"file": ("old.csv", data)}
        )
        return answer.status_code, answer.headers.get("location", "") or answer.text

    def page(self, name: str) -> str:
        answer = as_(self.client, name).get(self.path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def sessions(self) -> list[CoachingSession]:
        with web(self.client).database.read() as session:
            return list(session.scalars(select(CoachingSession).order_by(CoachingSession.id)))

    def count(self, table: type[EarlierRecord | Score]) -> int:
        with web(self.client).database.read() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture(scope="module")
def shared_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    home = tmp_path_factory.mktemp("talks")
    with (
        fresh_database("sqlite", home, migrated=True) as url,
        served(settings_for(home, url)) as client,
    ):
        yield Room(client, company(web(client).database))


@pytest.fixture
def room(shared_room: Room) -> Room:
    """The room before anybody talked in it."""
    with web(shared_room.client).database.write() as session:
        session.execute(delete(CoachingSession))
        session.execute(delete(EarlierRecord))
        session.get_one(Person, shared_room.cast.keys["Sam"]).password = None
    return shared_room


def test_a_session_is_recorded_signed_by_both_and_followed_up(room: Room) -> None:
    status, where = room.post("Sam", room.path, held_on=now().date().isoformat(), action=ACTION, sign="true")
    assert (status, where) == (303, f"{room.path}?said=talk_kept")
    (row,) = room.sessions()
    assert row.coach_signed_at is not None
    assert row.rep_signed_at is None
    assert "not signed yet by Ana" in room.page("Sam")
    assert room.post("Ana", f"/sessions/{row.public_id}/sign")[0] == 303
    (row,) = room.sessions()
    assert row.rep_signed_at is not None
    assert "not signed yet" not in room.page("Ana")
    status, _ = room.post("Sam", f"/sessions/{row.public_id}/went", went="partly", version=str(row.version))
    assert status == 303
    assert "partly done" in room.page("Ana")
    with web(room.client).database.read() as session:
        done = session.scalars(select(AuditEntry.action).where(AuditEntry.subject == row.public_id)).all()
    assert done == ["session.recorded", "session.signed", "session.signed", "session.went"]


def test_a_wrong_password_signs_nothing_and_what_was_typed_stays(room: Room) -> None:
    with web(room.client).database.write() as session:
        session.get_one(Person, room.cast.keys["Sam"]).password = hash_password("a password of Sam's", None)
    status, text = room.post(
        "Sam",
        room.path,
        held_on=now().date().isoformat(),
        action="Listen <b>longer</b>.",
        sign="true",
        password="another one",
    )
    assert status == 422
    assert "That is not your password." in text
    assert "Listen &lt;b&gt;longer&lt;/b&gt;." in text
    assert room.sessions() == []


def test_what_can_not_be_a_session_is_refused_and_kept_on_the_page(room: Room) -> None:
    tomorrow = (now().date() + timedelta(days=3)).isoformat()
    for held_on, action, moment, says in (
        (tomorrow, ACTION, "", "still to come"),
        ("2026-02-30", ACTION, "", "no day of a session"),
        ("2026-11-20", "  ", "", "The action is missing"),
        ("2026-11-20", ACTION, "nonsense", "could not be read"),
        ("2026-11-20", ACTION, f"{'0' * 32}:S0001", "none of theirs"),
    ):
        fields = {"moment": moment} if moment else {}
        status, text = room.post("Sam", room.path, held_on=held_on, action=action, **fields)
        assert (status, says in text) == (422, True), says
    assert room.sessions() == []


def test_a_signature_is_given_once_and_only_by_the_two(room: Room) -> None:
    room.post("Sam", room.path, held_on=now().date().isoformat(), action=ACTION)
    (row,) = room.sessions()
    path = f"/sessions/{row.public_id}/sign"
    assert room.post("Quinn", path)[0] == 403
    assert room.post("Rui", path)[0] == 404
    assert room.post("Sam", path)[0] == 303
    status, text = room.post("Sam", path)
    assert status == 422
    assert "signed already" in text
    assert room.sessions()[0].rep_signed_at is None


def test_how_it_went_is_not_overwritten_by_who_looked_at_an_older_one(room: Room) -> None:
    room.post("Sam", room.path, held_on=now().date().isoformat(), action=ACTION)
    (row,) = room.sessions()
    path = f"/sessions/{row.public_id}/went"
    assert room.post("Sam", path, went="done", version="1")[0] == 303
    status, text = room.post("Quinn", path, went="not_done", version="1")
    assert status == 412
    assert "Your “not done” was not kept" in text
    assert "stands as “done”" in text
    assert room.sessions()[0].went == "done"
    # Seen as it is now, it may be said otherwise.
    assert f'action="{path}" class="actions"><input type="hidden" name="version" value="2">' in text
    assert room.post("Quinn", path, went="not_done", version="2")[0] == 303


def test_what_was_before_stands_apart_and_enters_no_score(room: Room) -> None:
    assert room.bring("Sam", GOOD)[0] == 303
    assert (room.count(EarlierRecord), room.count(Score)) == (2, 0)
    text = room.page("Ana")
    assert "Rushed it" in text
    assert "enters no trend and no plan" in text
    assert "Bring in earlier" not in text
    # The same file again brings nothing twice.
    assert room.bring("Sam", GOOD)[0] == 303
    assert room.count(EarlierRecord) == 2


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("ana,2025-13-01,score,71,", "line 4, column day"),
        ("ana,2025-11-03,score,,", "line 4, column value: a score needs one"),
        ("ana,2025-11-03,praise,71,", "line 4, column kind"),
        ("ana,2025-11-03,score,many,", "line 4, column value"),
        ("ana,2999-11-03,talk,,", "line 4, column day: 2999-11-03 is still to come"),
        ("nobody,2025-11-03,talk,,", "line 4: &#34;nobody&#34; is nobody you coach"),
        ("uma,2025-11-03,talk,,", "line 4: &#34;uma&#34; is nobody you coach"),
        ("sam,2025-11-03,talk,,", "line 4: &#34;sam&#34; is nobody you coach"),
    ],
)
def test_each_bad_row_is_named_and_nothing_is_half_imported(room: Room, row: str, says: str) -> None:
    status, text = room.bring("Sam", GOOD + row + "\n")
    assert (status, says in text) == (422, True), text
    assert room.count(EarlierRecord) == 0


@pytest.mark.parametrize("text", ["", "rep,day\nana,2025-11-03\n", "rep,day,kind\n", b"\xff\x00\x81rep"])
def test_a_file_that_is_no_such_table_says_so(room: Room, text: str | bytes) -> None:
    status, said = room.bring("Sam", text)
    assert status == 422
    assert "/tmp" not in said
    assert room.count(EarlierRecord) == 0


def test_the_api_does_the_same(room: Room) -> None:
    reps = f"/api/v1/reps/{room.cast.ids['Ana']}"
    sam = as_(room.client, "Sam")
    made = sam.post(f"{reps}/sessions", json={"held_on": "2026-11-20", "action": ACTION, "sign": True})
    assert made.status_code == 201, made.text
    version = made.headers["etag"]
    signature = f"/api/v1/sessions/{made.json()['id']}/signature"
    ana = as_(room.client, "Ana")
    assert ana.post(signature, json={}, headers={"If-Match": '"9"'}).status_code == 412
    signed = ana.post(signature, json={}, headers={"If-Match": version})
    assert signed.json()["rep_signed_at"] is not None
    went = sam.put(f"/api/v1/sessions/{made.json()['id']}/went", json={"went": "done"})
    assert went.json()["went"] == "done"
    records = [{"rep": "ana", "day": "2025-11-03", "kind": "score", "value": 71}]
    told = sam.post("/api/v1/earlier", json={"source": "a sheet", "records": records})
    assert told.json() == {"kept": 1, "unchanged": 0}
    assert [one["value"] for one in sam.get(f"{reps}/earlier").json()] == [71]


def test_an_action_of_two_lines_is_kept(room: Room) -> None:
    status, where = room.post(
        "Sam", room.path, held_on=now().date().isoformat(), action="Ask first.\r\nThen name a price."
    )
    assert (status, where) == (303, f"{room.path}?said=talk_kept")
