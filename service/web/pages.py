"""Rendering a page: a template, a status and what it shows. Templates work nothing out."""

from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from scoring.formats import clock, day_in_words, format_percent, format_share
from scoring.states import CALLS
from service.web.front_end import is_in_place
from service.web.moments import local_moment
from service.web.navigation import ACCOUNT, links_for
from service.web.said import sentence, undo_link


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
    made.globals.update(call_states=CALLS, vendored=is_in_place())
    made.filters.update(clock=clock, percent=format_percent, share=format_share)
    made.filters.update(day=day_in_words, moment=local_moment)
    return made


def page(request: Request, template: str, status: int = 200, **shown: Any) -> HTMLResponse:
    """The page as an answer."""
    return HTMLResponse(fragment(request, template, **shown), status_code=status)


def fragment(request: Request, template: str, **shown: Any) -> str:
    """The template as text: a whole page, or a part of one."""
    path, who = request.url.path, getattr(request.state, "who", None)
    return (
        environment()
        .get_template(template)
        .render(
            path=path,
            links=links_for(who, path),
            account=links_for(who, path, ACCOUNT),
            name="" if who is None else who.name,
            unread=getattr(request.state, "unread", 0),
            said=sentence(request.query_params.get("said")),
            undo=undo_link(request.query_params.get("said"), request.query_params.get("call")),
            demo=request.app.state.settings.demo,
            **shown,
        )
    )
