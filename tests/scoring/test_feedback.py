"""Sentence-level feedback: at the sentence, in the rubric's words, with the item it belongs to."""

from scoring.feedback import feedback, told
from scoring.judgement import Answer, Check, CriterionReading, Evidence, Verdict
from scoring.rubric import Item
from tests.cast import b2b_discovery

RUBRIC = b2b_discovery()


def item(item_id: str) -> Item:
    return next(i for c in RUBRIC.criteria for i in c.items if i.id == item_id)


def lines(item_id: str, answer: Answer, chances: dict[str, str] | None = None):
    seen = Evidence(sentence="S0009", quote="…", start=30, end=33, check=Check.EXACT)
    verdict = Verdict(item=item_id, answer=answer, evidence=(seen,) if answer is Answer.YES else ())
    owner = next(c.key for c in RUBRIC.criteria if c.item(item_id))
    return feedback(RUBRIC, [CriterionReading(criterion=owner, verdicts=(verdict,))], chances or {})


def test_what_was_done_is_said_at_its_sentence_and_asks_for_nothing():
    (line,) = lines("asks_impact", Answer.YES)
    assert (line.sentence, line.kind, line.item) == ("S0009", "good", "asks_impact")
    assert (line.text, line.say_instead) == ("You asked what the problem costs them.", None)


def test_what_was_missed_is_said_at_the_sentence_that_gave_the_chance():
    (line,) = lines("acknowledges", Answer.NO, {"acknowledges": "S0020"})
    assert (line.sentence, line.kind) == ("S0020", "missed")
    assert line.text == "You didn't show that you had heard the worry."
    assert line.say_instead == item("acknowledges").say_instead


def test_a_miss_that_points_at_no_sentence_is_left_to_the_scorecard():
    assert lines("asks_impact", Answer.NO) == ()


def test_something_bad_is_said_where_it_happened_with_what_to_say_instead():
    (line,) = lines("discounts_at_once", Answer.YES)
    assert line.kind == "missed"
    assert line.text == "You offered a concession before you asked about the worry."
    assert line.say_instead


def test_something_bad_that_did_not_happen_is_not_talked_about():
    assert lines("discounts_at_once", Answer.NO, {"discounts_at_once": "S0020"}) == ()


def test_what_nobody_can_tell_is_no_feedback():
    for answer in (Answer.CANNOT_ASSESS, Answer.NOT_APPLICABLE):
        assert lines("acknowledges", answer, {"acknowledges": "S0020"}) == ()


def test_a_rubric_without_words_of_its_own_lends_its_question():
    plain = item("asks_impact").model_copy(update={"good": None, "missed": None})
    assert told(plain, good=True) == told(plain, good=False) == plain.asks
