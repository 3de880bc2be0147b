"""All that the page of a review shows, worked out: the template only lays it out."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from scoring.corrections.sheets import PERSON
from scoring.formats import clock, clock_span
from scoring.judgement import Answer, Check, Span
from scoring.playable import PlayableCopy
from scoring.review import Review, ShownCriterion, ShownDisclosure, ShownEvidence, ShownItem
from scoring.rubric import Kind
from scoring.states import (
    CHECKS,
    CRITERIA,
    DISCLOSURES,
    FEEDBACK,
    KINDS,
    MUST_HAVES,
    SPEAKERS,
    item_state,
)
from scoring.transcript import Sentence, Speaker
from scoring.visible import visible
from service.reports.coaching import note_parts, whose_words
from service.reports.phrases import (
    Fact,
    about,
    answer,
    disclosure_note,
    file_name,
    item_note,
    level_in_words,
    score_in_words,
    seconds_in_words,
    stretch,
    talk,
    tokens_in_words,
)
from service.reports.views import (
    CoachingView,
    CriterionView,
    DisclosureView,
    FlagView,
    ItemView,
    LineView,
    NoteView,
    Play,
    ReviewPage,
)
from service.reports.waveform import waveform


def review_page(review: Review, clip: PlayableCopy | None) -> ReviewPage:
    card = review.scorecard if review.status == "scored" else None
    sentence = answer(review)
    name = PurePath(file_name(review)).stem
    lines = tuple(_lines(review))
    criteria = tuple(_criterion(review, part) for part in card.criteria) if card else ()
    incomplete = card is not None and card.qa_score.state == "incomplete"
    return ReviewPage(
        title=f"{name}: {sentence}" if name else sentence,
        name=name,
        answer=sentence,
        facts=tuple(_facts(review)),
        notice=visible(review.run.notice) if review.run else "",
        is_ai_reading=review.run is not None and review.run.judge != PERSON,
        next_step=visible(review.reason.next_step) if review.reason else "",
        score=score_in_words(card.qa_score).removesuffix(" (incomplete)") if card else "",
        score_note="incomplete" if incomplete else "",
        must_haves=tuple((MUST_HAVES[m.result], visible(m.asks)) for m in card.must_haves) if card else (),
        criteria=criteria,
        disclosures=tuple(_disclosure(review, statement) for statement in review.disclosures),
        flags=tuple(_flags(review)),
        coaching=tuple(_coaching(review)),
        coaching_by=whose_words(review.note) if review.note else "",
        talk=tuple(_talk(review)),
        lines=lines,
        speakers=tuple((s.value, SPEAKERS[s]) for s in Speaker if any(x.play.speaker == s for x in lines)),
        sums=tuple(visible(line) for line in card.sums) if card else (),
        made=tuple((name, visible(value)) for name, value in _made(review)),
        waveform=waveform(review, clip.peaks if clip else ()),
        marks=tuple({p.sentence: p for c in criteria for i in c.items for p in i.evidence}.values()),
        duration=clock(review.call.duration) if review.call else "",
    )


def _facts(review: Review) -> Iterator[str]:
    if review.call:
        yield file_name(review)
        yield clock(review.call.duration)
        yield review.call.topology
    if review.run:
        yield visible(f"{review.run.rubric.title}, version {review.run.rubric.version}")


def _criterion(review: Review, part: ShownCriterion) -> CriterionView:
    low, high = part.low or 0, part.high or part.low or 0
    level = level_in_words(part)
    state = CRITERIA[part.state]
    return CriterionView(
        key=part.key,
        title=visible(part.title),
        state=state,
        blocks=tuple("full" if n <= low else "half" if n <= high else "empty" for n in range(1, 6)),
        level=level,
        spoken_level=f"level {level} of 5" if part.low else state.word,
        about=about(part),
        has_anchor=bool(part.anchor),
        why=visible(part.why) if part.anchor else "",
        weight=(f"worth {part.worth} · " if part.worth is not None else "")
        + (f"weight {part.weight}" if part.weight else "beside the score"),
        items=tuple(_item(review, item) for item in part.items),
    )


def _item(review: Review, item: ShownItem) -> ItemView:
    searched = _searched(review, item.searched) if item.verdict is Answer.NO else None
    return ItemView(
        id=item.id,
        state=item_state(item.kind, item.verdict),
        asks=visible(item.asks),
        tag="must-have" if item.must_have else "" if item.kind is Kind.MUST else KINDS[item.kind].word,
        note=item_note(review, item).partition("searched ")[0].removesuffix(" · "),
        evidence=tuple(_evidence(one) for one in item.evidence),
        searched=searched,
    )


def _evidence(evidence: ShownEvidence) -> Play:
    return Play(
        sentence=evidence.sentence,
        start=evidence.start,
        end=evidence.end,
        label=clock(evidence.start),
        speaker=evidence.speaker.value,
        who=SPEAKERS[evidence.speaker].word,
        quote=visible(evidence.quote),
        check="" if evidence.check is Check.EXACT else CHECKS[evidence.check].word,
    )


def _searched(review: Review, span: Span | None) -> Play | None:
    where = stretch(review, span)
    if where is None or span is None:
        return None
    return Play(sentence=span.first, start=where.start, end=where.end, label=clock_span(*where))


def _disclosure(review: Review, statement: ShownDisclosure) -> DisclosureView:
    play = None
    if statement.start is not None and statement.sentences:
        speaker = statement.speaker or Speaker.UNKNOWN
        play = Play(
            sentence=statement.sentences[0],
            start=statement.start,
            end=statement.end if statement.end is not None else statement.start,
            label=clock(statement.start),
            speaker=speaker.value,
            who=SPEAKERS[speaker].word,
            quote=visible(statement.quote),
        )
    return DisclosureView(
        state=DISCLOSURES[statement.state],
        title=visible(statement.title),
        note=disclosure_note(review, statement).partition(", searched ")[0],
        why=visible(statement.why),
        play=play,
        searched=_searched(review, statement.searched),
    )


def _flags(review: Review) -> Iterator[FlagView]:
    titles = {part.key: part.title for part in review.scorecard.criteria} if review.scorecard else {}
    said = {s.id: s for s in review.transcript.sentences} if review.transcript else {}
    for flag in review.flags:
        sentence = said.get(flag.sentence or "")
        yield FlagView(
            message=visible(flag.message),
            criterion=visible(titles.get(flag.criterion or "", "")),
            play=_play(sentence) if sentence else None,
        )


def _coaching(review: Review) -> Iterator[CoachingView]:
    said = {s.id: s for s in review.transcript.sentences} if review.transcript else {}
    for part in note_parts(review):
        sentence = said.get(part.quote.sentence) if part.quote else None
        play = _play(sentence) if sentence else None
        quoted = replace(play, quote=visible(part.quote.words)) if play and part.quote else None
        yield CoachingView(title=part.title, text=part.text, spoken=part.spoken, play=quoted)


def _talk(review: Review) -> Iterator[tuple[Fact, Play | None]]:
    """Each figure with the sentence in which it can be heard."""
    sentences = review.transcript.sentences if review.transcript else ()
    for fact in talk(review.conversation) if review.conversation else ():
        near = None
        if fact.start is not None:
            near = next((s for s in sentences if s.end > fact.start and s.speaker is Speaker.REP), None)
        yield fact, _play(near) if near else None


def _play(sentence: Sentence) -> Play:
    return Play(
        sentence=sentence.id,
        start=sentence.start,
        end=sentence.end,
        label=clock(sentence.start),
        speaker=sentence.speaker.value,
        who=SPEAKERS[sentence.speaker].word,
    )


def _lines(review: Review) -> Iterator[LineView]:
    before: Speaker | None = None
    notes = _notes(review)
    for sentence in review.transcript.sentences if review.transcript else ():
        yield LineView(
            play=_play(sentence),
            text=visible(sentence.text),
            turn=sentence.speaker is not before,
            notes=tuple(notes.get(sentence.id, ())),
            aside=_aside(review, sentence),
        )
        before = sentence.speaker


def _aside(review: Review, sentence: Sentence) -> str:
    """What is marked at a sentence. On one channel mostly one of two people at once is written down."""
    if sentence.back_channel:
        return "while listening"
    if not sentence.at_once:
        return ""
    apart = review.call is not None and review.call.topology == "two channels"
    return "both at once" if apart else "both at once: words may be missing"


def _notes(review: Review) -> dict[str, list[NoteView]]:
    """Feedback at its sentence, and what else a sentence is evidence for."""
    found: dict[str, list[NoteView]] = {}
    told = {(line.sentence, line.item) for line in review.feedback}
    parts = review.scorecard.criteria if review.scorecard else ()
    titles = {part.key: visible(part.title) for part in parts}
    for line in review.feedback:
        found.setdefault(line.sentence, []).append(
            NoteView(
                state=FEEDBACK[line.kind],
                text=visible(line.text),
                say_instead=visible(line.say_instead or ""),
                criterion=titles.get(line.criterion, ""),
            )
        )
    for part in parts:
        for item in part.items:
            for sentence in {evidence.sentence for evidence in item.evidence}:
                if (sentence, item.id) not in told:
                    state = item_state(item.kind, item.verdict)
                    note = NoteView(state, visible(item.asks), "", titles[part.key])
                    found.setdefault(sentence, []).append(note)
    return found


def _made(review: Review) -> Iterator[tuple[str, str]]:
    """What is needed to explain the score later."""
    if run := review.run:
        yield "Read by", f"{run.judge}{f', {run.model}' if run.model else ''}: {run.notice}"
        yield "Rubric", f"{run.rubric.slug}, version {run.rubric.version}, {run.rubric.fingerprint[:16]}…"
        if run.prompt_fingerprint:
            yield "Prompt", f"{run.prompt_fingerprint[:16]}…"
    if review.transcript:
        hearing = review.transcript.hearing
        yield "Heard by", f"{hearing.engine}, {hearing.model}, from {hearing.source}, {hearing.sha256[:16]}…"
        roles = review.transcript.roles
        yield "Who is who", f"{roles.how}{f': {roles.why}' if roles.why else ''}"
        yield "Transcript", f"{review.transcript.fingerprint[:16]}…"
    if review.call:
        yield "Recording", f"{review.call.container}, {review.call.codec}, {review.call.sha256[:16]}…"
    if seconds := seconds_in_words(review):
        yield "Took", seconds
    if tokens := tokens_in_words(review):
        yield "Tokens", tokens
    yield "Sidetone", review.sidetone
