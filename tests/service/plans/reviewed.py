"""What a run of a staged call keeps: the review as people made it on an empty sheet, whole, so that the page
of the call opens."""

from typing import Any

from scoring.review import Feedback, Review, RubricRef, Run, RunSeconds, ShownScorecard
from scoring.rubric import Rubric
from tests.cast import heard

LINES = ("ana: Shall we say Thursday at ten?", "ben: Call me, on 0171 5559 384.")
"""What is said on each staged call: all that was done is shown by the first sentence."""
HEARD = heard(*LINES)
KEPT: dict[str, Any] = HEARD.model_dump(mode="json")
CHANCE = Feedback(sentence="S0002", kind="missed", criterion="next_step", item="next_step_m3", text="Missed.")
"""What gave occasion for something that is missed where the level is low."""


def by_a_person(form: Rubric, card: ShownScorecard) -> dict[str, Any]:
    marks = {one.key: form.criterion_fingerprint(one.key) for one in form.criteria}
    rubric = RubricRef(
        slug=form.slug, version=form.version, title=form.title, fingerprint=form.fingerprint(), criteria=marks
    )
    run = Run(
        judge="person",
        model=None,
        notice="A person listened.",
        rubric=rubric,
        prompt_fingerprint=None,
        transcript_fingerprint="0",
        seconds=RunSeconds(),
    )
    whole = Review(
        sidetone="of the tests",
        call=HEARD.call,
        transcript=None,
        status="scored",
        reason=None,
        scorecard=card,
        feedback=(CHANCE,),
        run=run,
    )
    return whole.model_dump(mode="json")
