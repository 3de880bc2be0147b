"""A discovery call made by hand: what was said, and what its six criteria, statements and sums come to."""

from scoring.judgement import Answer, Check, Span
from scoring.review import (
    Conversation,
    Feedback,
    ShownCriterion,
    ShownDisclosure,
    ShownEvidence,
    ShownItem,
    ShownMustHave,
)
from scoring.rubric import Kind
from scoring.transcript import Sentence, Speaker, Word

R, C = Speaker.REP, Speaker.CUSTOMER
YES, NO = Answer.YES, Answer.NO
NONE, UNSURE = Answer.NOT_APPLICABLE, Answer.CANNOT_ASSESS

DIALOGUE = (
    (C, "Northwind Bakeries, Marta speaking."),
    (R, "Hi Marta, this is Ana from Ledgerline, and just so you know, this call is recorded for training."),
    (R, "You asked us how other firms match their invoices, so I'd like to hear how you do it today."),
    (R, "Is now still a good time for twenty minutes?"),
    (C, "Yes, that's fine, I have until half past."),
    (R, "I'd suggest we look at how it works now and what hurts, and at the end decide what comes next."),
    (C, "Sounds good."),
    (R, "So what made you look at this now?"),
    (C, "We lose about two days a week matching delivery notes against supplier invoices by hand."),
    (C, "And in October we paid one of the flour mills twice, which nobody noticed for three weeks."),
    (R, "Paid twice."),
    (R, "How did you find out about it in the end?"),
    (C, "They told us, to be honest, which was embarrassing."),
    (R, "And who does the matching today?"),
    (C, "Two people in accounts, and before a holiday I help out myself in the evenings."),
    (R, "Right, let me show you what the product does with that."),
    (R, "It reads the delivery note, compares line by line with the invoice, and only asks a person when two "
        "numbers disagree by more than what you allow, so that most of them never reach a desk at all."),
    (C, "Okay."),
    (C, "Our finance director will say that it's too expensive, we looked at something like it last year."),
    (R, "I hear that often."),
    (R, "What made it too expensive in their eyes, the price itself or what it would have replaced?"),
    (C, "The price, I think, but nobody had worked out what the two days cost us."),
    (R, "One bakery of your size came to about forty thousand a year, and I can send you their sums."),
    (R, "Would that answer the question for your finance director?"),
    (C, "It would help, yes."),
    (R, "Who besides your finance director has a say in this?"),
    (C, "The owner signs anything above ten thousand."),
    (R, "And by when would you want it to be running?"),
    (C, "Before the Christmas season would be a dream, but realistically it will be in February."),
    (R, "Then let's meet again on Thursday the twelfth at ten, with your finance director in the room."),
    (R, "I'll send the sums and a calendar entry today, and you bring one week of invoices."),
    (C, "Thursday at ten works for us."),
    (R, "Thank you, Marta, see you on Thursday."),
)  # fmt: skip


def spoken(dialogue: tuple[tuple[Speaker, str], ...]) -> tuple[Sentence, ...]:
    """Sentences at 2.5 words a second with 0.6 s between speakers."""
    sentences: list[Sentence] = []
    clock = 1.0
    for number, (speaker, text) in enumerate(dialogue, start=1):
        words = []
        for word in text.split():
            words.append(Word(text=word, start=round(clock, 2), end=round(clock + 0.36, 2)))
            clock += 0.4
        sentences.append(
            Sentence(
                id=f"S{number:04}",
                speaker=speaker,
                start=words[0].start,
                end=words[-1].end,
                text=text,
                words=tuple(words),
            )
        )
        clock += 0.6
    return tuple(sentences)


SENTENCES = spoken(DIALOGUE)


def cited(*numbers: int, check: Check = Check.EXACT) -> tuple[ShownEvidence, ...]:
    """Evidence from the sentences with these numbers, counted from 1."""
    found = [SENTENCES[number - 1] for number in numbers]
    return tuple(
        ShownEvidence(sentence=s.id, speaker=s.speaker, quote=s.text, start=s.start, end=s.end, check=check)
        for s in found
    )


