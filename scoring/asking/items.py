"""An item as the judge gets it: what is asked, what counts, who has to say it, when and where."""

from collections.abc import Iterator, Sequence

from scoring.applies import required
from scoring.asking.lines import marked
from scoring.evidence import sentences_in
from scoring.judgement import JudgeRequest
from scoring.rubric import AppliesWhen, Item, Kind, Occasion, Place, RequiredStatement
from scoring.transcript import Sentence, Transcript

MOST_WORDINGS = 3

_KNOWN = {
    True: "from outside the call: it is required for what is sold here",
    False: "from outside the call: {why}; answer not_applicable",
    None: "nothing from outside the call; go by what is said in it",
}


def item_texts(
    items: Sequence[Item], request: JudgeRequest, nonce: str, heard: Sequence[Sentence]
) -> Iterator[str]:
    """Each item in lines; `heard` are the sentences this request shows. An occasion is told once."""
    told: dict[str, str] = {}
    for item in items:
        occasion = _occasion(item.occasion)
        first = told.setdefault(occasion, item.id)
        if first != item.id and not item.occasion.always:
            occasion = f"the same as for {first}"
        yield _item_text(item, occasion, request, nonce, heard)


def _item_text(
    item: Item, occasion: str, request: JudgeRequest, nonce: str, heard: Sequence[Sentence]
) -> str:
    statement = request.rubric.statement(item.statement) if item.statement else None
    lines = [
        ("item", item.id),
        ("asks", item.asks),
        ("means", item.definition),
        ("yes", f"“{_flat(item.example)}”"),
        ("near miss", f"“{_flat(item.near_miss)}”"),
        ("says it", _speakers(item, statement)),
        ("occasion", occasion),
        ("place", _place(item.place, request.transcript, nonce, heard)),
    ]
    if item.kind is Kind.MUST_NOT:
        lines.insert(3, ("note", "asks whether something bad happened: yes means that it did"))
    if statement is not None:
        lines += _required(statement, request)
    return "\n".join(f"{name}: {_flat(text)}" for name, text in lines if text)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _speakers(item: Item, statement: RequiredStatement | None) -> str:
    speakers = statement.speakers if statement else (item.speaker,)
    return " or ".join(speaker.value.upper() for speaker in speakers)


def _occasion(occasion: Occasion) -> str:
    if occasion.always:
        return "every call; never not_applicable"
    when = _flat(occasion.when).rstrip(".")
    who = occasion.speaker.value.upper()
    return f"{when}. (Look for it in what {who} says.) If it never came: not_applicable"


def _place(place: Place, transcript: Transcript, nonce: str, heard: Sequence[Sentence]) -> str:
    """The sentences where evidence may stand, by id: nobody has to reckon with seconds."""
    if place == Place():
        return ""
    shown = {sentence.id for sentence in heard}
    eligible = [sentence for sentence in sentences_in(place, transcript) if sentence.id in shown]
    if not eligible:
        return "nowhere in these lines"
    first, last = marked(eligible[0].id, nonce), marked(eligible[-1].id, nonce)
    return f"{_seconds(place)}, that is from {first} to {last}; nothing outside is evidence"


def _seconds(place: Place) -> str:
    parts = []
    if place.within_first is not None:
        parts.append(f"the first {place.within_first:g} seconds")
    if place.within_last is not None:
        parts.append(f"the last {place.within_last:g} seconds")
    return " and ".join(parts)


def _required(statement: RequiredStatement, request: JudgeRequest) -> list[tuple[str, str]]:
    """Approved wordings, what a paraphrase must hold, and whether it is required on this call."""
    wordings = [
        variant.replace("{rep}", "…").replace("{company}", "…")
        for variant in statement.variants[:MOST_WORDINGS]
    ]
    approved = "; ".join(f"“{wording}”" for wording in wordings)
    lines = [
        ("approved", f"{approved}. Other words with the same content count"),
        ("must hold", "; ".join(statement.elements)),
    ]
    is_due, why = required(statement, request.facts, request.transcript)
    if statement.applies_when != AppliesWhen() or is_due is not True:
        lines.append(("known", _KNOWN[is_due].format(why=why)))
    return lines


def can_stand(item: Item, transcript: Transcript, heard: Sequence[Sentence]) -> bool:
    """Whether evidence for the item could be among these sentences, by place alone."""
    shown = {sentence.id for sentence in heard}
    return any(sentence.id in shown for sentence in sentences_in(item.place, transcript))
