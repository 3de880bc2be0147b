"""The report of a calibration round as one self-contained page: it opens anywhere and asks for nothing."""

from importlib.resources import files

from markupsafe import Markup

from scoring.agreement.round_records import RoundReport
from service.reports.html import content_policy
from service.reports.round_page import round_page
from service.web.pages import environment

_STATIC = files("service").joinpath("web", "static")


def render_round(report: RoundReport) -> str:
    """The page as HTML. Everything in it that people wrote is escaped; it has no script."""
    style = "".join(_STATIC.joinpath(name).read_text("utf-8") for name in ("app.css", "round.css"))
    return (
        environment()
        .get_template("round_report.html.j2")
        .render(page=round_page(report), style=Markup(style), policy=content_policy(style, ""))
    )