def span(first: int, last: int) -> Span:
    return Span(first=f"S{first:04}", last=f"S{last:04}")


def item(
    item_id: str, asks: str, verdict: Answer, *numbers: int, kind: Kind = Kind.MUST, **more
) -> ShownItem:
    if verdict is NO and "searched" not in more:
        more["searched"] = span(1, len(SENTENCES))
    return ShownItem(id=item_id, kind=kind, asks=asks, verdict=verdict, evidence=cited(*numbers), **more)


def criterion(
    key: str, title: str, level: int, weight: int, anchor: str, *items: ShownItem
) -> ShownCriterion:
    worth = {1: 0, 2: 35, 3: 65, 4: 90, 5: 100}[level]
    return ShownCriterion(
        key=key,
        title=title,
        state="scored",
        level=level,
        low=level,
        high=level,
        weight=weight,
        worth=worth,
        anchor=anchor,
        items=items,
    )


OPENING = criterion(
    "opening", "Opening", 4, 10,
    "Says why they call, checks the time and sets an agenda.",
    item("states_purpose", "Does the rep say what the call is about?", YES, 3),
    item("checks_time", "Does the rep ask whether now suits, or say how long the call will take?", YES, 4),
    item("sets_agenda", "Does the rep name at least two things that the call will cover?", YES, 6),
    item("invites_agenda", "Does the rep ask what the customer wants from the call?", NO, kind=Kind.PLUS),
    item("pitches_first", "Does the rep describe the product before asking anything about the customer's "
         "business?", NO, kind=Kind.MUST_NOT, searched=span(1, 8)),
)  # fmt: skip

DISCOVERY = criterion(
    "discovery", "Discovery depth", 3, 30,
    "One of these is missing, or the first problem named is answered with a pitch.",
    item("asks_current_way", "Does the rep ask how the customer does it today?", YES, 14),
    item("asks_problem", "Does the rep ask what is not working, or what made the customer look for something "
         "else?", YES, 8),
    item("asks_impact", "Does the rep ask what the problem costs the customer, in time, money, people or "
         "customers?", NO, searched=span(8, 25)),
    item("follows_up", "Does the rep ask a follow-up question about something the customer has just said?",
         YES, 12),
    item("sizes_problem", "Does the rep ask for a number that gives the problem a size?", NO, kind=Kind.PLUS),
    item("pitches_over_problem", "Does the rep answer the first problem the customer names with a pitch "
         "instead of a question?", NO, kind=Kind.MUST_NOT, searched=span(9, 13)),
)  # fmt: skip

QUALIFICATION = criterion(
    "qualification", "Qualification", 3, 25,
    "One of person, time and measure is missing.",
    item("asks_who_decides", "Does the rep ask who takes part in the decision or signs it off?", YES, 26),
    item("asks_when", "Does the rep ask by when the customer wants this solved or decided?", YES, 28),
    item("asks_measure", "Does the rep ask how the customer will tell that it was worth it?", NO),
    item("names_price_blind", "Does the rep name a price before asking who decides, by when or to what end?",
         NO, kind=Kind.MUST_NOT),
)  # fmt: skip

OBJECTIONS = criterion(
    "objections", "Objection handling", 5, 20,
    "Hears the objection, asks what is behind it and answers it, then backs it up, checks or asks what else "
    "is in the way.",
    item("acknowledges", "Does the rep show that they heard the objection before answering it?", YES, 20),
    item("explores_objection", "Does the rep ask what is behind the objection?", YES, 21),
    item("answers_objection", "Does the rep answer the objection with something that bears on it?", YES, 23),
    item("checks_answer", "Does the rep ask whether the answer settled the concern?", YES, 24,
         kind=Kind.PLUS),
    item("argues", "Does the rep contradict the customer or tell them that they are wrong?", NO,
         kind=Kind.MUST_NOT, searched=span(19, 25)),
)  # fmt: skip

