"""HR reviews a plan before it is published: what is vague, unfair or without support, said on its page."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.databases import fresh_database
from tests.service.company import as_
from tests.service.plans.staged import Staged, begun, staged
from tests.service.plans.written import milestone
from tests.service.served import served, settings_for, web

BACK = "Say what would be heard on a call, and what Ana gets for it."


@pytest.fixture
def reviewed(tmp_path: Path) -> Iterator[tuple[TestClient, str]]:
    """A draft about Ana's attitude, without support, that Sam hands to HR."""
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path, url)) as client,
    ):
        stage: Staged = staged(web(client).database)
        vague = milestone(wording="Show a better attitude and be more proactive", deadline=None)
        name = begun(stage, milestones=(vague,), support=())
        assert as_(client, "Sam").post(f"/plans/{name}/submit", data={"form": "submit"}).status_code == 303
        yield client, name


def read(client: TestClient, name: str, path: str) -> str:
    return " ".join(unescape(as_(client, name).get(path).text).split())


def test_hr_reads_what_could_be_better_and_sends_it_back(reviewed: tuple[TestClient, str]) -> None:
    client, name = reviewed
    path = f"/plans/{name}"
    assert "Review it and publish it, or send it back" in read(client, "Hana", "/hr")
    page = read(client, "Hana", path)
    # About the person, vague and without a day: each with why, and a better wording.
    remarks = as_(client, "Hana").get(f"/api/v1/plans/{name}/remarks").json()["qa_score"]
    assert {one["code"] for one in remarks} == {"about_the_person", "vague", "no_date"}
    told = [text for one in remarks for text in (one["what"], one["why"], f"Better: {one['better']}")]
    assert [text for text in told if text not in page] == []
    assert "Too few to compare" in page
    assert "a plan without support is no plan" in page
    refused = as_(client, "Hana").post(f"{path}/publish", data={"form": "publish"})
    assert refused.status_code == 409
    assert "a plan without support is no plan" in unescape(refused.text)

    # The review is HR's: Sam reads what has to change once it came back, and can write on.
    assert "HR's review" not in read(client, "Sam", path)
    assert as_(client, "Sam").post(f"{path}/send-back", data={"why": BACK}).status_code == 403
    assert as_(client, "Hana").post(f"{path}/send-back", data={"why": BACK}).status_code == 303
    page = read(client, "Sam", path)
    assert BACK in page
    assert f'href="{path}/edit"' in page
    assert as_(client, "Ana").get(path).status_code == 404
