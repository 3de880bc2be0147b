from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.evidence import check_judgement
from scoring.judgement import Answer, Facts, Judge, JudgeRequest
from scoring.library import load_rubric
from service.edges.offline_judge import OfflineJudge
from tests.cast import call

RUBRIC = load_rubric("b2b-discovery@1")
SUBSCRIPTION = Facts(product="subscription", jurisdiction="US-CA")
CALL = call(
    "ben: Hello?",
    "ana: Hi Ben, this is Ana from Northwind.",
    "ana: This call is recorded for training.",
    "ben: Okay.",
    "ana: I'm calling because you asked how others match their invoices.",
    "ana: Have you got ten minutes?",
    "ben: Yes, go ahead.",
    "ana: How do you match them today?",
    "ben: By hand, and it takes us three days.",
    "ana: Where does it get stuck?",
    "ben: Thanks, but that's too expensive for us.",
    "ana: I'll be in touch.",
)


def reading(key):
    criterion = RUBRIC.criterion(key)
    judge: Judge = OfflineJudge()
    judgement = judge.judge(JudgeRequest(transcript=CALL, rubric=RUBRIC, criterion=criterion))
    return {verdict.item: verdict for verdict in check_judgement(judgement, criterion, CALL).verdicts}


def test_it_says_what_it_is():
    assert (OfflineJudge.name, OfflineJudge.model) == ("offline", None)
    assert OfflineJudge.notice == "offline reading: cues, no language model"


def test_it_answers_every_item_and_all_its_evidence_stands():
    for criterion in RUBRIC.criteria:
        verdicts = reading(criterion.key)
        assert list(verdicts) == [item.id for item in criterion.items]
        assert not [problem for verdict in verdicts.values() for problem in verdict.problems]


def test_the_clear_cases_are_right():
    answers = {key: v.answer for c in RUBRIC.criteria for key, v in reading(c.key).items()}
    happened = {key for key, answer in answers.items() if answer is Answer.YES}
    missed = {key for key, answer in answers.items() if answer is Answer.NO}
    assert happened >= {"gives_recording_notice", "gives_identity", "says_why_recorded"}
    assert happened >= {"states_purpose", "checks_time", "asks_current_way", "asks_problem"}
    assert missed >= {"asks_who_decides", "asks_when", "asks_measure", "acknowledges"}
    assert missed >= {"proposes_step", "names_day", "says_own_part", "argues", "makes_guarantee"}
    assert answers["honours_stop"] is answers["states_renewal"] is Answer.NOT_APPLICABLE


def test_the_same_call_is_always_read_the_same_way():
    assert reading("discovery") == reading("discovery")


SAID = [
    "This call is recorded, is that okay?",
    "Hi, Ana from Northwind here.",
    "Why?",
    "Um.",
    "",
    "We help teams, we automate it, and it's $5,000 a month.",
    "Honestly, that's too expensive, we're happy with our supplier.",
    "That's fair. Compared to what?",
    "Let's book a demo on Thursday at two, I'll send you the invitation.",
    "Let me know if you are interested.",
    "Who else signs it, and by when do you need it?",
    "Stop calling me, take me off the list!",
    "Of course, I'll take you off the list.",
    "I'll send you the contract to sign, it renews every year unless you cancel thirty days before.",
]


@given(st.lists(st.tuples(st.sampled_from(["ana", "ben", "ivr"]), st.sampled_from(SAID)), max_size=12))
@settings(max_examples=30, deadline=None)
def test_whatever_is_said_every_claim_stands_up_to_the_check(lines):
    transcript = call(*(f"{who}: {text}" for who, text in lines), every=40)
    for criterion in RUBRIC.criteria:
        request = JudgeRequest(transcript=transcript, rubric=RUBRIC, criterion=criterion, facts=SUBSCRIPTION)
        may_speak = {i.id: RUBRIC.statement(i.statement).speakers for i in criterion.items if i.statement}
        reading = check_judgement(OfflineJudge().judge(request), criterion, transcript, may_speak)
        assert reading.problems == ()
        assert [v.problems for v in reading.verdicts if v.problems] == []
