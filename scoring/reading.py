"""The offline reading of one item: its cues, its occasion and its required statement become a claim."""

import re
from collections.abc import Sequence

from scoring.cues import Hit, anchor, eligible, hits, occasions, speaks
from scoring.evidence import sentences_in
from scoring.judgement import Answer, Citation, Claim, Span
from scoring.review import ShownDisclosure
from scoring.rubric import Item
from scoring.transcript import Sentence, Speaker, Transcript

MOST_CITATIONS = 3


def read_item(item: Item, transcript: Transcript, statement: ShownDisclosure | None = None) -> Claim:
    """What can be said about an item without understanding the call, and *cannot assess* for the rest."""
    if not speaks(Speaker.REP, transcript):
        return _unknown(item, "it is not known what the rep says")
    if item.statement is not None:
        return _from_statement(item, transcript, statement)
    if item.cues is None:
        return _unknown(item, "the rubric has no cues for this item: it takes a person or a language model")
    if not speaks(item.speaker, transcript):
        return _unknown(item, f"the {item.speaker.value} is not heard in this call")
    since = None
    if not item.occasion.always:
        seen = occasions(item, transcript)
        if seen is None:
            return _unknown(item, "the rubric has no cues for the occasion of this item")
        if not seen:
            return Claim(
                item=item.id, answer=Answer.NOT_APPLICABLE, why=f"no cue for its occasion: {_brief(item)}"
            )
        since = [hit.sentence for hit in seen]
    found = hits(item, item.cues, transcript, since)
    if found:
        return _yes(item, found)
    searched = eligible(item, item.cues, transcript, since)
    why = f"no cue in {_sentences(len(searched))} of the {item.speaker.value} where it could stand"
    return _no(item, transcript, why, searched)


def _yes(item: Item, found: Sequence[Hit]) -> Claim:
    return Claim(
        item=item.id,
        answer=Answer.YES,
        citations=tuple(Citation(sentence=h.sentence.id, anchor=h.anchor) for h in found[:MOST_CITATIONS]),
        why=f"cue: “{found[0].anchor}”",
    )


def _no(item: Item, transcript: Transcript, why: str, searched: Sequence[Sentence] = ()) -> Claim:
    """A no names what was searched; where nothing stood to be searched, the part where it could stand."""
    speakers = (item.speaker, Speaker.OTHER) if item.statement else (item.speaker,)
    part = list(searched) or [s for s in sentences_in(item.place, transcript) if s.speaker in speakers]
    if not part:
        return _unknown(item, "the call has no part in which this could be said")
    return Claim(item=item.id, answer=Answer.NO, searched=Span(first=part[0].id, last=part[-1].id), why=why)


def _from_statement(item: Item, transcript: Transcript, statement: ShownDisclosure | None) -> Claim:
    if statement is None or statement.state == "cannot_tell":
        return _unknown(item, statement.why if statement else "the required statement was not looked for")
    if statement.state == "not_applicable":
        return Claim(item=item.id, answer=Answer.NOT_APPLICABLE, why=statement.why)
    if statement.state in ("exact", "paraphrase") and statement.in_time:
        said = [transcript.sentences[transcript.position[sentence]] for sentence in statement.sentences]
        return Claim(
            item=item.id,
            answer=Answer.YES,
            citations=tuple(Citation(sentence=s.id, anchor=anchor(s.text)) for s in said),
            why=f"{statement.title}: {statement.state}",
        )
    return _no(item, transcript, f"{statement.title}: {statement.why or statement.state}")


def _unknown(item: Item, why: str) -> Claim:
    return Claim(item=item.id, answer=Answer.CANNOT_ASSESS, why=why)


def _brief(item: Item) -> str:
    """The occasion without its examples: up to the first colon or full stop."""
    return re.split(r"[:.]", " ".join(item.occasion.when.split()), maxsplit=1)[0]


def _sentences(count: int) -> str:
    return "1 sentence" if count == 1 else f"{count} sentences"
