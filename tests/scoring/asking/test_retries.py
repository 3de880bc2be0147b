"""One second chance, told what was wrong; it can only mend what did not stand."""

from scoring.asking.replies import read_reply
from scoring.asking.retries import MOST_PROBLEMS, ask_again, best_of, complaint, worth_a_retry
from scoring.evidence import check_judgement
from scoring.judgement import Answer, CriterionReading, Judgement, Reply
from scoring.prompts import Message
from tests.scoring.asking.asked import CALL, GOOD, NONCE, SMALL, answer, reply

CRITERION = SMALL.criterion("discovery")
LIE = answer("one", "yes", ("S0005", "I guarantee you will save"))
OTHERS = ("S0006", "it takes us 3 days")
FAILED = Judgement(criterion="discovery", failed="the reply is empty")


def judgement(*answers) -> Judgement:
    found = read_reply(reply(*answers), CRITERION, NONCE)
    assert isinstance(found, Judgement)
    return found


def check(judged: Judgement) -> CriterionReading:
    return check_judgement(judged, CRITERION, CALL)


def answers(judged: Judgement) -> dict[str, Answer]:
    return {verdict.item: verdict.answer for verdict in check(judged).verdicts}


def test_a_reply_that_stands_is_not_asked_for_again() -> None:
    assert worth_a_retry(check(judgement(*GOOD))) == ()


def test_an_honest_cannot_assess_is_not_asked_for_again() -> None:
    assert worth_a_retry(check(judgement(answer("one", "cannot_assess"), *GOOD[1:]))) == ()


def test_what_did_not_stand_is_named_with_its_item() -> None:
    problems = worth_a_retry(check(judgement(LIE, answer("two", 4), GOOD[2])))
    assert [problem.partition(":")[0] for problem in problems] == ["one", "two", "four"]
    assert "not in S0005" in problems[0]


def test_a_failed_reply_is_worth_a_retry() -> None:
    assert worth_a_retry(check(FAILED)) == ("the reply is empty",)


def test_items_that_were_not_asked_are_not_missed() -> None:
    assert worth_a_retry(check(judgement(GOOD[0])), asked={"one"}) == ()


def test_the_complaint_speaks_of_sentences_as_the_judge_knows_them() -> None:
    said = complaint(["one: the anchor words “x” are not in S0005"], NONCE)
    assert said.role == "user"
    assert f"not in S0005-{NONCE}\n" in said.content
    assert "S0005\n" not in said.content


def test_a_complaint_has_an_end() -> None:
    said = complaint(["one: " + "x" * 10_000] * 1_000, NONCE).content
    assert len(said) < 10_000
    assert f"and {1_000 - MOST_PROBLEMS} more" in said


def test_the_retry_goes_on_from_what_was_sent() -> None:
    sent = (Message(role="system", content="s"), Message(role="user", content="u"))
    again = ask_again(sent, "{}", ["the reply is empty"], NONCE)
    assert [message.role for message in again] == ["system", "user", "assistant", "user"]
    assert again[:2] == sent


def test_without_a_reply_no_two_messages_of_one_role_follow_each_other() -> None:
    sent = (Message(role="system", content="s"), Message(role="user", content="u"))
    system, user = ask_again(sent, " \n", ["the reply is empty"], NONCE)
    assert system == sent[0]
    assert user.content.startswith("u\n\nYour reply")


def test_the_second_reply_mends_what_did_not_stand() -> None:
    best = best_of(judgement(LIE, *GOOD[1:]), judgement(*GOOD), check)
    assert answers(best) == {"one": Answer.YES, "two": Answer.NO, "three": Answer.NO, "four": Answer.NO}


def test_the_second_reply_changes_nothing_that_stood() -> None:
    second = judgement(
        *(answer(name, "yes", ("S0005", "Where does it get stuck")) for name in ("one", "two"))
    )
    best = best_of(judgement(LIE, *GOOD[1:]), second, check)
    assert answers(best)["one"] is Answer.YES
    assert answers(best)["two"] is Answer.NO


def test_a_second_lie_leaves_the_first_with_its_reason() -> None:
    best = best_of(judgement(LIE, *GOOD[1:]), judgement(answer("one", "yes", OTHERS)), check)
    (problem,) = check(best).verdicts[0].problems
    assert answers(best)["one"] is Answer.CANNOT_ASSESS
    assert "I guarantee" in problem


def test_an_answer_that_could_not_be_read_is_mended_too() -> None:
    best = best_of(judgement(answer("one", 5), *GOOD[1:]), judgement(*GOOD), check)
    assert answers(best)["one"] is Answer.YES
    assert check(best).problems == ()


def test_an_item_answered_twice_is_mended_by_one_answer() -> None:
    best = best_of(judgement(GOOD[0], answer("one", "no"), *GOOD[1:]), judgement(*GOOD), check)
    assert answers(best)["one"] is Answer.YES


def test_the_raw_replies_of_both_are_kept() -> None:
    one, two = (Reply(request=str(n)) for n in (1, 2))
    for first in (judgement(LIE, *GOOD[1:]), FAILED):
        for second in (judgement(*GOOD), FAILED):
            best = best_of(
                first.model_copy(update={"replies": (one,)}),
                second.model_copy(update={"replies": (two,)}),
                check,
            )
            assert best.replies == (one, two)


def test_of_a_failed_and_a_sound_reply_the_sound_one_counts() -> None:
    sound = judgement(*GOOD)
    assert best_of(FAILED, sound, check) == sound
    assert best_of(sound, FAILED, check) == sound
    assert best_of(FAILED, FAILED, check) == FAILED
