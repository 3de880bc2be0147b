"""Puts the masks into the text: each replaces the words it covers by one token such as `[CARD]`."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from scoring.redaction.masks import Hidden, Mask
from scoring.redaction.row import Row
from scoring.transcript import Roles, Sentence, Transcript, Word

Covered = Mapping[int, Hidden]
"""Word of the row → what it hides."""

_OPENING = "\"'“‘(["
_CLOSING = ".,;:?!…\"'”’)]"


def masks_of(row: Row, covered: Covered) -> tuple[Mask, ...]:
    """The masks over the covered words: neighbours of one sentence that hide the same are one mask."""
    masks: list[Mask] = []
    for place in sorted(covered):
        word, last = row.words[place], masks[-1] if masks else None
        sentence, kind = row.transcript.sentences[word.sentence].id, covered[place]
        if (
            last is not None
            and (last.sentence, last.kind) == (sentence, kind)
            and last.last_word + 1 == word.number
            and not _two_names(row, place, kind)
        ):
            masks[-1] = last.model_copy(update={"last_word": word.number})
        else:
            masks.append(Mask(sentence=sentence, kind=kind, first_word=word.number, last_word=word.number))
    return tuple(masks)


def _two_names(row: Row, place: int, kind: Hidden) -> bool:
    """A comma divides two names ("Paul, Karen"), but no letters that spell one ("T, R, E")."""
    named = kind in (Hidden.PERSON, Hidden.REP, Hidden.CUSTOMER)
    before = row.words[place - 1].raw
    return named and before[-1:] in ",;.?!" and len(before) > 2


def masked(transcript: Transcript, masks: Iterable[Mask]) -> Transcript:
    """The transcript with the masks in its text and in its words."""
    by_sentence = {key: list(group) for key, group in groupby(masks, key=lambda mask: mask.sentence)}
    sentences = tuple(
        _sentence(sentence, by_sentence[sentence.id]) if sentence.id in by_sentence else sentence
        for sentence in transcript.sentences
    )
    roles = _quoting(transcript.roles, transcript.sentences, sentences)
    return transcript.model_copy(update={"sentences": sentences, "roles": roles})


def _quoting(roles: Roles, said: Sequence[Sentence], shown: Sequence[Sentence]) -> Roles:
    """The roles with what they quote as it is shown: they rest on sentences in which names are said."""
    why, doubt = roles.why, roles.doubt
    for whole, masked_one in zip(said, shown, strict=True):
        if whole.text != masked_one.text:
            quoted, instead = f"“{whole.text}”", f"“{masked_one.text}”"
            why, doubt = why.replace(quoted, instead), doubt.replace(quoted, instead)
    return roles.model_copy(update={"why": why, "doubt": doubt})


def _sentence(sentence: Sentence, masks: Sequence[Mask]) -> Sentence:
    raw = sentence.text.split()
    # Times are kept where there is one heard word for each; a word that holds a space has no time of its own.
    timed = sentence.words if len(sentence.words) == len(raw) else ()
    texts: list[str] = []
    words: list[Word] = []
    place = 0
    for mask in masks:
        token = _token(mask.kind, raw[mask.first_word], raw[mask.last_word])
        texts += [*raw[place : mask.first_word], token]
        if timed:
            words += [
                *timed[place : mask.first_word],
                _joined(token, timed[mask.first_word : mask.last_word + 1]),
            ]
        place = mask.last_word + 1
    texts += raw[place:]
    words += timed[place:]
    return sentence.model_copy(update={"text": " ".join(texts), "words": tuple(words)})


def _token(kind: Hidden, first: str, last: str) -> str:
    """The mask with the punctuation around what it hides: a question stays one."""
    opening = first[: len(first) - len(first.lstrip(_OPENING))]
    bare = last.rstrip(_CLOSING)
    closing = last[len(bare.removesuffix("'s").removesuffix("’s")) :]
    return f"{opening}[{kind.value}]{closing}"


def _joined(token: str, words: Sequence[Word]) -> Word:
    sure = [word.confidence for word in words if word.confidence is not None]
    return Word(
        text=token,
        start=min(word.start for word in words),
        end=max(word.end for word in words),
        confidence=min(sure, default=None),
    )
