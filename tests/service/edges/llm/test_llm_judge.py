"""Whatever a model or its server answers, a criterion ends in a stated state, and no answer is made up."""

import json
from typing import Any

import httpx
import httpx2
import pytest
import respx

from scoring.judgement import Answer, Judgement
from scoring.reviewing import checked
from service.edges.llm_judge import Terms
from tests.cast import call
from tests.service.edges.llm.model_judge import (
    CALL,
    GOOD,
    NONCE,
    REQUEST,
    REST,
    judge,
    marked,
    no,
    reply,
    yes,
)
from tests.service.edges.llm.model_server import CHAT, body_of, completion, refuses, says

CANNOT = Answer.CANNOT_ASSESS


def answers(judgement: Judgement) -> dict[str, str]:
    reading = checked(REQUEST, judgement)
    assert reading.failed is None
    return {verdict.item: verdict.answer.value for verdict in reading.verdicts}


STANDS = {"asks_way": "yes", "asks_cost": "no", "asks_when": "no", "argues": "no"}
WELL = reply(*GOOD)


def test_a_good_reply_is_asked_for_once(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=says(WELL))
    judgement = judge().judge(REQUEST)
    assert answers(judgement) == STANDS
    assert route.call_count == 1
    assert [(one.text, one.tokens_in, one.tokens_out) for one in judgement.replies] == [(WELL, 9000, 30)]


GOOD_ENOUGH = {
    "fenced": f"```json\n{WELL}\n```",
    "prose around it": f"Here is my reading:\n{WELL}\nI hope this helps.",
    "thoughts before it": f"<think>Is {{this}} a yes?</think>{WELL}",
}


@pytest.mark.parametrize("text", GOOD_ENOUGH.values(), ids=GOOD_ENOUGH)
def test_what_is_around_a_reply_does_not_matter(httpx2_mock: respx.Router, text: str) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=says(text))
    assert answers(judge().judge(REQUEST)) == STANDS
    assert route.call_count == 1


NO_REPLY: dict[str, Any] = {
    "empty": "",
    "prose alone": "The rep did well.",
    "two objects": WELL + WELL,
    "truncated": WELL[:60],
    "no items": '{"items": []}',
    "another schema": '{"verdicts": {"asks_way": "yes"}}',
    "a list": json.dumps(GOOD),
    "nested without end": '{"items":' + "[" * 5000,
    "not a number": '{"items": NaN}',
}


@pytest.mark.parametrize("text", NO_REPLY.values(), ids=NO_REPLY)
def test_a_reply_nothing_can_be_read_from_gets_one_second_chance(
    httpx2_mock: respx.Router, text: str
) -> None:
    route = httpx2_mock.post(CHAT).mock(side_effect=[says(text), says(WELL)])
    judgement = judge().judge(REQUEST)
    assert answers(judgement) == STANDS
    assert route.call_count == 2
    assert [one.text for one in judgement.replies] == [text, WELL]
    assert "Your reply cannot be used as it is" in body_of(route.calls[1])["messages"][-1]["content"]


@pytest.mark.parametrize("text", NO_REPLY.values(), ids=NO_REPLY)
def test_a_model_that_never_replies_fails_the_criterion(httpx2_mock: respx.Router, text: str) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=says(text))
    judgement = judge().judge(REQUEST)
    assert judgement.failed is not None
    assert judgement.away is None
    assert checked(REQUEST, judgement).failed == judgement.failed
    assert route.call_count == 2


def test_a_reply_that_was_cut_off_is_asked_for_shorter(httpx2_mock: respx.Router) -> None:
    cut = says(WELL[:60], finish="length")
    route = httpx2_mock.post(CHAT).mock(side_effect=[cut, says(WELL)])
    judgement = judge().judge(REQUEST)
    assert answers(judgement) == STANDS
    assert judgement.replies[0].cut_off
    assert "cut off" in body_of(route.calls[1])["messages"][-1]["content"]


