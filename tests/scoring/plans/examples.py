"""The worked plans under fixtures/plans."""

from functools import cache
from pathlib import Path

import yaml

from scoring.plans.document import PlanDocument

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "plans"
EXAMPLES = ("enrolment-rate", "qa-score", "adherence", "account-executive")


@cache
def example(name: str) -> PlanDocument:
    return PlanDocument.model_validate(yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8")))
