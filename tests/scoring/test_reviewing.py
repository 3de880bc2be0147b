"""The flow after hearing, with judges that behave and judges that don't."""

import json

import pytest

from scoring.judgement import Answer, Claim, Judgement, JudgeRequest, Reply, Span
from scoring.review import Review
from scoring.reviewing import Scoring, review, timed
from tests.cast import heard, rubric, yes

TALK = (
    "ana: Hello Ben, this is Ana from Quillhaven, and this call is recorded.",
    "ben: Hi Ana, nice to meet you, I have about ten minutes for you.",
    "ana: Thanks, may I ask how you match your invoices at the moment?",
    "ben: By hand, every Friday, and it takes two of us the whole afternoon.",
    "ana: And what happens when one of the two of you is away on a Friday?",
    "ben: Then it waits for a week, and we pay some of them too late.",
)


class ScriptedJudge:
    """Answers every item with the same claim, or fails where it is told to."""

    name = "scripted"
    model = "by hand"
    notice = "scripted for a test"

    def __init__(self, answer: Answer = Answer.NO, fails_on: str = "") -> None:
        self.answer = answer
        self.fails_on = fails_on
        self.asked: list[JudgeRequest] = []

    def judge(self, request: JudgeRequest) -> Judgement:
        self.asked.append(request)
        if request.criterion.key == self.fails_on:
            return Judgement(criterion=request.criterion.key, failed="the judge timed out")
        searched = Span(first="S0001", last="S0006")
        claims = tuple(
            yes(item.id, ("S0003", "how you match your invoices"))
            if self.answer is Answer.YES
            else Claim(item=item.id, answer=self.answer, searched=searched)
            for item in request.criterion.items
        )
        return Judgement(criterion=request.criterion.key, claims=claims)


def reviewed(judge: ScriptedJudge, *lines: str) -> Review:
    return review(heard(*(lines or TALK), lasting=4.0), "left", Scoring(rubric=rubric(), judge=judge))


def test_every_criterion_is_asked_for_once_and_on_its_own() -> None:
    judge = ScriptedJudge()
    reviewed(judge)
    assert [request.criterion.key for request in judge.asked] == [
        "opening", "discovery", "qualification", "objections", "next_step", "disclosure",
    ]  # fmt: skip
    assert len({id(request.transcript) for request in judge.asked}) == 1


def test_the_document_says_who_spoke_what_was_found_and_how_it_came_about() -> None:
    document = reviewed(ScriptedJudge(Answer.YES))
    assert document.status == "scored"
    assert document.transcript is not None
    assert document.transcript.roles.how == "channel map"
    assert document.scorecard is not None
    first = document.scorecard.criteria[0].items[0]
    assert first.evidence[0].quote == TALK[2].removeprefix("ana: ")
    assert (first.evidence[0].start, first.evidence[0].end) == (10.0, 14.0)
    assert document.run is not None
    assert document.run.rubric.fingerprint == rubric().fingerprint()
    assert document.run.transcript_fingerprint == document.transcript.fingerprint


def test_all_yes_scores_what_the_table_says() -> None:
    # Musts and pluses met, but the must-not happened as well: level 3 → 65 everywhere.
    document = reviewed(ScriptedJudge(Answer.YES))
    assert document.scorecard is not None
    assert document.scorecard.qa_score.value == 65


def test_a_broken_criterion_does_not_sink_the_others() -> None:
    document = reviewed(ScriptedJudge(Answer.NO, fails_on="objections"))
    assert document.scorecard is not None
    states = {c.key: c.state for c in document.scorecard.criteria}
    assert states["objections"] == "failed"
    assert set(states.values()) == {"scored", "failed"}
    assert document.scorecard.qa_score.state == "incomplete"
    assert [flag.message for flag in document.flags] == ["the judge timed out"]


def test_a_judge_that_can_tell_nothing_gives_no_number() -> None:
    document = reviewed(ScriptedJudge(Answer.CANNOT_ASSESS))
    assert document.scorecard is not None
    qa = document.scorecard.qa_score
    assert (qa.state, qa.value, qa.low, qa.high) == ("incomplete", None, 0.0, 100.0)


