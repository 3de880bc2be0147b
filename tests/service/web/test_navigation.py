"""Who finds which pages at the top."""

from typing import NamedTuple

from service.web.navigation import LINKS as ALL
from service.web.navigation import Link, home_of, links_for
from service.web.said import SAID, sentence

LINKS = (
    Link("/queue", "Queue", ("manager", "qa")),
    Link("/calls", "Calls"),
    Link("/plans", "Plans", ("hr",)),
)


class Person(NamedTuple):
    name: str
    roles: frozenset[str]


SAM, HANA = Person("Sam", frozenset({"manager"})), Person("Hana", frozenset({"hr"}))


def test_a_link_is_shown_to_those_whose_role_it_is_for() -> None:
    assert [link.text for link in links_for(SAM, "/calls", LINKS)] == ["Queue", "Calls"]
    assert [link.text for link in links_for(HANA, "/calls", LINKS)] == ["Calls", "Plans"]


def test_nobody_finds_nothing() -> None:
    assert links_for(None, "/calls", LINKS) == ()


def test_the_page_itself_and_those_below_it_are_marked() -> None:
    assert [link.here for link in links_for(SAM, "/calls/019a", LINKS)] == [False, True]
    assert [link.here for link in links_for(SAM, "/callsheet", LINKS)] == [False, False]


def test_of_two_entries_one_below_the_other_the_nearer_is_marked() -> None:
    links = (Link("/me", "Your week"), Link("/me/trend", "Your trend"))
    assert [link.here for link in links_for(SAM, "/me/trend", links)] == [False, True]
    assert [link.here for link in links_for(SAM, "/me/plan", links)] == [True, False]


def test_on_a_phone_a_few_are_in_sight_and_the_rest_is_folded() -> None:
    manager = {link.text: link.place for link in links_for(SAM, "/queue", ALL)}
    assert [text for text, place in manager.items() if place == "always"] == [
        "Queue",
        "Upload",
        "Calls",
        "Team",
    ]
    assert [text for text, place in manager.items() if place == "wide"] == ["Coverage", "Questions", "Plans"]
    rep = Person("Ana", frozenset({"rep"}))
    assert {link.place for link in links_for(rep, "/me", ALL)} == {"always", "wide"}


def test_home_is_the_first_page_a_person_has() -> None:
    assert home_of(SAM) == "/queue"
    assert home_of(Person("Nia", frozenset())) == "/account"


def test_an_address_can_show_only_our_own_sentences() -> None:
    assert sentence("saved") == SAID["saved"]
    assert sentence("<b>You won</b>") == ""
    assert sentence(None) == ""
