"""What a judge may be used for: every gate with its reason, and a ceiling that nothing lifts."""

import pytest

from scoring.agreement.estimate import Estimate, undefined
from scoring.agreement.gaps import GroupGap
from scoring.calibration.gates import Evidence, standing
from scoring.calibration.mark import JudgeMark, mark_of


def kappa(value: float, low: float, n: int = 120) -> Estimate:
    return Estimate(value=value, low=low, high=min(1.0, value + (value - low)), units=n)


GOOD = Evidence(
    judge="llm",
    double_scored=120,
    agreement=kappa(0.70, 0.60),
    people=kappa(0.72, 0.62),
    bias=Estimate(value=-1.2, low=-2.0, high=-0.4, units=120),
    claims=2000,
    invalid=10,
    groups=(GroupGap(group="heard well", calls=60, difference=kappa(0.1, 0.0), smd=0.05),),
    drift="passed",
    injection="green",
)


def test_a_judge_that_passes_every_gate_may_be_granted_plans() -> None:
    found = standing(GOOD)
    assert (found.use, found.sentence) == ("pip", "May be granted for plans.")


def test_too_few_calls_and_too_low_a_bound_are_said_as_numbers() -> None:
    few = GOOD.model_copy(update={"double_scored": 46, "agreement": kappa(0.62, 0.495)})
    found = standing(few)
    assert found.use == "assist"
    assert [one.words for one in found.coaching if not one.met] == ["46 of 50 double-scored calls"]
    # .495 is cut and not rounded: what falls short never looks as if it were more.
    missing = [one.words for one in found.pip if not one.met]
    assert missing == ["46 of 100 double-scored calls", "lower bound .49, needs .55"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"invalid": 40}, "evidence did not hold in 40 of 2000 claims"),
        ({"people": kappa(0.85, 0.8)}, "agrees .70 with people, who agree .85"),
        ({"people": undefined(0, "no unit was rated by both")}, "two people have to score the same calls"),
        (
            {"bias": Estimate(value=2.4, low=1, high=4, units=120)},
            "2.4 points of 100 more lenient than people",
        ),
        ({"drift": "failed"}, "drift check failed"),
        ({"drift": "too_few"}, "fewer than 40 anchors"),
        ({"injection": "none"}, "injection suite not run"),
        (
            {"groups": (GOOD.groups[0].model_copy(update={"group": "heard badly", "smd": -0.3}),)},
            "heard badly −0.30",
        ),
    ],
)
def test_each_gate_to_plans_can_close_alone(change: dict[str, object], says: str) -> None:
    found = standing(GOOD.model_copy(update=change))
    assert found.use != "pip"
    assert says in " ".join(one.words for one in found.pip if not one.met)


def test_the_offline_judge_only_ever_helps() -> None:
    found = standing(GOOD.model_copy(update={"judge": "offline"}))
    assert found.use == "assist"
    assert "nothing lifts that" in found.sentence


def test_a_judge_is_the_same_by_model_prompt_parameters_and_transcriber() -> None:
    heard = {"hearing": {"engine": "faster-whisper", "model": "base", "sha256": "a" * 64}}
    one = mark_of("llm", "tiny", "p", {"temperature": 0, "readings": 1}, heard)
    assert one.key == mark_of("llm", "tiny", "p", {"temperature": 0.0, "readings": 3}, heard).key
    for other in (
        mark_of("llm", "large", "p", {"temperature": 0}, heard),
        mark_of("llm", "tiny", "q", {"temperature": 0}, heard),
        mark_of("llm", "tiny", "p", {"temperature": 0.3}, heard),
        mark_of("llm", "tiny", "p", {"temperature": 0}, {"hearing": {"engine": "other"}}),
    ):
        assert other.key != one.key
    assert JudgeMark(judge="offline").title == "offline"
