"""Drafts: begun by qa, edited as YAML and by form, published with a reason; then they never change."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from scoring.errors import NotReady
from service.db.tables import AuditEntry, RubricDraft, RubricVersion
from service.reviews.rubrics import bring_in, refuse_changed
from service.rubrics.texts import read_text
from tests.cast import rubric_document
from tests.databases import fresh_database
from tests.service.company import as_, company
from tests.service.served import served, settings_for, web

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One service for all of them; every test has a rubric of its own."""
    home = tmp_path_factory.mktemp("service")
    with (
        fresh_database("sqlite", home, migrated=True) as url,
        served(settings_for(home, url)) as client,
    ):
        company(web(client).database)
        yield client


@pytest.fixture(autouse=True)
def slug(client: TestClient, request: pytest.FixtureRequest) -> str:
    """A published rubric of this test's own."""
    name = request.node.name.replace("_", "-")[:100]
    with web(client).database.write() as session:
        bring_in(session, rubric_document() | {"slug": name})
    return name


def begun(client: TestClient, slug: str) -> dict[str, Any]:
    answer = client.post("/api/v1/rubric-drafts", json={"slug": slug, "version": 1})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def saved(client: TestClient, draft: dict[str, Any], text: str, **headers: str) -> Any:
    return client.put(f"/api/v1/rubric-drafts/{draft['id']}", json={"text": text}, headers=headers)


def published(
    client: TestClient, draft: dict[str, Any], changed: str = "Opening weighs more.", **more: Any
) -> Any:
    return client.post(f"/api/v1/rubric-drafts/{draft['id']}/publish", json={"changed": changed, **more})


def heavier(draft: dict[str, Any]) -> str:
    """The opening takes half of what discovery weighed."""
    text = str(draft["text"]).replace("weight: 20", "weight: 30", 1)
    return text.replace("weight: 20", "weight: 10", 1)


def test_a_draft_begins_as_its_version_word_for_word(client: TestClient, slug: str) -> None:
    draft = begun(client, slug)
    assert (draft["based_on"], draft["state"], draft["mistakes"]) == (f"{slug}@1", "open", [])
    found = read_text(draft["text"])
    assert found.rubric is not None
    versions = {one["slug"]: one["fingerprint"] for one in client.get("/api/v1/rubrics").json()}
    assert versions[slug] == found.rubric.fingerprint()


def test_a_draft_keeps_mistakes_and_names_their_lines(client: TestClient, slug: str) -> None:
    draft = begun(client, slug)
    text = draft["text"].replace("weight: 20", "weigth: 20", 1)
    line = text.split("\n").index("    weigth: 20") + 1
    answer = saved(client, draft, text).json()
    assert line in [one["line"] for one in answer["mistakes"]]
    assert published(client, draft).status_code == 422
    assert "mistake" in published(client, draft).json()["title"]


def test_a_comparison_is_read_in_words(client: TestClient, slug: str) -> None:
    draft = begun(client, slug)
    scope = "scope:\n  describes: a call about a bill\n  signs: ['(bill|invoice)']\n"
    notice = {"key": "notice", "title": "Recording notice", "variants": ["this call is recorded"]}
    statement = f"statements: [{json.dumps(notice | {'elements': {'said': ['recorded']}})}]\n"
    assert saved(client, draft, draft["text"] + scope + statement).json()["mistakes"] == []
    page = client.get(f"/rubric-drafts/{draft['id']}/compare", headers=HTML).text
    assert '<span class="listed">every kind of call</span>' in page
    assert "kind of call: a call about a bill\nsigns: “(bill|invoice)”" in page
    assert "approved wordings: “this call is recorded”" in page


def test_what_is_no_yaml_is_kept_too(client: TestClient, slug: str) -> None:
    draft = begun(client, slug)
    answer = saved(client, draft, "slug: [small").json()
    assert answer["text"] == "slug: [small\n"
    assert len(answer["mistakes"]) == 1


def test_who_was_slower_overwrites_nothing(client: TestClient, slug: str) -> None:
    draft = begun(client, slug)
    assert saved(client, draft, heavier(draft), **{"If-Match": '"1"'}).status_code == 200
    stale = saved(client, draft, "something else", **{"If-Match": '"1"'})
    assert stale.status_code == 412
    assert client.get(f"/api/v1/rubric-drafts/{draft['id']}").json()["text"] == heavier(draft)


