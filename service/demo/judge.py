"""The judge of the demo's invented calls: it knows which sentence was made up for which item."""

import hashlib

from scoring.cues import anchor
from scoring.judgement import Answer, Citation, Claim, Judgement, JudgeRequest, Span
from scoring.rubric import Item
from scoring.transcript import Sentence, Speaker
from service.demo.lines import AGREES, GREETING, GREETS, NO_OCCASION, SHOWS


class DemoJudge:
    """Answers from the sentences themselves; the same call is always read the same way."""

    name = "demo"
    model: str | None = None
    notice = "a made-up reading of a made-up call"

    def judge(self, request: JudgeRequest) -> Judgement:
        claims = tuple(_claim(item, request.transcript.sentences) for item in request.criterion.items)
        return Judgement(criterion=request.criterion.key, claims=claims)


class LaterDemoJudge(DemoJudge):
    """As if its model had been changed: on every other call it does not find what was agreed any more."""

    model = "another model"
    overlooks = "next_step"

    def judge(self, request: JudgeRequest) -> Judgement:
        found = super().judge(request)
        sentences = request.transcript.sentences
        said = hashlib.sha256(" ".join(one.text for one in sentences).encode()).digest()
        if request.criterion.key != self.overlooks or said[0] % 2:
            return found
        claims = tuple(_overlooked(one, sentences) for one in found.claims)
        return found.model_copy(update={"claims": claims})


def _overlooked(claim: Claim, sentences: tuple[Sentence, ...]) -> Claim:
    if claim.answer is not Answer.YES:
        return claim
    searched = Span(first=sentences[0].id, last=sentences[-1].id)
    return Claim(item=claim.item, answer=Answer.NO, searched=searched, why="It was not said.")


def _claim(item: Item, sentences: tuple[Sentence, ...]) -> Claim:
    if item.id in NO_OCCASION:
        return Claim(item=item.id, answer=Answer.NOT_APPLICABLE, why="It did not come up.")
    shown = next((one for one in sentences if _shows(one, item.id)), None)
    if shown is None:
        searched = Span(first=sentences[0].id, last=sentences[-1].id)
        return Claim(item=item.id, answer=Answer.NO, searched=searched, why="It was not said.")
    cited = Citation(sentence=shown.id, anchor=anchor(shown.text))
    return Claim(item=item.id, answer=Answer.YES, citations=(cited,), why="It was said here.")


def _shows(sentence: Sentence, item: str) -> bool:
    if item == "customer_agrees":
        return sentence.speaker is Speaker.CUSTOMER and sentence.text == AGREES
    if item == GREETING.item:
        return sentence.text.startswith(GREETS)
    return sentence.speaker is Speaker.REP and SHOWS.get(sentence.text) == item
