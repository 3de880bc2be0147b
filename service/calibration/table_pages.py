"""Pages of fitted tables: the old one beside the new one, and a draft of the rubric made of those that are
surely nearer. Nothing is published from here."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from service.calibration import queries
from service.calibration.table_views import fit_page
from service.calibration.tables import begin_with_tables, table_fits
from service.db.base import now
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Asking, Reading, Writing, needs

router = APIRouter(
    prefix="/calibration/{round_id}/tables",
    tags=["pages"],
    include_in_schema=False,
    dependencies=[needs("qa", scope="rubrics:write")],
)


@router.get("")
def tables_page(request: Request, session: Reading, who: Asking, round_id: PublicId) -> Response:
    """Pooled over the open rounds of the series, as the figures on the tables are."""
    row, at = queries.visible_round(session, who, round_id), now()
    fits = table_fits(session, row, at)
    view = fit_page(queries.round_view(session, who, row, at), fits)
    return page(request, "calibration_tables.html.j2", view=view)


@router.post("/draft")
def make_draft(session: Writing, who: Asking, round_id: PublicId) -> Response:
    """Begins a draft with the tables that are surely nearer. Raises Conflict where none is."""
    draft = begin_with_tables(session, who, queries.visible_round(session, who, round_id), now())
    return RedirectResponse(f"/rubric-drafts/{draft.public_id}/compare?said=rubric_drafted", status_code=303)