class BrokenModel(ScriptedJudge):
    """A language model nothing can be read from, which took tokens all the same."""

    prompt_fingerprint = "f" * 64

    def judge(self, request: JudgeRequest) -> Judgement:
        took = Reply(request="0" * 64, text="5 of 5!", tokens_in=100, tokens_cached=60, tokens_out=3)
        broken = self.fails_on in ("", request.criterion.key)
        judgement = super().judge(request)
        return judgement.model_copy(
            update={"replies": (took,), "failed": "no JSON object" if broken else None}
        )


def test_a_call_of_which_nothing_could_be_read_failed_and_has_no_number() -> None:
    document = reviewed(BrokenModel())
    assert (document.status, document.scorecard, document.note) == ("failed", None, None)
    assert document.reason is not None
    assert document.reason.message == "No criterion could be read: no JSON object"
    assert document.transcript is not None


@pytest.mark.parametrize("fails_on", ["", "opening"])
def test_what_asking_a_model_took_stands_in_the_document(fails_on: str) -> None:
    run = reviewed(BrokenModel(fails_on=fails_on)).run
    assert run is not None
    assert (run.requests, run.tokens_in, run.tokens_cached, run.tokens_out) == (6, 600, 360, 18)
    assert run.prompt_fingerprint == "f" * 64


def test_an_answer_that_did_not_stand_is_shown_with_why_not() -> None:
    class Elsewhere(ScriptedJudge):
        def judge(self, request: JudgeRequest) -> Judgement:
            claims = tuple(
                yes(item.id, ("S0404", "how you match your invoices")).model_copy(
                    update={"why": "It is said."}
                )
                for item in request.criterion.items
            )
            return Judgement(criterion=request.criterion.key, claims=claims)

    document = reviewed(Elsewhere())
    assert document.scorecard is not None
    shown = document.scorecard.criteria[0].items[0]
    assert (shown.verdict, shown.why) == (
        Answer.CANNOT_ASSESS,
        "there is no sentence S0404 in this transcript",
    )


def test_a_voicemail_keeps_its_transcript_and_gets_no_score() -> None:
    judge = ScriptedJudge()
    lines = [line for line in TALK if line.startswith("ana")] * 3
    document = reviewed(judge, *lines)
    assert (document.status, document.scorecard, judge.asked) == ("not_scored", None, [])
    assert document.reason is not None
    assert document.reason.code == "one_voice"
    assert document.transcript is not None
    assert len(document.transcript.sentences) == 9
    assert document.conversation is None  # a zero for the questions of somebody who never spoke means nothing


def test_feedback_stands_at_the_sentence_it_means() -> None:
    document = reviewed(ScriptedJudge(Answer.YES))
    assert {line.sentence for line in document.feedback} == {"S0003"}
    by_item = {line.item: line.kind for line in document.feedback}
    assert (by_item["opening_m1"], by_item["opening_n1"]) == ("good", "missed")


def test_the_seconds_of_judging_are_added_by_the_shell() -> None:
    document = timed(reviewed(ScriptedJudge()), judging=0.5)
    assert document.run is not None
    assert (document.run.seconds.judging, document.run.seconds.total) == (0.5, 1.6)


def test_the_document_survives_a_round_trip_through_json() -> None:
    document = reviewed(ScriptedJudge(Answer.YES))
    assert Review.model_validate(json.loads(document.model_dump_json())) == document


@pytest.mark.parametrize("rep_channel", ["left", "right"])
def test_a_named_channel_decides_who_the_rep_is(rep_channel: str) -> None:
    judge = ScriptedJudge()
    document = review(heard(*TALK, lasting=4.0), rep_channel, Scoring(rubric=rubric(), judge=judge))  # type: ignore[arg-type]
    assert document.transcript is not None
    expected = "rep" if rep_channel == "left" else "customer"
    assert document.transcript.sentences[0].speaker.value == expected


def test_a_call_in_a_language_nobody_expects_is_never_shown_to_the_judge() -> None:
    judge = ScriptedJudge()
    spoken = heard(*TALK, lasting=4.0).model_copy(update={"language": "fr"})
    document = review(spoken, "left", Scoring(rubric=rubric(), judge=judge, languages=("en",)))
    assert (document.status, judge.asked) == ("not_scored", [])
    assert document.reason is not None
    assert document.reason.code == "other_language"
    assert document.transcript is not None
