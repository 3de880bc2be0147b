"""How calls are judged, in words made from what is set: by whom they are read, and how often."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.db.engine import Database
from service.db.tables import Team
from service.privacy.how_judged import HowJudged, how_judged
from tests.databases import fresh_database
from tests.service.served import settings_for

ELSEWHERE: dict[str, Any] = {"llm_model": "assay-7b", "llm_base_url": "https://8.8.8.8/v1"}
INSIDE = ELSEWHERE | {"llm_base_url": "http://127.0.0.1:9/v1"}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database without rubrics and people; nothing is written to it."""
    home = tmp_path_factory.mktemp("words")
    with fresh_database("sqlite", home, migrated=True) as url:
        opened = Database(url)
        yield opened
        opened.close()


def told(database: Database, team: Team | None = None, **more: Any) -> HowJudged:
    with database.read() as session:
        return how_judged(session, settings_for(Path("unused"), database.url, **more), team)


def who_reads(text: HowJudged) -> str:
    return " ".join(next(one for one in text.parts if one.title == "Who reads it").lines)


def test_how_often_a_model_reads_a_call_is_said_and_asked_again_when_it_changes(empty: Database) -> None:
    usual = told(empty, **ELSEWHERE)
    assert "A call that was drawn, and so may count in a plan, is read 3 times" in who_reads(usual)
    assert "any other call once. What most readings say holds" in who_reads(usual)
    once = told(empty, **ELSEWHERE, llm_drawn_readings=1)
    assert "Every call is read once." in who_reads(once)
    assert "most readings" not in who_reads(once)
    often = told(empty, **ELSEWHERE, llm_readings=5, llm_drawn_readings=3)
    assert "Every call is read 5 times" in who_reads(often)
    twice = told(empty, **ELSEWHERE, llm_readings=2)
    assert "is read 3 times, each time without knowing of the others; any other call twice." in who_reads(
        twice
    )
    assert len({one.fingerprint for one in (usual, once, often, twice)}) == 4


def test_the_offline_judge_reads_once_and_nothing_is_said_of_readings(empty: Database) -> None:
    assert "the offline judge" in who_reads(told(empty))
    assert "times" not in who_reads(told(empty))


def test_a_team_whose_calls_may_not_be_sent_is_told_who_reads_them_instead(empty: Database) -> None:
    care = Team(id=1, name="Care", health_data=True)
    assert "No call of your team goes to a language model" in who_reads(told(empty, care, **ELSEWHERE))
    assert "3 times" not in who_reads(told(empty, care, **ELSEWHERE))
    assert "3 times" in who_reads(told(empty, care, **INSIDE))
    agreed = Team(id=1, name="Care", health_data=True, legal_basis="consent")
    assert "3 times" in who_reads(told(empty, agreed, **ELSEWHERE))


def test_what_can_be_taken_back_and_what_enters_no_average_is_said(empty: Database) -> None:
    (part,) = [one for one in told(empty).parts if one.title == "Who decides"]
    assert any("may be taken back" in line for line in part.lines)
    assert any("speaks to whoever evaluates it" in line for line in part.lines)
