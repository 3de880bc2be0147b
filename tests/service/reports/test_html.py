import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from scoring.playable import PlayableCopy
from scoring.review import Reason
from service.reports.html import render
from tests.northwind import SENTENCES
from tests.reviews import good_review, hostile_review, incomplete_review, not_scored_review

CLIP = PlayableCopy(
    data=b"not really opus",
    mime="audio/webm; codecs=opus",
    duration=177,
    peaks=((0.1, 0.5, 0.0, 0.2), (0.4, 0.0, 0.3, 0.1)),
)
REVIEWS = [good_review, incomplete_review, not_scored_review, hostile_review]


class Elements(HTMLParser):
    """Every element of a page as (tag, attributes), and its text outside of style and script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.raw: dict[str, str] = {}
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag):
        self._inside = ""

    def handle_data(self, data):
        if self._inside in ("style", "script"):
            self.raw[self._inside] = data
        else:
            self.text.append(data)

    def named(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def words(self):
        return " ".join(" ".join(self.text).split())


def opened(review, clip=CLIP):
    return Elements(render(review, clip))


def test_the_title_is_the_answer():
    assert "<title>northwind-discovery: QA score 80</title>" in render(good_review(), None)
    assert (
        "<title>northwind-discovery: QA score 53–84, incomplete: qualification is between 3 and 4, objection "
        "handling could not be assessed</title>" in render(incomplete_review(), None)
    )
    assert "<title>voicemail: not scored: this is a voicemail (one voice, 24 s).</title>" in render(
        not_scored_review(), None
    )


@pytest.mark.parametrize("make", REVIEWS)
@pytest.mark.parametrize("clip", [CLIP, None], ids=["with sound", "silent"])
def test_nothing_in_the_page_reaches_outside_of_it(make, clip):
    for tag, attributes in opened(make(), clip).elements:
        for name in ("src", "href", "action", "srcset", "poster", "data"):
            target = attributes.get(name) or "#"
            assert target.startswith(("#", "data:")), (tag, target)
    style = opened(make(), clip).raw["style"]
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("make", REVIEWS)
def test_the_policy_allows_only_the_pages_own_style_and_script(make):
    page = opened(make())
    policy = next(a["content"] for a in page.named("meta") if a.get("http-equiv"))
    for kind in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.raw[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


@pytest.mark.parametrize("make", REVIEWS)
def test_no_element_carries_style_or_script_of_its_own(make):
    page = opened(make())
    assert len(page.named("script")) == len(page.named("style")) == 1
    for _, attributes in page.elements:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_what_callers_say_stays_text():
    page = opened(hostile_review())
    assert not page.named("img")
    assert "<script>fetch('http://example.invalid')</script>" in page.words
    assert "{{ 7 * 7 }}" in page.words
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page.words)


def test_why_it_is_known_who_is_who_quotes_callers_and_stays_text():
    review = good_review()
    roles = review.transcript.roles.model_copy(update={"why": "says \x1b[31m “I'm \u202eanA”"})
    transcript = review.transcript.model_copy(update={"roles": roles})
    page = opened(review.model_copy(update={"transcript": transcript}))
    assert "evidence: says \ufffd[31m “I'm \ufffdanA”" in page.words


def test_the_levels_stand_before_the_score():
    page = render(good_review(), None)
    card = page[page.index('id="scorecard"') :]
    assert card.index('class="overview"') < card.index('class="score"') < card.index('class="must-haves"')


def test_every_evidence_link_leads_to_its_sentence_and_knows_its_seconds():
    page = opened(good_review())
    ids = {a["id"] for _, a in page.elements if a.get("id")}
    links = [a for a in page.named("a") if "data-play" in a]
    assert len(links) > len(SENTENCES)
    for link in links:
        assert link["href"].removeprefix("#") in ids
        assert link["aria-label"].startswith("Play ")
    follow_up = SENTENCES[11]
    assert {
        "href": "#S0012",
        "data-play": f"{follow_up.start:.2f}",
        "data-until": f"{follow_up.end:.2f}",
    } in [{name: link[name] for name in ("href", "data-play", "data-until")} for link in links]


def test_a_no_can_be_checked_by_playing_what_was_searched():
    assert "searched 0:37–2:14" in opened(good_review()).words


def test_without_sound_the_page_says_so_and_offers_no_player():
    page = opened(good_review(), None)
    assert not page.named("audio")
    assert "This page was made without its sound." in page.words
    assert all(a["aria-label"].startswith("Go to ") for a in page.named("a") if "data-play" in a)


def test_the_sound_comes_after_everything_that_can_be_read():
    page = render(good_review(), CLIP)
    assert page.index("Thank you, Marta, see you on Thursday.") < page.index("data:audio/webm")


def test_the_judges_notice_is_always_there():
    assert "AI reading offline reading: cues, no language model" in opened(good_review()).words


def test_levels_are_read_out_in_words():
    labels = [
        a.get("aria-label") for a in opened(incomplete_review()).named("span") if a.get("role") == "img"
    ]
    # Twice each: at a glance, and at the criterion.
    assert labels[:6] == [
        "level 4 of 5",
        "level 3 of 5",
        "level 3–4 of 5",
        "level 1–5 of 5",
        "not applicable",
        "level 1 of 5",
    ]


def test_a_missed_chance_stands_at_its_sentence_with_what_to_say_instead():
    page = render(good_review(), None)
    line = page[page.index('id="S0009"') : page.index('id="S0010"')]
    assert "Say instead: “Two days a week: what does that cost you over a year?”" in line


def test_a_call_that_was_not_scored_gives_the_reason_and_no_score():
    page = opened(not_scored_review())
    assert "Review a call in which both sides speak." in page.words
    assert "QA score" not in page.words
    assert "leave a message." in page.words


def test_a_review_that_broke_off_is_shown_too():
    broken = not_scored_review().model_copy(
        update={
            "status": "failed",
            "call": None,
            "transcript": None,
            "reason": Reason(code="decode", message="The recording ends in its header."),
        }
    )
    assert "not finished: the recording ends in its header." in opened(broken, None).words


# --- looks ---------------------------------------------------------------------------------------------

SURFACES = ("page", "card", "soft")
TEXTS = ("ink", "quiet", "accent", "rep", "customer", "other", "unknown")
PAIRS = [(text, surface) for text in TEXTS for surface in SURFACES]
PAIRS += [("on-accent", "accent"), ("ink", "found")]


def themes():
    style = opened(good_review()).raw["style"]
    light, dark = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[:2]
    return {
        name: dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
        for name, block in {"light": light, "dark": dark}.items()
    }


def luminance(colour):
    """Relative luminance of WCAG 2.2."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "surface"), PAIRS)
def test_text_can_be_read_in_both_themes(theme, text, surface):
    colours = themes()[theme]
    assert contrast(colours[text], colours[surface]) >= 4.5


@pytest.mark.parametrize(
    ("topology", "at_once"),
    [("two channels", "both at once"), ("one channel", "both at once: words may be missing")],
)
def test_a_listeners_word_and_speaking_at_once_stand_at_the_sentence(topology, at_once):
    review = good_review()
    first, second, *rest = review.transcript.sentences
    over = first.model_copy(update={"at_once": ((first.start, first.end),)})
    listening = second.model_copy(update={"back_channel": True, "at_once": ((second.start, second.end),)})
    said = review.transcript.model_copy(update={"sentences": (over, listening, *rest)})
    call = review.call.model_copy(update={"topology": topology})
    page = render(review.model_copy(update={"transcript": said, "call": call}), None)
    asides = re.findall(r'<p class="quiet">([^<]*)</p>', page)
    assert asides == [at_once, "while listening"]
    assert not re.findall(r'<p class="quiet">(both|while)', render(review, None))