WRONG: dict[str, tuple[dict[str, Any], ...]] = {
    "an item left out": (),
    "an item answered twice": (yes("asks_way"), no("asks_way")),
    "an unknown item": (yes("asks_budget"),),
    "an id of another call": (
        yes("asks_way", evidence=[{"id": "S0003-othercal", "words": "do you match your invoices"}]),
    ),
    "an id that is not there": (yes("asks_way", 99),),
    "the other person's sentence": (yes("asks_way", 4, "it takes us three days"),),
    "invented words": (yes("asks_way", 3, "what would that cost you in a year"),),
    "a quote across two speakers": (yes("asks_way", 3, "match your invoices today by hand"),),
    "a level instead of a verdict": (yes("asks_way", verdict="4"),),
    "a number instead of a verdict": (yes("asks_way", verdict=4),),
    "a yes without evidence": (yes("asks_way", evidence=[]),),
    "a no without a span": (no("asks_way", searched=None),),
    "not applicable where every call gives the occasion": (no("asks_way", verdict="not_applicable"),),
    "not an object": ("yes",),  # type: ignore[dict-item]
}


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
def test_an_answer_that_does_not_stand_is_cannot_assess_and_sinks_no_other(
    httpx2_mock: respx.Router, given: tuple[dict[str, Any], ...]
) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=says(reply(*given, *REST)))
    judgement = judge().judge(REQUEST)
    assert answers(judgement) == STANDS | {"asks_way": "cannot_assess"}
    assert route.call_count == 2


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
def test_the_second_chance_replaces_only_what_did_not_stand(
    httpx2_mock: respx.Router, given: tuple[dict[str, Any], ...]
) -> None:
    turned = says(reply(yes("asks_way"), yes("asks_cost"), *REST[1:]))
    first = says(reply(*given, *REST))
    route = httpx2_mock.post(CHAT).mock(side_effect=[first, turned])
    assert answers(judge().judge(REQUEST)) == STANDS
    said = body_of(route.calls[1])["messages"]
    assert [message["role"] for message in said] == ["system", "user", "assistant", "user"]


HOPELESS = {
    "refused": says(None, refusal="I can't."),
    "filtered": says("", finish="content_filter"),
    "400": refuses(400, "no"),
    "413": refuses(413, "too large"),
    "422": refuses(422, "no"),
    "context": refuses(400, "maximum context length is 2048 tokens"),
    "408": refuses(408),
    "409": refuses(409),
    "500": refuses(500),
    "error inside": httpx.Response(200, json={"error": {"message": "it broke"}}),
    "garbage": httpx.Response(200, text="<html>"),
    "timeout": httpx2.ReadTimeout("no"),
    "cut": httpx2.RemoteProtocolError("peer closed"),
}


@pytest.mark.parametrize("answer", HOPELESS.values(), ids=HOPELESS)
def test_a_fault_of_one_request_fails_its_criterion_alone(httpx2_mock: respx.Router, answer: Any) -> None:
    httpx2_mock.post(CHAT).mock(
        side_effect=lambda request: answer if isinstance(answer, httpx.Response) else fail(answer)
    )
    judgement = judge().judge(REQUEST)
    assert judgement.failed
    assert judgement.away is None
    assert checked(REQUEST, judgement).failed == judgement.failed
    assert all(one.fault for one in judgement.replies)


def fail(error: Exception) -> httpx.Response:
    raise error


AWAY = {
    "key": refuses(401),
    "quota": refuses(429, "insufficient_quota"),
    "forbidden": refuses(403, "no"),
    "not_found": refuses(404, "no such model"),
    "rate": refuses(429, "slow down"),
    "away": refuses(503),
    "redirect": refuses(301, location="https://other.example"),
}


@pytest.mark.parametrize("code", AWAY)
def test_a_judge_that_nobody_can_ask_makes_the_call_wait(httpx2_mock: respx.Router, code: str) -> None:
    httpx2_mock.post(CHAT).mock(return_value=AWAY[code])
    judgement = judge().judge(REQUEST)
    assert judgement.away is not None
    assert judgement.away.code == code
    assert judgement.away.next_step
    assert judgement.failed is not None
    assert checked(REQUEST, judgement).verdicts == ()


