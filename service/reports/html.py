"""A review as one self-contained page: it opens from a mail or a stick, and never asks for anything else."""

import base64
import hashlib
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from scoring.playable import PlayableCopy
from scoring.review import Review
from service.reports.page import review_page

_STATIC = files("service").joinpath("web", "static")


def render(review: Review, clip: PlayableCopy | None) -> str:
    """The page as HTML. Without a clip it is the same page, silent.

    Everything that comes from outside is escaped; the policy in the page lets only its own style and
    script act, known by their hashes, and no request leave it.
    """
    style = _STATIC.joinpath("report.css").read_text("utf-8")
    script = _STATIC.joinpath("report.js").read_text("utf-8")
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            page=review_page(review, clip),
            sound=_data_uri(clip) if clip else "",
            style=Markup(style),
            script=Markup(script),
            policy=content_policy(style, script),
        )
    )


def content_policy(style: str, script: str) -> str:
    """The Content-Security-Policy of a page with exactly this style and this script."""
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "media-src data:",
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


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("service", "web/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
