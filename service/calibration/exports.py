"""The ratings of a round as CSV that other tools read: one row a rating, an empty value = missing."""

import csv
from io import StringIO

from scoring.agreement.round_frame import RoundFrame
from service.frame.lists import cell

COLUMNS = ("unit", "rater", "value")


def ratings_csv(frame: RoundFrame, *, items: bool = False) -> str:
    """Levels 1 to 5 by default; `items`: 1 for yes and 0 for no. A unit is `call/criterion` or `call/item`.

    What is not applicable or could not be assessed is missing: it is no number.
    """
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for given in frame.items if items else frame.criteria:
        for call, codes in zip(frame.calls, given.codes.tolist(), strict=True):
            for rater, code in zip(frame.raters, codes, strict=True):
                value = "" if code < 0 else str(code if items else code + 1)
                rows.writerow((f"{call}/{given.key}", cell(rater.name), value))
    return text.getvalue()
