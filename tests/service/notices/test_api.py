"""What the page of notices can do, a token of the person can do, and nobody else's."""

from fastapi.testclient import TestClient
from sqlalchemy import select

from scoring.notices.kinds import KINDS
from service.db.tables import AuditEntry, Notice, TeamHook
from service.notices.telling import tell
from service.notices.views import NoticeList
from tests.service.company import Company, with_token
from tests.service.notices.test_pages import cast as cast
from tests.service.notices.test_pages import client as client
from tests.service.served import web

NOTICES = "/api/v1/notices"


def test_a_token_lists_reads_and_chooses_for_its_owner_alone(client: TestClient, cast: Company) -> None:
    database = web(client).database
    with database.write() as session:
        for number in range(5):
            tell(session, cast.keys["Ana"], "review_released", f"a{number}")
        tell(session, cast.keys["Rui"], "note_released", "his")
    ana = with_token(client, "Ana", "notices:read", "notices:write")

    first = ana.get(NOTICES, params={"limit": 3}).json()
    rest = ana.get(NOTICES, params={"limit": 3, "cursor": first["next"]}).json()
    assert [one["leads_to"] for one in (*first["items"], *rest["items"])] == [
        f"/calls/a{number}" for number in (4, 3, 2, 1, 0)
    ]
    assert (first["unread"], rest["next"]) == (5, None)
    newest = first["items"][0]
    assert (newest["kind"], newest["read_at"]) == ("review_released", None)

    assert ana.post(f"{NOTICES}/{newest['id']}/read").json()["read_at"]
    assert len(ana.get(NOTICES, params={"unread": True}).json()["items"]) == 4
    assert ana.post(f"{NOTICES}/read").status_code == 204
    assert ana.get(NOTICES, params={"unread": True}).json() == {"items": [], "unread": 0, "next": None}

    rui = with_token(client, "Rui", "notices:read", "notices:write")
    assert rui.get(NOTICES).json()["unread"] == 1
    assert rui.post(f"{NOTICES}/{newest['id']}/read").status_code == 404
    assert rui.get(NOTICES, params={"cursor": newest["id"]}).status_code == 422

    choice = {
        "by_mail": "digest",
        "first": 9,
        "last": 17,
        "digest": 10,
        "weekend": True,
        "zone": "Asia/Tokyo",
    }
    assert ana.put(f"{NOTICES}/settings", json=choice).json() == choice
    assert ana.get(f"{NOTICES}/settings").json() == choice
    assert ana.put(f"{NOTICES}/settings", json=choice | {"zone": "Mars"}).status_code == 422
    assert ana.get(f"{NOTICES}/settings").json() == choice
    # The installation's token is nobody, and is told nothing.
    assert client.get(NOTICES).json()["items"] == []
    assert client.put(f"{NOTICES}/settings", json=choice).status_code == 403
    reads_only = with_token(client, "Ana", "notices:read")
    assert reads_only.get(NOTICES).status_code == 200
    assert reads_only.put(f"{NOTICES}/settings", json=choice).status_code == 403


def test_the_example_of_a_list_is_one() -> None:
    (example,) = NoticeList.model_json_schema()["examples"]
    (shown,) = NoticeList.model_validate(example).items
    kind = KINDS["note_released"]
    assert (shown.says, shown.leads_to) == (kind.says, kind.leads_to.format(subject=shown.id))


def test_a_teams_channel_is_set_by_an_admins_token_and_its_address_is_nowhere(
    client: TestClient, cast: Company
) -> None:
    database = web(client).database
    ada = with_token(client, "Ada", "settings:write", "people:write")
    (team, *_) = ada.get("/api/v1/teams").json()
    place = f"/api/v1/teams/{team['id']}/channel"
    assert ada.put(place, json={"url": "http://10.0.0.1/hook"}).status_code == 422
    assert ada.put(place, json={"url": "https://hooks.example.com/secret"}).status_code == 204
    with database.read() as session:
        assert session.scalars(select(TeamHook.url)).all() == ["https://hooks.example.com/secret"]
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "team.hook")).all()
        assert [(one.subject, one.details) for one in entries] == [(team["id"], {"set": True})]
        assert session.scalars(select(Notice)).all() == []
    assert ada.put(place, json={"url": ""}).status_code == 204
    with database.read() as session:
        assert session.scalars(select(TeamHook)).all() == []
    assert cast.teams
