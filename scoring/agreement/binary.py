"""Agreement on a yes/no item, where one kappa hides which answer the raters disagree about."""

from scoring.agreement.estimate import Estimate, undefined
from scoring.agreement.ratings import Integers
from scoring.agreement.shares import proportion
from scoring.record import Record

NEVER_GIVEN = "neither gave this answer"
NO_SUCH_UNITS = "the first rater never gave this answer to a unit that both rated"


class BinaryAgreement(Record):
    """Two raters on a scale of two values; "no" is the lower value.

    Positive and negative agreement (Cicchetti & Feinstein 1990) are symmetric. Sensitivity and specificity
    take the first rater for the truth and "no" for what is to be found: sensitivity is the share of the
    first rater's "no" that the second found, specificity the share of "yes" the second left alone.
    """

    positive_agreement: Estimate
    negative_agreement: Estimate
    sensitivity_for_no: Estimate
    specificity_for_no: Estimate


def binary_agreement(table: Integers) -> BinaryAgreement:
    """From `table[a, b]`, counts of units the first gave a and the second b, with 0 = no and 1 = yes."""
    (both_no, first_no_second_yes), (first_yes_second_no, both_yes) = table.tolist()
    split = first_no_second_yes + first_yes_second_no
    return BinaryAgreement(
        positive_agreement=_specific_agreement(both_yes, split),
        negative_agreement=_specific_agreement(both_no, split),
        sensitivity_for_no=proportion(both_no, both_no + first_no_second_yes, NO_SUCH_UNITS),
        specificity_for_no=proportion(both_yes, both_yes + first_yes_second_no, NO_SUCH_UNITS),
    )


def _specific_agreement(both: int, split: int) -> Estimate:
    """2a / (2a + b + c): the chance that the other gives this answer too, once one of the two has.

    Among the units to which at least one gave the answer, the share J on which both did is a plain
    proportion with Wilson's interval; specific agreement is 2J / (1 + J), which rises with J, so the
    ends of that interval carry over.
    """
    jaccard = proportion(both, both + split, NEVER_GIVEN)
    if jaccard.value is None or jaccard.low is None or jaccard.high is None:
        return undefined(0, NEVER_GIVEN)
    return Estimate(
        value=_specific(jaccard.value),
        low=_specific(jaccard.low),
        high=_specific(jaccard.high),
        units=jaccard.units,
    )


def _specific(jaccard: float) -> float:
    return 2 * jaccard / (1 + jaccard)