def test_a_judge_that_goes_away_before_the_second_chance_leaves_what_stood(
    httpx2_mock: respx.Router,
) -> None:
    some = says(reply(yes("asks_way"), *REST[:2]))
    httpx2_mock.post(CHAT).mock(side_effect=[some, refuses(401)])
    judgement = judge().judge(REQUEST)
    assert judgement.away is None
    assert answers(judgement) == STANDS | {"argues": "cannot_assess"}


class Remembering:
    def __init__(self) -> None:
        self.kept: dict[str, Judgement] = {}

    def recall(self, key: str) -> Judgement | None:
        return self.kept.get(key)

    def keep(self, key: str, judgement: Judgement) -> None:
        self.kept[key] = judgement


def test_what_was_answered_is_not_asked_again(httpx2_mock: respx.Router) -> None:
    route, memory = httpx2_mock.post(CHAT).mock(return_value=says(WELL)), Remembering()
    first = judge(memory=memory).judge(REQUEST)
    second = judge(memory=memory).judge(REQUEST)
    assert answers(second) == answers(first)
    assert (len(first.replies), len(second.replies)) == (1, 0)
    assert route.call_count == 1


def test_another_call_is_asked_about(httpx2_mock: respx.Router) -> None:
    route, memory = httpx2_mock.post(CHAT).mock(return_value=says(WELL)), Remembering()
    judge(memory=memory).judge(REQUEST)
    judge(memory=memory).judge(REQUEST.model_copy(update={"transcript": call("ana: Hello.")}))
    judge(Terms(temperature=0.5), memory).judge(REQUEST)
    assert len({body_of(one)["messages"][1]["content"] for one in route.calls}) == 2
    assert len(memory.kept) == 3


@pytest.mark.parametrize("answer", [refuses(401), refuses(400), says("")])
def test_what_failed_is_not_remembered(httpx2_mock: respx.Router, answer: httpx.Response) -> None:
    httpx2_mock.post(CHAT).mock(return_value=answer)
    memory = Remembering()
    judge(memory=memory).judge(REQUEST)
    assert memory.kept == {}


def test_three_readings_vote(httpx2_mock: respx.Router) -> None:
    other = reply(yes("asks_way"), yes("asks_cost"), *REST[1:])
    route = httpx2_mock.post(CHAT).mock(side_effect=[says(WELL), says(other), says(other)])
    judgement = judge(Terms(readings=3)).judge(REQUEST)
    assert answers(judgement) == STANDS | {"asks_cost": "yes"}
    sent = [body_of(one) for one in route.calls]
    assert [(one["temperature"], one["seed"]) for one in sent] == [(0.0, 1), (0.3, 2), (0.3, 3)]
    assert len(judgement.replies) == 3
    verdict = checked(REQUEST, judgement).verdicts[1]
    assert verdict.votes == {Answer.NO: 1, Answer.YES: 2}


def test_a_call_that_is_read_more_often_pays_for_the_missing_readings_alone(
    httpx2_mock: respx.Router,
) -> None:
    route, memory = httpx2_mock.post(CHAT).mock(return_value=says(WELL)), Remembering()
    once = judge(memory=memory)
    once.judge(REQUEST)
    thrice = once.reading_often(3)
    assert thrice.parameters["readings"] == 3
    assert checked(REQUEST, thrice.judge(REQUEST)).verdicts[0].votes == {Answer.YES: 3}
    assert [body_of(one)["seed"] for one in route.calls] == [1, 2, 3]
    thrice.judge(REQUEST)
    assert route.call_count == 3
    assert thrice.reading_often(1).parameters["readings"] == 3


def test_a_judge_asked_afresh_remembers_nothing_and_says_nothing_twice(httpx2_mock: respx.Router) -> None:
    route, memory = httpx2_mock.post(CHAT).mock(return_value=says(WELL)), Remembering()
    one = judge(Terms(readings=3), memory)
    one.judge(REQUEST)
    one.afresh().judge(REQUEST)
    assert [body_of(sent)["seed"] for sent in route.calls] == [1, 2, 3, 1, 2, 3]
    assert len(memory.kept) == 3


