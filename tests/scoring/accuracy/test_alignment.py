"""The fewest differences between what was said and what was heard, found by hand and by brute force."""

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from scoring.accuracy.alignment import Pair, align

WORDS = st.lists(st.sampled_from("abc"), max_size=8)


def differences(said: list[str], heard: list[str], pairs: list[Pair]) -> int:
    alike = sum(p.said is not None and p.heard is not None and said[p.said] == heard[p.heard] for p in pairs)
    return len(pairs) - alike


def fewest(said: list[str], heard: list[str]) -> int:
    @cache
    def rest(i: int, j: int) -> int:
        if i == len(said) or j == len(heard):
            return len(said) - i + len(heard) - j
        return min(rest(i + 1, j + 1) + (said[i] != heard[j]), rest(i + 1, j) + 1, rest(i, j + 1) + 1)

    return rest(0, 0)


def test_a_lost_a_wrong_and_an_invented_word() -> None:
    pairs = align("the cat sat down".split(), "the hat down now".split())
    assert pairs[0] == Pair(0, 0)
    assert differences("the cat sat down".split(), "the hat down now".split(), pairs) == 3


def test_the_rest_is_found_behind_a_common_beginning_and_end() -> None:
    assert align(list("abcd"), list("abxcd")) == [
        Pair(0, 0),
        Pair(1, 1),
        Pair(None, 2),
        Pair(2, 3),
        Pair(3, 4),
    ]


@given(WORDS, WORDS)
def test_every_word_stands_in_one_pair_and_no_way_has_fewer_differences(
    said: list[str], heard: list[str]
) -> None:
    pairs = align(said, heard)
    assert [p.said for p in pairs if p.said is not None] == list(range(len(said)))
    assert [p.heard for p in pairs if p.heard is not None] == list(range(len(heard)))
    assert differences(said, heard, pairs) == fewest(said, heard)
