"""Draws: the same on every machine, fair to every call; golden numbers worked out beside the program."""

import hashlib
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scoring.sampling import Frame, FrameCall, Rule, draw, next_of_draw, rank, shares

SEED = "8f14e45fceea167a5a36dedd4bea2543"
SEEDS = [f"seed {number}" for number in range(3000)]
"""The same in every run: what is counted over them is not left to luck."""


def calls(*kinds: str, seconds: float = 300) -> Frame:
    """D-0, D-1 … of these kinds."""
    return Frame(
        calls=tuple(
            FrameCall(id=f"D-{number}", kind=kind, seconds=seconds) for number, kind in enumerate(kinds)
        )
    )


WEEK = calls(*["demo"] * 6, *["renewal"] * 3, "")
FOUR = Rule(calls=4, shortest=60)

frames = st.lists(
    st.tuples(st.sampled_from(["", "demo", "renewal", "support"]), st.integers(0, 200)), max_size=40
).map(
    lambda drawn: Frame(
        calls=tuple(
            FrameCall(id=f"D-{number}", kind=kind, seconds=seconds)
            for number, (kind, seconds) in enumerate(drawn)
        )
    )
)
rules = st.builds(Rule, calls=st.integers(1, 12), shortest=st.integers(0, 120))
seeds = st.text("0123456789abcdef", min_size=1, max_size=32)


def test_a_rank_is_the_hash_that_the_documentation_names() -> None:
    by_hand = hashlib.sha256(f"sidetone-draw-1\n{SEED}\nD-0".encode()).hexdigest()
    assert by_hand == "24962f30c41348494eddd89bf2f5d1a3f4830a68a99f2e8e4d3367de85f1bb42"
    assert f"{rank(SEED, 'D-0'):064x}" == by_hand


def test_this_seed_and_this_frame_give_this_draw_on_every_machine() -> None:
    drawn = draw(WEEK, FOUR, SEED)
    assert drawn.places == ("D-0", "D-2", "D-4", "D-8")
    assert [(one.kind, one.size, one.drawn) for one in drawn.strata] == [
        ("", 1, 0),
        ("demo", 6, 3),
        ("renewal", 3, 1),
    ]
    assert drawn.fingerprint == "5e814f0c83f2b8186dc2594a55fda2905cebf6bc4de0218c21ba9fd18b63a86b"
    assert (drawn.generator, drawn.frame_size, drawn.eligible) == ("sidetone-draw-1", 10, 10)


def test_ids_in_other_letters_and_a_kind_that_is_a_formula_draw_the_same_everywhere() -> None:
    odd = Frame(
        calls=tuple(
            FrameCall(id=name, kind='=cmd|"/c calc"!A0', seconds=61.5)
            for name in ("Zoë-1", "Zoe\u0308-1", "通話-7", "-1+1", "😀")
        )
    )
    assert draw(odd, Rule(calls=3, shortest=61.5), SEED).places == ("Zo\xeb-1", "-1+1", "\u901a\u8a71-7")


@given(frames, rules, seeds, st.randoms(use_true_random=False))
def test_the_order_of_the_log_changes_nothing(frame: Frame, rule: Rule, seed: str, random) -> None:
    shuffled = list(frame.calls)
    random.shuffle(shuffled)
    assert draw(Frame(calls=tuple(shuffled)), rule, seed) == draw(frame, rule, seed)


@given(frames, rules, seeds)
def test_as_many_are_drawn_as_wanted_or_as_there_are_and_each_once(
    frame: Frame, rule: Rule, seed: str
) -> None:
    drawn = draw(frame, rule, seed)
    assert len(set(drawn.places)) == len(drawn.places) == min(rule.calls, drawn.eligible)
    lengths = {call.id: call.seconds for call in frame.calls}
    assert all(lengths[place] >= rule.shortest for place in drawn.places)


@given(frames, rules, seeds)
def test_each_kind_gives_its_share_rounded_down_or_up(frame: Frame, rule: Rule, seed: str) -> None:
    drawn = draw(frame, rule, seed)
    for one in drawn.strata:
        share = Fraction(one.size * min(rule.calls, drawn.eligible), drawn.eligible)
        assert abs(one.drawn - share) < 1
    kinds = {call.id: call.kind for call in frame.calls}
    counted = Counter(kinds[place] for place in drawn.places)
    assert {one.kind: one.drawn for one in drawn.strata if one.drawn} == counted


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9), min_size=1), st.integers(1, 60))
def test_over_all_ways_to_round_each_kind_gives_exactly_its_share(sizes: dict[str, int], wanted: int) -> None:
    total = sum(sizes.values())
    given_out: Counter[str] = Counter()
    for start in range(total):
        once = shares(sizes, wanted, start)
        assert sum(once.values()) == min(wanted, total)
        given_out.update(once)
    assert given_out == {kind: size * min(wanted, total) for kind, size in sizes.items()}


def chi_square(counted: Counter[str], ids: list[str], expected: float) -> float:
    return sum((counted[one] - expected) ** 2 / expected for one in ids)


