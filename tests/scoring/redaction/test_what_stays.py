"""Redaction costs no evidence: on the worked calls verdicts, levels and required statements stay the same."""

import pytest

from scoring.disclosure import find_disclosures
from scoring.judgement import CriterionReading, Facts, JudgeRequest
from scoring.redaction import Redacted, redact
from scoring.reviewing import checked
from scoring.scorecard import score
from scoring.transcript import Transcript
from service.edges.offline_judge import OfflineJudge
from tests.cast import call
from tests.fixtures.calls import FOLDERS, Fixture, read_fixture

FIXTURES = [read_fixture(folder) for folder in FOLDERS]


@pytest.fixture(params=FIXTURES, ids=lambda fixture: fixture.folder.name)
def fixture(request: pytest.FixtureRequest) -> Fixture:
    found: Fixture = request.param
    return found


def read(fixture: Fixture, transcript: Transcript) -> list[CriterionReading]:
    facts = Facts.model_validate(fixture.dialogue["call_facts"])
    requests = [
        JudgeRequest(transcript=transcript, rubric=fixture.rubric, criterion=criterion, facts=facts)
        for criterion in fixture.rubric.criteria
    ]
    return [checked(request, OfflineJudge().judge(request)) for request in requests]


def answers(readings: list[CriterionReading]) -> list[tuple[object, ...]]:
    verdicts = (verdict for reading in readings for verdict in reading.verdicts)
    return [(one.item, one.answer, [evidence.sentence for evidence in one.evidence]) for one in verdicts]


def test_the_offline_judge_reads_the_redacted_call_as_it_reads_the_whole_one(fixture: Fixture) -> None:
    whole = read(fixture, fixture.transcript)
    seen = read(fixture, redact(fixture.transcript).transcript)
    assert answers(seen) == answers(whole)
    assert score(fixture.rubric, seen) == score(fixture.rubric, whole)


def test_required_statements_are_found_in_the_redacted_call_too(fixture: Fixture) -> None:
    def found(transcript: Transcript) -> list[tuple[object, ...]]:
        facts = Facts.model_validate(fixture.dialogue["call_facts"])
        return [
            (one.key, one.state, one.sentences, one.in_time)
            for one in find_disclosures(fixture.rubric, transcript, facts)
        ]

    assert found(redact(fixture.transcript).transcript) == found(fixture.transcript)


@pytest.mark.parametrize(
    "said",
    [
        "Hi Ben, this is Ana Paredes from Quillhaven.",
        "My name is Oluwaseun and I'm calling from Quillhaven.",
        "You're speaking with Dana from Quillhaven.",
        "It's Marcus Dean with Quillhaven Systems.",
    ],
)
def test_a_name_with_its_company_is_still_an_introduction(said: str) -> None:
    redacted = redact(call(f"ana: {said}", "ben: Hello.")).transcript
    assert "Quillhaven" in redacted.sentences[0].text
    assert "[REP]" in redacted.sentences[0].text
    statements = find_disclosures(FIXTURES[0].rubric, redacted, Facts(direction="outbound"))
    assert {one.key: one.state for one in statements}["identity"] in ("exact", "paraphrase")


def test_names_of_the_worked_calls_are_hidden_and_nothing_but_names_and_a_number() -> None:
    redacted: list[Redacted] = [redact(fixture.transcript) for fixture in FIXTURES]
    left = [sentence.text for one in redacted for sentence in one.transcript.sentences]
    spoken = (
        "Tom Megan Holt Frank Karen Whitlow Denise Marcus Dean Ray Paul Sutter Jason Nicole Baxter Sandra "
        "Kyle Steve Walter Briggs Julia Lang Linda Dana Allison Brooke Nolan Greg Tyler"
    ).split()
    assert [text for text in left if any(name in text.replace("'", " ").split() for name in spoken)] == []
    kinds = {kind for one in redacted for kind in one.counts()}
    assert kinds == {"CUSTOMER", "PERSON", "PHONE", "REP"}
