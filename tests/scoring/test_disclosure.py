import pytest

from scoring.disclosure import find_disclosures
from scoring.judgement import Facts, Span
from scoring.rubric import Rubric
from scoring.transcript import Roles, Speaker, Transcript
from tests.cast import call, rubric_document

NOTICE = {
    "key": "notice",
    "title": "Recording notice",
    "variants": ["this call is being recorded"],
    "elements": {"this call": ["(this|our) call"], "recorded": ["record*"]},
    "deadline": 20,
}
CONSENT = {
    "key": "consent",
    "title": "Consent",
    "speakers": ["rep"],
    "variants": ["do you mind if I record"],
    "elements": {"asks": ["is that okay"], "recording": ["record*"]},
    "after": "notice",
    "applies_when": {"jurisdiction": ["DE"]},
}
RENEWAL = {
    "key": "renewal",
    "title": "Renewal",
    "speakers": ["rep"],
    "variants": ["it renews every year"],
    "elements": {"renews": ["renew*"]},
    "before_topic": ["(sign|send you) the contract"],
}


def rules(*statements):
    return Rubric.from_document(rubric_document() | {"statements": list(statements)})


NOTHING = Facts()


def found(transcript, *statements, facts=NOTHING):
    return find_disclosures(rules(*statements), transcript, facts)[-1]


def test_the_approved_words_are_exact_with_place_and_speaker():
    notice = found(call("ben: Hello?", "ana: Hi. This call is being recorded.", "ben: Fine."), NOTICE)
    assert (notice.state, notice.speaker, notice.sentences) == ("exact", Speaker.REP, ("S0002",))
    assert (notice.start, notice.end, notice.in_time) == (5, 8, True)
    assert notice.quote == "Hi. This call is being recorded."


def test_approved_words_may_run_over_the_end_of_a_sentence():
    notice = found(call("ana: Before we start, this call", "ana: is being recorded, Ben."), NOTICE)
    assert (notice.state, notice.sentences) == ("exact", ("S0001", "S0002"))


def test_all_elements_in_neighbouring_sentences_are_a_paraphrase():
    notice = found(call("ana: I record, by the way.", "ben: Okay.", "ana: On our call I mean."), NOTICE)
    assert (notice.state, notice.sentences, notice.missing) == ("paraphrase", ("S0001", "S0003"), ())


def test_a_paraphrase_leaves_out_sentences_it_does_not_need():
    lines = ["ana: Hello Ben.", "ana: Our call today is recorded.", "ana: Right."]
    assert found(call(*lines), NOTICE).sentences == ("S0002",)


def test_elements_in_the_mouths_of_two_people_are_only_a_part():
    notice = found(call("ana: I will record it.", "ivr: Our call centre is open."), NOTICE)
    assert (notice.state, notice.missing) == ("partial", ("this call",))


def test_an_announcement_may_say_it_where_the_rubric_lets_a_third_voice_speak():
    notice = found(call("ivr: This call is being recorded.", "ana: Hi Ben."), NOTICE)
    assert (notice.state, notice.speaker, notice.in_time) == ("exact", Speaker.OTHER, True)


def test_what_the_customer_says_never_counts():
    notice = found(call("ana: Hi Ben.", "ben: This call is being recorded, I guess?"), NOTICE)
    assert notice.state == "absent"
    assert notice.searched == Span(first="S0001", last="S0001")
    assert notice.missing == ("this call", "recorded")


@pytest.mark.parametrize(
    "line",
    [
        "ana: This call is not being recorded.",
        "ana: I don't think this call is being recorded.",
        "ana: Nobody said this call is recorded.",
    ],
)
def test_a_not_undoes_the_words(line):
    assert found(call(line), NOTICE).state not in ("exact", "paraphrase")


def test_if_you_do_not_mind_is_no_denial():
    assert found(call("ana: If you don't mind, this call is being recorded."), NOTICE).state == "exact"


def test_said_after_the_deadline_it_is_still_exact_but_late():
    lines = [
        "ana: Hi.",
        "ben: Hi.",
        "ana: So.",
        "ben: Yes?",
        "ana: Well.",
        "ana: This call is being recorded.",
    ]
    notice = found(call(*lines), NOTICE)  # sentence 6 starts 25 s after the rep's first word, 20 are allowed
    assert (notice.state, notice.in_time) == ("exact", False)
    assert notice.why == "said 25 s after the rep's first word, 20 s are allowed"


def test_the_deadline_runs_from_the_reps_first_word():
    waiting = ["ben: Hello?"] * 10
    assert found(call(*waiting, "ana: This call is being recorded."), NOTICE).in_time is True


def test_a_paraphrase_in_time_counts_before_the_exact_words_too_late():
    lines = ["ana: Our call is recorded.", *["ben: Mm."] * 8, "ana: This call is being recorded."]
    notice = found(call(*lines), NOTICE)
    assert (notice.state, notice.start, notice.in_time) == ("paraphrase", 0, True)


def test_a_statement_comes_after_the_one_it_follows():
    facts = Facts(jurisdiction="DE")
    lines = ["ana: Do you mind if I record?", "ana: This call is being recorded."]
    assert found(call(*lines), NOTICE, CONSENT, facts=facts).in_time is False
    assert found(call(*reversed(lines)), NOTICE, CONSENT, facts=facts).in_time is True


def test_where_the_fact_is_unknown_nobody_can_tell_even_if_it_was_said():
    transcript = call("ana: This call is being recorded.", "ana: Do you mind if I record?")
    assert found(transcript, NOTICE, CONSENT).state == "cannot_tell"
    assert found(transcript, NOTICE, CONSENT, facts=Facts(jurisdiction="FR")).state == "not_applicable"


def test_a_statement_for_a_subject_is_due_only_when_the_rep_opens_it():
    assert found(call("ana: Hi.", "ben: Will you send you the contract?"), RENEWAL).state == "not_applicable"
    assert found(call("ana: I'll send you the contract."), RENEWAL).state == "absent"


def test_it_has_to_be_said_before_its_subject():
    before = found(call("ana: It renews every year.", "ana: I'll send you the contract."), RENEWAL)
    after = found(call("ana: I'll send you the contract.", "ana: It renews every year."), RENEWAL)
    assert (before.in_time, after.in_time) == (True, False)
    assert after.why == "said after its subject came up in S0001"


def test_with_unknown_speakers_nothing_can_be_told():
    heard = call("someone: This call is being recorded.")
    unknown = Roles(how="unknown", confidence=0)
    transcript = Transcript(sentences=heard.sentences, roles=unknown, duration=5)
    assert found(transcript, NOTICE).state == "cannot_tell"


def test_a_sentence_long_after_is_no_neighbour():
    lines = ["ana: I record things.", *["ben: And then I went on."] * 5, "ana: Our call is over."]
    assert found(call(*lines), NOTICE).state == "partial"


def test_statements_come_in_the_rubrics_order_whatever_waits_for_what():
    shown = find_disclosures(rules(CONSENT, RENEWAL, NOTICE), call("ana: Hi."), Facts())
    assert [disclosure.key for disclosure in shown] == ["consent", "renewal", "notice"]


def test_a_deadline_cannot_be_timed_where_the_rep_never_speaks():
    assert found(call("ivr: This call is being recorded.", "ben: Hello?"), NOTICE).in_time is None
