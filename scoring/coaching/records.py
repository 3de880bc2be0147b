"""What a coaching note is made from: reviewed calls, and what is praised."""

from datetime import date

from scoring.coaching.note import Quote
from scoring.record import Record
from scoring.review import Feedback, Review, ShownCriterion, ShownItem
from scoring.transcript import Transcript


class ReviewedCall(Record):
    """A call of the rep that was reviewed: its public id, the day in its own zone, its review.

    `transcript` is the masked one, that the judge saw: names and numbers of customers stay out of notes.
    """

    id: str
    day: date
    review: Review
    transcript: Transcript

    @property
    def criteria(self) -> tuple[ShownCriterion, ...]:
        return self.review.scorecard.criteria if self.review.scorecard else ()

    def item(self, item_id: str) -> ShownItem | None:
        """The item as it was answered on this call, None where it was not."""
        return next((item for c in self.criteria for item in c.items if item.id == item_id), None)

    def missed_at(self, item_id: str) -> Feedback | None:
        """The sentence at which the item was missed, where one gave the occasion."""
        lines = (line for line in self.review.feedback if line.item == item_id and line.kind == "missed")
        return next(lines, None)


class Strength(Record):
    """Something the rep did well, with the sentence that shows it."""

    criterion: str
    item: str
    quote: Quote