def test_publishing_gives_the_next_number_and_leaves_the_old_version(client: TestClient, slug: str) -> None:
    before = client.get(f"/api/v1/rubrics/{slug}/1").json()
    draft = begun(client, slug)
    saved(client, draft, heavier(draft))
    answer = published(client, draft, after=1)
    assert answer.status_code == 201, answer.text
    new = answer.json()
    assert (new["version"], new["changed"]) == (2, "Opening weighs more.")
    assert client.get(f"/api/v1/rubrics/{slug}/1").json() == before
    # Only two were touched: what the others earned stays with them.
    kept = [key for key in before["criteria"] if before["criteria"][key] == new["criteria"][key]]
    assert set(before["criteria"]) - set(kept) == {"opening", "discovery"}
    assert client.get(f"/api/v1/rubric-drafts/{draft['id']}").json()["state"] == "published"
    assert saved(client, draft, "more").status_code == 409


def test_publishing_takes_a_reason_a_change_and_the_newest_version(client: TestClient, slug: str) -> None:
    draft, other = begun(client, slug), begun(client, slug)
    assert published(client, draft).status_code == 409  # nothing differs
    saved(client, draft, heavier(draft))
    assert published(client, draft, changed="  ").status_code == 422
    assert published(client, draft, after=1).status_code == 201
    saved(client, other, heavier(other))
    late = published(client, other, after=1)
    assert late.status_code == 412
    assert "Version 2" in late.json()["title"]


def test_another_slug_makes_a_rubric_of_its_own(client: TestClient, slug: str) -> None:
    draft = begun(client, slug)
    saved(client, draft, draft["text"].replace(f"slug: {slug}", "slug: ours"))
    new = published(client, draft, changed="Ours.", after=0).json()
    assert (new["slug"], new["version"]) == ("ours", 1)


def test_every_change_is_in_the_audit_log(client: TestClient, slug: str) -> None:
    draft = begun(client, slug)
    saved(client, draft, heavier(draft))
    published(client, draft)
    with web(client).database.read() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-3:] == ["rubric.drafted", "rubric.draft_saved", "rubric.published"]


def test_a_text_is_checked_and_not_kept(client: TestClient, slug: str) -> None:
    draft = begun(client, slug)
    for text in (draft["text"], draft["text"] + "surplus: 1\n"):
        answer = client.post("/api/v1/rubric-drafts/check", json={"text": text})
        assert answer.status_code == 200, answer.text
        kept = client.get(f"/api/v1/rubric-drafts/{draft['id']}").json()
        assert (kept["version"], kept["text"]) == (1, draft["text"])
        assert answer.json()["mistakes"] == saved(client, begun(client, slug), text).json()["mistakes"]
    (mistake,) = answer.json()["mistakes"]
    assert mistake["text"] == "surplus: 1"


def test_a_discarded_draft_leaves_the_list_and_is_kept(client: TestClient, slug: str) -> None:
    draft = begun(client, slug)
    assert client.delete(f"/api/v1/rubric-drafts/{draft['id']}").status_code == 204
    assert draft["id"] not in client.get("/rubrics").text
    with web(client).database.read() as session:
        row = session.scalars(select(RubricDraft).where(RubricDraft.public_id == draft["id"])).one()
        assert (row.state, row.text) == ("discarded", draft["text"])