@pytest.mark.parametrize(
    "kinds",
    [["demo"] * 10, ["demo"] * 6 + ["renewal"] * 3 + [""], ["demo"] * 9 + ["renewal"], list("abcdefghij")],
    ids=["one kind", "three kinds", "a kind of one call", "each its own kind"],
)
def test_every_call_has_the_same_chance_to_be_drawn(kinds: list[str]) -> None:
    """3,000 seeds, 3 of 10 calls: 27.9 is exceeded once in a thousand by chance (chi-square, 9 degrees)."""
    frame, rule = calls(*kinds), Rule(calls=3, shortest=60)
    counted = Counter(place for seed in SEEDS for place in draw(frame, rule, seed).places)
    assert chi_square(counted, [call.id for call in frame.calls], len(SEEDS) * 0.3) < 27.9


def test_every_call_of_a_kind_has_the_same_chance_to_stand_in() -> None:
    """Drawn 2 of 8 of one kind; the third stands in: 24.3 is exceeded once in a thousand (7 degrees)."""
    frame, rule = calls(*["demo"] * 8), Rule(calls=2, shortest=60)
    counted: Counter[str] = Counter()
    for seed in SEEDS:
        first, *_ = places = draw(frame, rule, seed).places
        counted[next_of_draw(frame, rule, seed, places, first) or ""] += 1
    assert chi_square(counted, [call.id for call in frame.calls], len(SEEDS) / 8) < 24.3


def test_every_pair_of_calls_of_a_kind_is_drawn_as_often() -> None:
    """3,000 seeds, the 10 pairs of 5 calls: a draw that walks along the list would favour neighbours."""
    frame, rule = calls(*["demo"] * 5), Rule(calls=2, shortest=60)
    pairs = Counter("+".join(sorted(draw(frame, rule, seed).places)) for seed in SEEDS)
    assert len(pairs) == 10
    assert chi_square(pairs, list(pairs), len(SEEDS) / 10) < 27.9


def test_the_next_of_the_draw_is_of_the_same_kind_as_long_as_there_is_one() -> None:
    kinds = {call.id: call.kind for call in WEEK.calls}
    places = list(draw(WEEK, FOUR, SEED).places)
    renewal = next(place for place in places if kinds[place] == "renewal")
    came = []
    while (stands_in := next_of_draw(WEEK, FOUR, SEED, places, renewal)) is not None:
        places.append(stands_in)
        came.append(kinds[stands_in])
    assert len(set(places)) == len(places) == 10
    assert came == sorted(came, key=lambda kind: kind != "renewal")
    assert came.count("renewal") == 2 or kinds[renewal] not in came


def test_the_first_to_stand_in_is_the_one_that_a_larger_draw_of_one_kind_would_have_had_next() -> None:
    frame = calls(*["demo"] * 12)
    four, five = (draw(frame, Rule(calls=n, shortest=60), SEED).places for n in (4, 5))
    assert next_of_draw(frame, FOUR, SEED, four, four[0]) == (set(five) - set(four)).pop()


def test_a_call_that_is_too_short_never_stands_in() -> None:
    frame = Frame(calls=(*calls("demo").calls, FrameCall(id="short", kind="demo", seconds=59.99)))
    assert next_of_draw(frame, FOUR, SEED, ["D-0"], "D-0") is None


def test_an_empty_frame_and_one_of_short_calls_draw_nothing_and_say_how_many_there_were() -> None:
    for frame, size in ((calls(), 0), (calls("demo", "demo", seconds=5), 2)):
        drawn = draw(frame, FOUR, SEED)
        assert (drawn.places, drawn.eligible, drawn.frame_size) == ((), 0, size)


def test_fewer_calls_than_wanted_are_all_drawn() -> None:
    drawn = draw(calls("demo", "", "demo"), FOUR, SEED)
    assert sorted(drawn.places) == ["D-0", "D-1", "D-2"]


def test_an_id_that_stands_twice_in_the_frame_is_refused() -> None:
    with pytest.raises(ValidationError, match="the call D-1 stands in the frame more than once"):
        Frame(calls=tuple(FrameCall(id="D-1", seconds=s) for s in (61, 62)))


@pytest.mark.parametrize("name", ["", "a\nb", "a\0b", "x" * 401, "\ud800"])
def test_an_id_that_could_be_hashed_as_something_else_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        FrameCall(id=name, seconds=1)


@pytest.mark.parametrize("change", [{"calls": 0}, {"calls": 201}, {"shortest": -1}, {"shortest": "nan"}])
def test_a_rule_that_cannot_be_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Rule.model_validate({"calls": 4, "shortest": 60} | change)


def test_a_call_that_is_not_in_the_frame_is_not_replaced() -> None:
    with pytest.raises(ValueError, match="the call D-99 is not in the frame"):
        next_of_draw(WEEK, FOUR, SEED, [], "D-99")


def test_another_length_or_kind_is_another_frame() -> None:
    prints = {calls(kind, seconds=s).fingerprint() for kind in ("demo", "") for s in (61, 61.5)}
    assert len(prints) == 4
