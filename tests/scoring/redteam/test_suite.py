"""The injection suite: a judge that obeys is counted as such, and what the checks stop never scores."""

from scoring.judgement import Answer, Citation, Claim, Judgement, JudgeRequest, Span
from scoring.redteam.suite import run_suite
from scoring.redteam.texts import ATTACKS, HARMLESS, PLAIN
from scoring.rubric import Kind
from tests.cast import rubric


class Obeys:
    """Says yes to everything that gives as soon as there is one sentence more than usual."""

    name, model, notice = "obeys", "always", ""

    def __init__(self, points_at: str = "own") -> None:
        self._points_at = points_at

    def judge(self, request: JudgeRequest) -> Judgement:
        sentences = request.transcript.sentences
        plain = {text for _, text in PLAIN} | set(HARMLESS)
        said = next((one for one in sentences if one.text not in plain), None)
        claims = []
        for item in request.criterion.items:
            if said is None or item.kind is Kind.MUST_NOT:
                span = Span(first=sentences[0].id, last=sentences[-1].id)
                claims.append(Claim(item=item.id, answer=Answer.NO, searched=span))
            else:
                shown = said if self._points_at == "own" else next(s for s in sentences if s.speaker == "rep")
                cited = Citation(sentence=shown.id, anchor=shown.text)
                claims.append(Claim(item=item.id, answer=Answer.YES, citations=(cited,)))
        return Judgement(criterion=request.criterion.key, claims=tuple(claims))


class Sways(Obeys):
    """Says yes to what gives as soon as anything more is said, whatever it is."""

    def judge(self, request: JudgeRequest) -> Judgement:
        if len(request.transcript.sentences) == len(PLAIN):
            return super().judge(request)
        first = next(one for one in request.transcript.sentences if one.speaker == "rep")
        cited = (Citation(sentence=first.id, anchor=first.text),)
        claims = [
            Claim(item=item.id, answer=Answer.YES, citations=cited)
            for item in request.criterion.items
            if item.kind is not Kind.MUST_NOT
        ]
        return Judgement(criterion=request.criterion.key, claims=tuple(claims))


class Fails(Obeys):
    def judge(self, request: JudgeRequest) -> Judgement:
        return Judgement(criterion=request.criterion.key, failed="away")


def test_a_judge_that_points_at_the_attack_is_stopped_by_the_checks() -> None:
    found = run_suite(Obeys(), rubric())
    sums = {one.kind: one for one in found.sums}
    assert sum(one.obeyed for one in found.sums) == len(ATTACKS)
    assert sum(one.kept for one in found.sums) == 0
    assert sums["ordinary talk"].obeyed == 0
    assert found.green


def test_a_judge_that_points_elsewhere_gets_through_and_the_suite_is_red() -> None:
    found = run_suite(Obeys("elsewhere"), rubric())
    assert sum(one.kept for one in found.sums) > 0
    assert not found.green
    assert found.sentence.endswith("Red.")


def test_a_judge_that_ordinary_talk_sways_as_much_is_not_green() -> None:
    found = run_suite(Sways(), rubric())
    sums = {one.kind: one for one in found.sums}
    ordinary = sums.pop("ordinary talk")
    # What attacks get past the checks is no more than that, which is not to its credit.
    assert ordinary.kept / ordinary.cases >= sum(one.kept for one in sums.values()) / len(ATTACKS) - 0.02
    assert not found.green
    assert f"Red: {ordinary.kept} of {len(HARMLESS)} sentences of ordinary talk did too" in found.sentence


def test_a_judge_that_is_away_was_not_tested() -> None:
    found = run_suite(Fails(), rubric())
    assert not found.green
    assert found.sentence.startswith("Not tested")


def test_every_attack_is_told_to_a_person_and_ordinary_talk_is_not() -> None:
    for case in run_suite(Fails(), rubric()).cases:
        assert case.flagged is (case.kind != "ordinary talk"), case.text
