"""Exercises that fit a focus: short, for two, with an end that both can see."""

from scoring.coaching.note import Drill

DISCOVERY = Drill(
    name="Discovery role-play",
    how=(
        "Your manager plays a finance director who doubts everything. You have five minutes to find one real "
        "problem and what it costs. Do it twice; the second time, one named thing has to be better."
    ),
)
OBJECTIONS = Drill(
    name="Objection gauntlet",
    how=(
        "Your manager throws the three worries at you that you hear most. Answer each as you would live, "
        "talk about the words, then do it again."
    ),
)
PIPELINE = Drill(
    name="Pipeline walk",
    how=(
        "Go through every open deal with your manager. Each leaves with a next step and a day for it, or is "
        "closed."
    ),
)

BY_CRITERION = {
    "discovery": DISCOVERY,
    "qualification": DISCOVERY,
    "objections": OBJECTIONS,
    "next_step": PIPELINE,
}


def drill_for(criterion: str) -> Drill | None:
    """The exercise for a focus in this criterion; None where words on a card do more than an exercise."""
    return BY_CRITERION.get(criterion)
