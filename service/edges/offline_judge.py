"""The offline judge: reads the rubric's cues, deterministically, without a model, a key or a network."""

from scoring.disclosure import find_disclosures
from scoring.judgement import Judgement, JudgeRequest
from scoring.reading import read_item


class OfflineJudge:
    """A judge for machines without a language model. It may help a person, never decide for one.

    It knows phrases, order, timing, speaker and figures; it does not know what a sentence means.
    `docs/offline-judge.md` shows where that fails.
    """

    name = "offline"
    model = None
    notice = "offline reading: cues, no language model"

    def judge(self, request: JudgeRequest) -> Judgement:
        asked = any(item.statement for item in request.criterion.items)
        statements = find_disclosures(request.rubric, request.transcript, request.facts) if asked else ()
        found = {statement.key: statement for statement in statements}
        return Judgement(
            criterion=request.criterion.key,
            claims=tuple(
                read_item(item, request.transcript, found.get(item.statement or ""))
                for item in request.criterion.items
            ),
        )
