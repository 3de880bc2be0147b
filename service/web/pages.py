"""Rendering a page: a template, a status and what it shows. Templates work nothing out."""

from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from scoring.formats import clock, format_percent
from scoring.states import CALLS


@cache
def environment() -> Environment:
    """The templates of the service, escaped by default, with the words and formats every page shares."""
    made = Environment(
        loader=PackageLoader("service", "web/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(call_states=CALLS)
    made.filters.update(clock=clock, percent=format_percent)
    return made


def page(request: Request, template: str, status: int = 200, **shown: Any) -> HTMLResponse:
    """The page as an answer."""
    text = environment().get_template(template).render(path=request.url.path, **shown)
    return HTMLResponse(text, status_code=status)
