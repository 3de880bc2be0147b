"""The judge of the demo's invented calls: it knows which sentence was made up for which item."""

from scoring.cues import anchor
from scoring.judgement import Answer, Citation, Claim, Judgement, JudgeRequest, Span
from scoring.rubric import Item
from scoring.transcript import Sentence, Speaker
from service.demo.lines import AGREES, GREETING, GREETS, NO_OCCASION, SHOWS


class DemoJudge:
    """Answers from the sentences themselves; the same call is always read the same way."""

    name = "demo"
    model = None
    notice = "a made-up reading of a made-up call"

    def judge(self, request: JudgeRequest) -> Judgement:
        claims = tuple(_claim(item, request.transcript.sentences) for item in request.criterion.items)
        return Judgement(criterion=request.criterion.key, claims=claims)


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