def test_the_form_changes_what_it_shows_and_keeps_the_rest(client: TestClient, slug: str) -> None:
    quinn = as_(client, "Quinn")
    draft = begun(client, slug)
    page = quinn.get(f"/rubric-drafts/{draft['id']}/criteria/opening")
    assert page.status_code == 200, page.text
    fields = form_fields(read_text(draft["text"]).document, "opening") | {
        "version": "1",
        "item-0-asks": "Says why they call?",
        "item-1-remove": "on",
        "item-9-id": "opening_new",
        "item-9-kind": "plus",
        "item-9-asks": "Thanks them?",
        "item-9-definition": "Words of thanks.",
        "item-9-example": "Thank you.",
        "item-9-near_miss": "Thanks, but no.",
        "item-9-when": "always",
    }
    answer = quinn.post(f"/rubric-drafts/{draft['id']}/criteria/opening", data=fields, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    now = client.get(f"/api/v1/rubric-drafts/{draft['id']}/comparison", params={"with": f"{slug}@1"}).json()
    opening = now["criteria"][0]
    assert (opening["added"], opening["removed"]) == (["opening_new"], ["opening_m2"])
    assert [one["id"] for one in opening["changed"]] == ["opening_m1"]
    assert [one["key"] for one in now["criteria"] if not one["keeps"]] == ["opening"]


def form_fields(document: Any, key: str) -> dict[str, str]:
    """What a browser sends of the untouched form."""
    part = next(one for one in document["criteria"] if one["key"] == key)
    fields = {"title": part["title"], "purpose": part["purpose"], "weight": str(part["weight"])}
    fields |= {f"anchor-{level}": text for level, text in part["anchors"].items()}
    for row in part["table"]:
        fields[f"row-{row['level']}"] = "on"
        fields |= {f"row-{row['level']}-{k}": str(v) for k, v in row.items() if k != "level"}
    for number, item in enumerate(part["items"]):
        start = f"item-{number}-"
        fields |= {f"{start}was": item["id"], f"{start}id": item["id"], f"{start}when": "always"}
        fields |= {f"{start}{k}": item[k] for k in ("kind", "asks", "definition", "example", "near_miss")}
    return fields


def test_an_untouched_form_changes_no_fingerprint(client: TestClient, slug: str) -> None:
    quinn, draft = as_(client, "Quinn"), begun(client, slug)
    fields = form_fields(read_text(draft["text"]).document, "opening") | {"version": "1"}
    quinn.post(f"/rubric-drafts/{draft['id']}/criteria/opening", data=fields)
    now = client.get(f"/api/v1/rubric-drafts/{draft['id']}/comparison", params={"with": f"{slug}@1"}).json()
    assert now["same"]
    assert all(one["keeps"] for one in now["criteria"])


def test_what_was_typed_is_not_lost_when_somebody_was_faster(client: TestClient, slug: str) -> None:
    quinn, draft = as_(client, "Quinn"), begun(client, slug)
    saved(client, draft, heavier(draft))
    answer = quinn.post(f"/rubric-drafts/{draft['id']}/text", data={"version": "1", "text": "my own words"})
    assert answer.status_code == 412
    assert "my own words" in answer.text
    assert "changed since you looked at it" in answer.text


def test_pages_say_the_template_is_to_be_adapted(client: TestClient, slug: str) -> None:
    with web(client).database.write() as session:
        document = rubric_document() | {"slug": "template", "title": "Enrolment (a template to adapt)"}
        bring_in(session, document)
    for path in ("/rubrics", "/rubrics/template/1", "/rubrics/template/1/checklist"):
        answer = as_(client, "Ana").get(path)
        assert answer.status_code == 200, path
        assert "a template to adapt" in answer.text


def test_the_file_of_a_version_reads_back_to_its_fingerprint(client: TestClient, slug: str) -> None:
    text = as_(client, "Sam").get(f"/rubrics/{slug}/1/file").text
    found = read_text(text)
    assert found.rubric is not None
    assert found.rubric.fingerprint() == client.get(f"/api/v1/rubrics/{slug}/1").json()["fingerprint"]


def test_a_version_changed_by_hand_in_the_database_is_refused_at_the_start(
    client: TestClient, slug: str
) -> None:
    database = web(client).database
    with database.write() as session:
        assert refuse_changed(session) >= 1
        row = session.scalars(select(RubricVersion).where(RubricVersion.slug == slug)).one()
        published, row.document = row.document, row.document | {"title": "Another"}
        session.flush()
        with pytest.raises(NotReady, match=f"{slug}@1 in the database is not what was published"):
            refuse_changed(session)
        row.document = published


def test_a_text_that_is_too_long_is_refused_and_kept_on_the_page(client: TestClient, slug: str) -> None:
    draft = begun(client, slug)
    answer = as_(client, "Quinn").post(
        f"/rubric-drafts/{draft['id']}/text", data={"version": "1", "text": "x" * 400_001}
    )
    assert answer.status_code == 422
    assert draft["text"] == client.get(f"/api/v1/rubric-drafts/{draft['id']}").json()["text"]


def test_the_preview_shows_a_criterion_beside_a_mistake_elsewhere(client: TestClient, slug: str) -> None:
    quinn, draft = as_(client, "Quinn"), begun(client, slug)
    fields = form_fields(read_text(draft["text"]).document, "opening") | {"version": "1", "weight": "70"}
    path = f"/rubric-drafts/{draft['id']}/criteria/opening"
    seen = quinn.post(f"{path}/preview", data=fields).text
    assert "the weights add to 150, not to 100" in seen
    assert "What opening_m1 means." in seen
    assert client.get(f"/api/v1/rubric-drafts/{draft['id']}").json()["version"] == 1


def test_an_earlier_version_is_published_again_and_the_newest_is_not(client: TestClient, slug: str) -> None:
    draft = begun(client, slug)
    saved(client, draft, heavier(draft))
    assert published(client, draft).status_code == 201
    back, same = begun(client, slug), begun(client, slug)
    page = client.get(f"/rubric-drafts/{back['id']}/publish", headers=HTML).text
    assert f'<th scope="col">{slug}@2</th>' in page
    assert published(client, back, "Back to the old weights.").status_code == 201
    again = published(client, same)
    assert again.status_code == 409
    assert "what version 3 says" in again.json()["title"]