def test_a_judge_that_goes_away_between_readings_makes_the_call_wait(httpx2_mock: respx.Router) -> None:
    httpx2_mock.post(CHAT).mock(side_effect=[says(WELL), refuses(401)])
    judgement = judge(Terms(readings=3)).judge(REQUEST)
    assert judgement.away is not None
    assert len(judgement.replies) == 2


LONG = call(*(f"ana: This is sentence number {n} about the matching of invoices." for n in range(1, 200)))
LONG_REQUEST = REQUEST.model_copy(update={"transcript": LONG})


def test_a_call_that_does_not_fit_is_read_in_parts_and_every_sentence_is_sent(
    httpx2_mock: respx.Router,
) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=says(reply(no("asks_way"))))
    judge(Terms(window=8000)).judge(LONG_REQUEST)
    texts = [body_of(one)["messages"][1]["content"] for one in route.calls]
    assert len(texts) > 1
    assert all(any(f'"id":"S{n:04d}-' in text for text in texts) for n in range(1, 200))
    assert {body_of(one)["max_tokens"] for one in route.calls} == {2000}


def test_a_window_smaller_than_was_said_is_found_out(httpx2_mock: respx.Router) -> None:
    def answer(request: httpx2.Request) -> httpx.Response:
        if len(request.content) > 20_000:
            return refuses(400, "This model's maximum context length is 4096 tokens.")
        return says(reply(*(no(name) for name in STANDS)))

    httpx2_mock.post(CHAT).mock(side_effect=answer)
    judgement = judge().judge(LONG_REQUEST)
    assert judgement.failed is None
    assert judgement.replies[0].fault == "too_long"
    assert any(one.fault is None for one in judgement.replies)


def test_a_server_that_cuts_a_long_call_in_silence_is_found_out(httpx2_mock: respx.Router) -> None:
    def answer(request: httpx2.Request) -> httpx.Response:
        read = min(2048, len(request.content) // 4)
        return says(reply(*(no(name) for name in STANDS)), usage={"prompt_tokens": read})

    httpx2_mock.post(CHAT).mock(side_effect=answer)
    judgement = judge().judge(LONG_REQUEST)
    assert judgement.failed is None
    assert judgement.replies[0].fault == "too_long"
    assert any(one.fault is None for one in judgement.replies)


def test_a_window_too_small_for_anything_fails_the_criterion(httpx2_mock: respx.Router) -> None:
    httpx2_mock.post(CHAT).mock(return_value=refuses(400, "maximum context length is 10 tokens"))
    judgement = judge().judge(LONG_REQUEST)
    assert judgement.failed is not None
    assert "does not fit" in judgement.failed
    assert judgement.away is None


def test_tokens_that_nobody_counted_are_estimated_from_above(httpx2_mock: respx.Router) -> None:
    body = completion(WELL)
    del body["usage"]
    httpx2_mock.post(CHAT).mock(return_value=httpx.Response(200, json=body))
    (one,) = judge().judge(REQUEST).replies
    assert not one.counted
    assert one.tokens_in > 500
    assert one.tokens_out > 50


def test_the_requests_about_a_call_begin_with_the_same_bytes(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=says(WELL))
    six = REQUEST.rubric.criteria
    for criterion in six:
        judge().judge(REQUEST.model_copy(update={"criterion": criterion}))
    sent = [one.request.content for one in route.calls]
    alike = next(at for at, bytes_at in enumerate(zip(*sent, strict=False)) if len(set(bytes_at)) > 1)
    assert alike > sent[0].index(b"transcript " + NONCE.encode() + b" ends")
    assert len({json.dumps(body_of(one)["response_format"]) for one in route.calls}) == 1


def test_nothing_about_the_rep_is_sent(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=says(WELL))
    judge().judge(REQUEST)
    sent = body_of(route.calls[0])
    assert set(sent) == {"model", "messages", "temperature", "seed", "max_tokens", "response_format"}
    assert marked(1) in sent["messages"][1]["content"]
    assert CALL.sentences[0].text in sent["messages"][1]["content"]
