"""Who the rep is comes from a channel map or from what is said; unsure stays unknown."""

from scoring.hearing import Track
from scoring.roles import tell_roles
from scoring.transcript import Speaker
from tests.cast import heard

REP, CUSTOMER, UNKNOWN = Speaker.REP, Speaker.CUSTOMER, Speaker.UNKNOWN


def test_a_channel_map_goes_before_everything_that_is_said() -> None:
    tracks = heard("ana: This call is recorded.", "ben: Who is this?").tracks
    speakers, roles = tell_roles(tracks, "right")
    assert speakers == (CUSTOMER, REP)
    assert (roles.how, roles.confidence) == ("channel map", 1)


def test_who_announces_the_recording_and_names_a_company_is_the_rep_on_either_channel() -> None:
    lines = (
        "ben: Hello, who is this?",
        "ana: Hi, this is Ana calling from Quillhaven, and our call is recorded.",
    )
    left, right = heard(*lines).tracks
    speakers, roles = tell_roles((left, right), None)
    assert speakers == (REP, CUSTOMER)
    # 3 for the recording and 1 for the name; 2 against the other side for asking who it is: a gap of 6
    assert roles.confidence == round(1 - 0.5 / (1 + 6 / 2), 3)
    assert "Quillhaven" in roles.why
    assert tell_roles((right, left), None)[0] == (CUSTOMER, REP)


def test_a_customer_who_calls_and_says_why_is_not_taken_for_the_rep() -> None:
    lines = (
        "ben: Hello, I'm calling because I got your card at a fair, and I need to know what it costs.",
        "ana: You're in the right place, how can I help you?",
        "ben: This is Ben from Bramble Foods, we have one old machine.",
    )
    assert tell_roles(heard(*lines).tracks, None)[0] == (REP, CUSTOMER)


def test_who_asks_most_of_the_questions_weighs_two() -> None:
    questions = ["ana: And how is that?", "ben: It is what it is with us."] * 5
    # 2 for leading; alone that is a gap of 2, which is not sure enough.
    assert tell_roles(heard(*questions).tracks, None)[1].confidence == 0.75
    named = [*questions, "ana: This is Ana from Quillhaven."]
    assert tell_roles(heard(*named).tracks, None)[0] == (REP, CUSTOMER)


def test_a_named_channel_that_does_not_speak_like_a_rep_is_doubted_aloud() -> None:
    lines = ("ana: Hello, how can I help you? This call is recorded.", "ben: Who is this?")
    speakers, roles = tell_roles(heard(*lines).tracks, "right")
    assert speakers == (CUSTOMER, REP)
    assert roles.doubt == (
        "the right channel was named as the rep, but the left one speaks like a rep: are they swapped?"
    )
    assert tell_roles(heard(*lines).tracks, "left")[1].doubt == ""


def test_what_a_business_customer_says_about_its_own_customers_makes_it_no_rep() -> None:
    lines = (
        "ana: Good morning.",
        "ben: Is this call recorded? Our product is old, our customers leave.",
        "ben: Our customers keep complaining about our platform, thanks for taking my call.",
    )
    assert tell_roles(heard(*lines).tracks, None)[0] == (UNKNOWN, UNKNOWN)


def test_who_speaks_first_or_most_proves_nothing() -> None:
    lines = ["ben: Good morning to you."] + ["ben: And so it goes on and on with us here."] * 5
    speakers, roles = tell_roles(heard(*lines, "ana: I see.").tracks, None)
    assert speakers == (UNKNOWN, UNKNOWN)
    assert (roles.how, roles.confidence) == ("unknown", 0.5)


def test_two_people_who_both_name_their_company_stay_unknown() -> None:
    lines = ("ana: This is Ana from Quillhaven.", "ben: And this is Ben from Bramble Foods.")
    assert tell_roles(heard(*lines).tracks, None)[0] == (UNKNOWN, UNKNOWN)


def test_one_track_holds_both_voices_and_names_neither() -> None:
    (left, _) = heard("ana: This call is recorded.", "ben: Fine.").tracks
    speakers, roles = tell_roles([left], "left")
    assert speakers == (UNKNOWN,)
    assert roles.confidence == 0


def voices(*lines: str, sure: bool = True) -> tuple[Track, ...]:
    """The same talk as on two channels, but on one, the voices told apart."""
    return tuple(
        track.model_copy(update={"channel": "only", "voice": number, "voice_sure": sure})
        for number, track in enumerate(heard(*lines).tracks, start=1)
    )


TALK = (
    "ben: Hello, who is this?",
    "ana: Hi, this is Ana calling from Quillhaven, and our call is recorded.",
)


def test_voices_on_one_channel_are_told_by_what_they_say() -> None:
    speakers, roles = tell_roles(voices(*TALK), None)
    assert speakers in ((REP, CUSTOMER), (CUSTOMER, REP))
    assert speakers == tell_roles(heard(*TALK).tracks, None)[0]
    assert roles.how == "evidence"
    assert roles.why.startswith("the voice ")


def test_voices_that_are_too_much_alike_stay_unknown_whatever_they_say() -> None:
    speakers, roles = tell_roles(voices(*TALK, sure=False), None)
    assert (speakers, roles.how, roles.confidence) == ((UNKNOWN, UNKNOWN), "unknown", 0)


def test_a_named_voice_is_the_rep() -> None:
    assert tell_roles(voices(*TALK, sure=False), "2")[0] == (CUSTOMER, REP)
    assert tell_roles(voices(*TALK), "1")[0] == (REP, CUSTOMER)


def test_a_channel_that_the_recording_does_not_have_names_nobody() -> None:
    assert tell_roles(voices(*TALK), "left") == tell_roles(voices(*TALK), None)


def test_of_three_voices_the_one_who_says_more_is_the_customer_and_the_third_is_other() -> None:
    third = voices(*TALK)[1].model_copy(update={"voice": 3, "words": heard("ben: Bye now.").tracks[1].words})
    speakers = tell_roles((*voices(*TALK), third), None)[0]
    assert sorted(speakers) == sorted((REP, CUSTOMER, Speaker.OTHER))
    assert speakers[2] is Speaker.OTHER


def test_one_voice_alone_has_no_role() -> None:
    (one, _) = voices(*TALK)
    assert tell_roles([one], None)[1].why == "only one voice was heard"
