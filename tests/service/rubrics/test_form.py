"""The form of a draft holds all that its YAML does: sent as it is shown, it changes nothing."""

from html.parser import HTMLParser
from typing import Any

import pytest

from scoring.library import shipped_rubrics
from scoring.record import fingerprint
from service.db.tables import RubricDraft
from service.rubrics.draft_views import criterion_form, frame_of, head_form, statements_form
from service.rubrics.filled_in import with_criterion, with_head
from service.rubrics.filled_statements import with_statements
from service.rubrics.texts import DraftRead, as_text, read_text
from service.web.pages import environment

SHIPPED = {str(one["slug"]): one for one in shipped_rubrics()}


class Sent(HTMLParser):
    """What a browser sends of a page that nobody touched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._area = self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attrs = {name: value or "" for name, value in given}
        name = attrs.get("name", "")
        if tag == "textarea":
            self._area, self.fields[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in attrs or self._select not in self.fields):
            self.fields[self._select] = attrs.get("value", "")
        elif tag == "input" and (attrs.get("type") != "checkbox" or "checked" in attrs):
            self.fields[name] = attrs.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data


def sent(template: str, found: DraftRead, form: object) -> dict[str, str]:
    draft = RubricDraft(public_id="d", slug="s", state="open", version=1, text=found.text)
    around = {"path": "/", "links": (), "account": (), "name": "", "unread": 0, "said": None, "demo": False}
    page = environment().get_template(template)
    frame = frame_of(draft, "s@1", found, "")
    shown = page.render(frame=frame, form=form, preview=None, error=None, text=found.text, **around)
    return Sent(shown).fields


def whole(slug: str) -> tuple[DraftRead, dict[str, Any]]:
    found = read_text(as_text(SHIPPED[slug]))
    assert found.document is not None
    assert not found.mistakes
    return found, found.document


@pytest.mark.parametrize("slug", sorted(SHIPPED))
def test_a_form_that_nobody_touched_changes_no_fingerprint(slug: str) -> None:
    found, document = whole(slug)
    draft = RubricDraft(public_id="d", slug=slug, state="open", version=1, text=found.text)
    now = with_head(document, sent("rubric_draft.html.j2", found, head_form(draft, found)))
    now = with_statements(now, sent("rubric_draft_statements.html.j2", found, statements_form(found)))
    for part in document["criteria"]:
        form = criterion_form(part["key"], found)
        now = with_criterion(now, part["key"], sent("rubric_draft_criterion.html.j2", found, form))
    assert fingerprint(now) == fingerprint(document)


def test_cues_places_and_statements_are_changed_by_the_form() -> None:
    found, document = whole("b2b-discovery")
    fields = sent("rubric_draft_criterion.html.j2", found, criterion_form("opening", found))
    fields |= {
        "item-0-cues-any": "calling (about|because)\n\n  the reason *",
        "item-0-cues-all": "you\nyour\n\nwe",
        "item-0-cues-question": "no",
        "item-0-cues-min_words": "4",
        "item-0-cues-figure": "talk_ratio",
        "item-0-cues-figure-at_most": "0.6",
        "item-0-cues-until-any": "so tell me",
        "item-0-within_first": "90",
        "item-0-within_last": "many",
        "item-0-speaker": "other",
        "item-0-statement": "recording_notice",
        "item-1-place": "1",
    }
    changed = with_criterion(document, "opening", fields)["criteria"][0]["items"]
    # The second was moved up to the first place.
    assert changed[0]["id"] == document["criteria"][0]["items"][1]["id"]
    item = changed[1]
    assert item["cues"] == {
        **document["criteria"][0]["items"][0]["cues"],
        "any": ["calling (about|because)", "the reason *"],
        "all": [["you", "your"], ["we"]],
        "question": False,
        "min_words": 4,
        "figure": {"name": "talk_ratio", "at_most": 0.6},
        "until": {"any": ["so tell me"]},
    }
    assert (item["speaker"], item["statement"]) == ("other", "recording_notice")
    # What is no number stays as it was typed, for the check to say so.
    assert item["place"] == {"within_first": 90, "within_last": "many"}
    without = with_criterion(document, "opening", fields | {"item-0-cues-any": "", "item-0-cues-all": ""})
    assert "any" not in without["criteria"][0]["items"][1]["cues"]

    fields = sent("rubric_draft_statements.html.j2", found, statements_form(found))
    new = len(document["statements"])
    fields |= {
        "statement-0-elements": "recorded: (call|line) ... record*\nrecord*\nwhy: quality",
        "statement-0-jurisdiction": "DE, US-CA",
        "statement-0-deadline": "45",
        "statement-1-remove": "on",
        f"statement-{new}-key": "price",
        f"statement-{new}-title": "The price",
        f"statement-{new}-variants": "It costs {company} ten euros.",
        f"statement-{new}-elements": "price: euros",
        f"statement-{new}-speaker-rep": "on",
    }
    del fields[f"statement-{new}-speaker-other"]
    first, *_, last = with_statements(document, fields)["statements"]
    assert first["elements"] == {"recorded": ["(call|line) ... record*", "record*"], "why": ["quality"]}
    assert (first["applies_when"], first["deadline"]) == ({"jurisdiction": ["DE", "US-CA"]}, 45)
    assert document["statements"][1]["key"] not in {
        one["key"] for one in with_statements(document, fields)["statements"]
    }
    assert last == {
        "key": "price",
        "title": "The price",
        "speakers": ["rep"],
        "variants": ["It costs {company} ten euros."],
        "elements": {"price": ["euros"]},
    }


def test_what_somebody_fills_into_a_text_that_was_read_is_not_in_it_for_the_next() -> None:
    text = as_text(next(iter(SHIPPED.values())))
    first = read_text(text)
    assert first.document is not None
    first.document["title"] = "another"
    again = read_text(text)
    assert again.document is not None
    assert again.document["title"] != "another"
