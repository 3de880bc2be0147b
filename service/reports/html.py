"""A review as one self-contained page: it opens from a mail or a stick, and never asks for anything else."""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from scoring.playable import PlayableCopy
from scoring.review import Review
from service.reports.page import review_page


class Sound(NamedTuple):
    """Where a page gets its sound from, and of what kind it is; empty: the browser finds out."""

    source: str
    mime: str


_STATIC = files("service").joinpath("web", "static")


def render(review: Review, clip: PlayableCopy | None) -> str:
    """The page as HTML. Without a clip it is the same page, silent.

    Everything that comes from outside is escaped; the policy in the page lets only its own style and
    script act, known by their hashes, and no request leave it.
    """
    html, _ = _render(review, clip, [Sound(_data_uri(clip), "")] if clip else [], media="data:")
    return html


def render_served(
    review: Review,
    sounds: Sequence[Sound],
    clips: str,
    outline: tuple[tuple[float, ...], ...],
    banner: str = "",
) -> tuple[str, str]:
    """The page as a service gives it, and the policy to send along.

    Its sound comes from the first of `sounds` the browser can play, and what ▶ at a sentence plays from
    `clips`; empty: from the sound itself. `banner` is a sentence above everything.
    """
    duration = review.call.duration if review.call else 0
    clip = PlayableCopy(data=b"", mime="", duration=duration, peaks=outline)
    return _render(review, clip, sounds, media="'self'", clips=clips, banner=banner)


def _render(
    review: Review,
    clip: PlayableCopy | None,
    sounds: Sequence[Sound],
    media: str,
    clips: str = "",
    banner: str = "",
) -> tuple[str, str]:
    style = _STATIC.joinpath("report.css").read_text("utf-8")
    script = _script()
    policy = content_policy(style, script, media)
    html = (
        _environment()
        .get_template("report.html.j2")
        .render(
            page=review_page(review, clip),
            sounds=sounds,
            clips=clips,
            banner=banner,
            duration=clip.duration if clip else 0,
            style=Markup(style),
            script=Markup(script),
            policy=policy,
        )
    )
    return html, policy


def _script() -> str:
    """What acts on the page, in one piece: a page that is one file imports nothing."""
    shared = (
        _STATIC.joinpath("transcript_search.js").read_text("utf-8").replace("export function", "function")
    )
    return shared + _STATIC.joinpath("report.js").read_text("utf-8")


def content_policy(style: str, script: str, media: str = "data:") -> str:
    """The Content-Security-Policy of a page with exactly this style, this script and sound from there."""
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            f"media-src {media}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        ]
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _data_uri(clip: PlayableCopy) -> str:
    return f"data:{clip.mime.replace(' ', '')};base64,{base64.b64encode(clip.data).decode()}"


@cache
def _environment() -> Environment:
    """Kept, because making the template anew takes longer than everything else on a page."""
    return Environment(
        loader=PackageLoader("service", "web/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