NEXT_STEP = criterion(
    "next_step", "Clear next step", 5, 15,
    "A definite step on a day, what the rep does until then, and the customer's part in it said or agreed "
    "to twice over.",
    item("proposes_step", "Does the rep propose a definite next step?", YES, 30),
    item("names_day", "Does the rep name or repeat a day for the next step?", YES, 30, 33),
    item("says_own_part", "Does the rep say what they will do before the next step?", YES, 31),
    item("customer_agrees", "Does the customer say yes to the next step?", YES, 32, kind=Kind.PLUS),
)  # fmt: skip

DISCLOSURE = criterion(
    "disclosure", "Disclosure compliance", 4, 0,
    "Recording notice and identity in time, and every statement the call asked for.",
    item("gives_recording_notice", "Is the customer told within the first minute that the call is recorded?",
         YES, 2, must_have=True),
    item("gives_identity", "Does the rep give their name and their company at the start?", YES, 2,
         must_have=True),
    item("states_renewal", "Does the rep say that the subscription renews by itself before they talk about "
         "signing?", NONE, why="Signing was not talked about."),
    item("makes_guarantee", "Does the rep guarantee a result?", NO, kind=Kind.MUST_NOT),
)  # fmt: skip

MUST_HAVES = tuple(
    ShownMustHave(item=one.id, criterion="disclosure", asks=one.asks, result="pass")
    for one in DISCLOSURE.items
    if one.must_have
)

# 10×90 + 30×65 + 25×65 + 20×100 + 15×100 = 900 + 1950 + 1625 + 2000 + 1500 = 7975; 7975 / 100 = 79.75.
SUMS = (
    "Opening (weight 10): musts 3 of 3, pluses 0 of 1, must-nots 0 → all musts and no must-not → level 4, "
    "worth 90",
    "Discovery depth (weight 30): musts 3 of 4, pluses 0 of 1, must-nots 0 → at most 1 must missed → level "
    "3, worth 65",
    "Disclosure compliance (weight 0, beside the score): musts 2 of 2, pluses 0 of 0, must-nots 0 → all "
    "musts and no must-not → level 4, worth 90",
    "QA score = (10×90 + 30×65 + 25×65 + 20×100 + 15×100) / (10 + 30 + 25 + 20 + 15) = 7975/100 = 79.75 %",
)

DISCLOSURES = (
    ShownDisclosure(
        key="recording_notice", title="Recording notice", state="paraphrase", speaker=R,
        sentences=("S0002",), quote=SENTENCES[1].text, start=SENTENCES[1].start, end=SENTENCES[1].end,
        in_time=True,
    ),
    ShownDisclosure(
        key="identity", title="Name and company", state="exact", speaker=R, sentences=("S0002",),
        quote=SENTENCES[1].text, start=SENTENCES[1].start, end=SENTENCES[1].end, in_time=True,
    ),
    ShownDisclosure(
        key="automatic_renewal", title="Automatic renewal", state="not_applicable",
        why="Signing was not talked about.",
    ),
)  # fmt: skip

CONVERSATION = Conversation(
    talk_ratio=0.614,
    rep_seconds=92.4,
    customer_seconds=58.1,
    longest_monologue=22.3,
    longest_monologue_starts=SENTENCES[15].start,
    rep_questions=9,
    customer_questions=0,
    first_question=SENTENCES[3].start,
    longest_pause=1.4,
    overlaps=1,
    overlap_seconds=0.5,
    speaker_changes=19,
)

FEEDBACK = (
    Feedback(
        sentence="S0012", kind="good", criterion="discovery", item="follows_up",
        text="Stays with what the customer has just said and asks on.",
    ),
    Feedback(
        sentence="S0009", kind="missed", criterion="discovery", item="asks_impact",
        text="“Two days a week” was never given a price.",
        say_instead="Two days a week: what does that cost you over a year?",
    ),
)  # fmt: skip
