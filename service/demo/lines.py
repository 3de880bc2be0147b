"""What is said in the calls of the demo: for each item of the rubric a sentence that shows it.

But for the greeting nothing in it is masked, so that each sentence is found again in what a judge sees.
"""

from typing import NamedTuple


class Line(NamedTuple):
    """A sentence of the rep, the item it shows where it shows one, and what the customer says to it."""

    item: str
    rep: str
    customer: str = ""
    always: bool = False


NAME = "Ana"
"""The name in the greeting, which each rep replaces with their own."""
GREETING = Line(
    "gives_identity",
    f"Hello, my name is {NAME} and I am calling from Ledgerline.",
    "Hello, good morning.",
    always=True,
)
TALK = (
    GREETING,
    Line(
        "gives_recording_notice",
        "Before we start, this call is recorded so that we can train on it.",
        "That is fine.",
        always=True,
    ),
    Line(
        "states_purpose",
        "The reason for my call is your question about how other firms match their invoices.",
    ),
    Line("checks_time", "Is now still a good time for you?", "Yes, go ahead."),
    Line(
        "sets_agenda",
        "I would like to hear how you do it today, and then see whether our product is worth a closer look.",
    ),
    Line("names_their_reason", "You wrote to us that your invoices never match the delivery notes."),
    Line(
        "invites_agenda",
        "What would you like to get out of this call?",
        "I want to know whether it saves us work.",
    ),
    Line(
        "pitches_first",
        "Our platform reads every invoice and compares it with the order, and it is very affordable.",
    ),
    Line(
        "asks_current_way",
        "How do you handle the matching of invoices today?",
        "By hand, with a list that everybody edits.",
        always=True,
    ),
    Line(
        "asks_problem",
        "What is not working with that?",
        "We pay some bills twice, and nobody notices for weeks.",
    ),
    Line(
        "follows_up",
        "You said nobody notices for weeks, so how do you find out in the end?",
        "The supplier tells us, mostly.",
    ),
    Line(
        "asks_impact",
        "What does it cost your team when a bill is paid twice?",
        "It costs us a lot of time and some trust.",
    ),
    Line("sizes_problem", "How often does that happen in a month?", "More often than I would like to admit."),
    Line(
        "asks_if_nothing_changes",
        "What happens if you leave it as it is?",
        "Then somebody has to work late again.",
    ),
    Line("sums_up", "So bills are paid twice and it takes weeks to see it, is that right?", "That is right."),
    Line("pitches_over_problem", "Our software takes care of exactly that, let me tell you what it does."),
    Line("asks_who_decides", "Who else takes part in the decision?", "Our controller signs everything."),
    Line("asks_when", "By when would you want to have this solved?", "Before the year ends, if we can."),
    Line("asks_measure", "How will you tell that it was worth it?", "When no bill is paid twice any more."),
    Line("asks_money", "Is there a budget set aside for this?", "There is some, yes."),
    Line(
        "asks_alternatives", "Which other vendors are you looking at?", "One other provider, but we like you."
    ),
    Line(
        "",
        "Let me say a word about how customers like you use it.",
        "I am afraid it is too expensive for us.",
        always=True,
    ),
    Line("acknowledges", "I understand that the price is a concern."),
    Line(
        "explores_objection",
        "What makes it too expensive in your eyes?",
        "We looked at one before and it was never used.",
    ),
    Line("answers_objection", "Most firms your size win back what they pay because no bill is paid twice."),
    Line("gives_proof", "A bakery like yours had its money back within a year."),
    Line("checks_answer", "Does that answer your concern?", "It does, thank you."),
    Line("argues", "No, that is simply wrong, it is not expensive at all."),
    Line("proposes_step", "I suggest that we meet again with your controller and look at your own invoices."),
    Line("names_day", "Would Thursday morning suit you both?"),
    Line(
        "says_own_part", "I will send you the invitation and our sums before that.", "Good, we will be there."
    ),
    Line("asks_their_part", "Could you bring one week of invoices to it?", "Yes, I can do that."),
    Line("recaps_agreement", "To repeat it, we meet on Thursday with your controller and your invoices."),
    Line("leaves_it_open", "Just call me whenever you feel like it."),
    Line("", "Thank you for your time and have a good day.", "Thank you, and the same to you.", always=True),
)
GREETS = GREETING.rep.partition(NAME)[0]
"""How the greeting begins; the name after it is masked where a judge reads it."""
SHOWS: dict[str, str] = {line.rep: line.item for line in TALK if line.item}
"""Sentence → the item it shows."""
AGREES = "Good, we will be there."
NO_OCCASION = ("states_renewal", "honours_stop")
"""Items about things that never come up here."""
