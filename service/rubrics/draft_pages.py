"""Pages of a draft: the form and the YAML, the check, side by side, tried, published, discarded."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError
from sqlalchemy.orm import Session

from scoring.rubric import Criterion, Rubric
from scoring.rubric_compare import compare_rubrics
from scoring.rubric_trial import sum_up
from service.db.tables import RubricDraft, RubricTrial, RubricVersion
from service.errors import NotFound, ServiceError, Unprocessable
from service.people.who import Who
from service.rubrics import actions, queries, trying
from service.rubrics.compare_views import (
    CompareShown,
    JudgedTrial,
    TrialShown,
    compare_shown,
    trial_shown,
)
from service.rubrics.draft_views import criterion_form, frame_of, head_form, statements_form
from service.rubrics.filled_in import with_criterion, with_head
from service.rubrics.filled_statements import with_statements
from service.rubrics.pages import Other, choices, chosen, name_of
from service.rubrics.texts import DraftRead, as_text, as_typed, read_text
from service.rubrics.views import CriterionShown, checked, criterion_shown
from service.web.answers import PublicId
from service.web.forms import Fields
from service.web.moments import local_moment
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Writing, needs

router = APIRouter(
    prefix="/rubric-drafts",
    tags=["pages"],
    include_in_schema=False,
    dependencies=[needs("qa", scope="rubrics:write")],
)
Seen = Annotated[int, Form(ge=1)]
CriterionKey = Literal["opening", "discovery", "qualification", "objections", "next_step", "disclosure"]


@router.get("/{draft_id}")
def draft_page(request: Request, session: Reading, draft_id: PublicId) -> Response:
    draft = queries.draft_row(session, draft_id)
    found = read_text(draft.text)
    return _page(request, session, draft, found, "", "rubric_draft.html.j2", form=head_form(draft, found))


@router.post("/{draft_id}")
def save_head(session: Writing, who: Asking, draft_id: PublicId, version: Seen, filled: Fields) -> Response:
    draft = actions.open_draft(session, draft_id, version)
    document = _document(draft)
    actions.save(session, who, draft_id, as_text(with_head(document, filled)), version)
    return RedirectResponse(f"/rubric-drafts/{draft_id}?said=saved", status_code=303)


@router.get("/{draft_id}/criteria/{key}")
def criterion_page(request: Request, session: Reading, draft_id: PublicId, key: CriterionKey) -> Response:
    draft = queries.draft_row(session, draft_id)
    found = read_text(draft.text)
    form = criterion_form(key, found)
    if form is None:
        raise NotFound(f"The draft has no criterion {key}.", "Look at its YAML.")
    shown = criterion_preview(found, key)
    return _page(
        request, session, draft, found, "", "rubric_draft_criterion.html.j2", form=form, preview=shown
    )


@router.post("/{draft_id}/criteria/{key}")
def save_criterion(
    session: Writing, who: Asking, draft_id: PublicId, key: CriterionKey, version: Seen, filled: Fields
) -> Response:
    draft = actions.open_draft(session, draft_id, version)
    document = with_criterion(_document(draft), key, filled)
    actions.save(session, who, draft_id, as_text(document), version)
    return RedirectResponse(f"/rubric-drafts/{draft_id}/criteria/{key}?said=saved", status_code=303)


@router.post("/{draft_id}/criteria/{key}/preview")
def preview_criterion(
    request: Request, session: Reading, draft_id: PublicId, key: CriterionKey, filled: Fields
) -> Response:
    """The criterion as people would read it with what stands in the form now; nothing is kept."""
    draft = queries.draft_row(session, draft_id)
    found = read_text(as_text(with_criterion(_document(draft), key, filled)))
    return page(
        request,
        "rubric_draft_preview.html.j2",
        preview=criterion_preview(found, key),
        check=checked(found.text, found.mistakes),
        lead=f"/rubric-drafts/{draft_id}/text",
    )


@router.get("/{draft_id}/statements")
def statements_page(request: Request, session: Reading, draft_id: PublicId) -> Response:
    draft = queries.draft_row(session, draft_id)
    found = read_text(draft.text)
    form = statements_form(found)
    return _page(request, session, draft, found, "/statements", "rubric_draft_statements.html.j2", form=form)


@router.post("/{draft_id}/statements")
def save_statements(
    session: Writing, who: Asking, draft_id: PublicId, version: Seen, filled: Fields
) -> Response:
    draft = actions.open_draft(session, draft_id, version)
    document = with_statements(_document(draft), filled)
    actions.save(session, who, draft_id, as_text(document), version)
    return RedirectResponse(f"/rubric-drafts/{draft_id}/statements?said=saved", status_code=303)


@router.get("/{draft_id}/text")
def text_page(request: Request, session: Reading, draft_id: PublicId) -> Response:
    draft = queries.draft_row(session, draft_id)
    return _page(request, session, draft, read_text(draft.text), "/text", "rubric_draft_text.html.j2")


@router.post("/{draft_id}/text")
def save_text(
    request: Request,
    session: Writing,
    who: Asking,
    draft_id: PublicId,
    version: Seen,
    text: Annotated[str, Form()] = "",
) -> Response:
    """Keeps the text, mistakes and all; they are shown at their lines."""
    try:
        actions.save(session, who, draft_id, text, version)
    except ServiceError as error:
        # What was typed must not be lost because somebody else was faster, or because it is too long.
        draft = queries.draft_row(session, draft_id)
        return _page(
            request,
            session,
            draft,
            read_text(as_typed(text)),
            "/text",
            "rubric_draft_text.html.j2",
            error=error,
            status=error.status,
        )
    return RedirectResponse(f"/rubric-drafts/{draft_id}/text?said=saved", status_code=303)


@router.post("/{draft_id}/check")
def check_text(request: Request, draft_id: PublicId, text: Annotated[str, Form()] = "") -> HTMLResponse:
    """The mistakes of the text as it stands in the browser; nothing is kept."""
    typed = as_typed(text)
    found = checked(typed, read_text(typed).mistakes)
    return page(request, "rubric_draft_mistakes.html.j2", check=found, lead="")


@router.get("/{draft_id}/compare")
def compare_page(request: Request, session: Reading, draft_id: PublicId, other: Other = None) -> Response:
    draft = queries.draft_row(session, draft_id)
    found = read_text(draft.text)
    before = chosen(session, other) if other else _base(session, draft)
    old = queries.rubric_of(before)
    shown = _beside(old, found.rubric)
    return _page(
        request,
        session,
        draft,
        found,
        "/compare",
        "rubrics_compare.html.j2",
        shown=shown,
        choices=choices(session),
        chosen=f"{before.slug}@{before.version}",
        here=f"/rubric-drafts/{draft_id}/compare",
    )


@router.get("/{draft_id}/try")
def try_page(request: Request, session: Reading, who: Asking, draft_id: PublicId) -> Response:
    draft = queries.draft_row(session, draft_id)
    found = read_text(draft.text)
    trial = trying.newest_trial(session, draft)
    return _page(
        request,
        session,
        draft,
        found,
        "/try",
        "rubric_draft_try.html.j2",
        sums=_by_sums(session, who, draft, found) if found.rubric else None,
        trial=_by_judge(session, who, trial) if trial else None,
    )


@router.post("/{draft_id}/try")
def start_trial(
    web: Parts,
    session: Writing,
    who: Asking,
    draft_id: PublicId,
    version: Seen,
    call: Annotated[list[str] | None, Form()] = None,
) -> Response:
    trying.start(session, web.engine, who, draft_id, call or [], version)
    return RedirectResponse(f"/rubric-drafts/{draft_id}/try?said=trial_started", status_code=303)


@router.get("/{draft_id}/publish")
def publish_page(request: Request, session: Reading, draft_id: PublicId) -> Response:
    draft = queries.draft_row(session, draft_id)
    return _publish_page(request, session, draft, "", None)


@router.post("/{draft_id}/publish")
def publish(
    request: Request,
    session: Writing,
    who: Asking,
    draft_id: PublicId,
    version: Seen,
    after: Annotated[int, Form(ge=0)],
    changed: Annotated[str, Form()] = "",
) -> Response:
    try:
        row = actions.publish(session, who, draft_id, changed, version, after)
    except Unprocessable as error:
        return _publish_page(request, session, queries.draft_row(session, draft_id), changed, error)
    return RedirectResponse(f"/rubrics/{row.slug}/{row.version}?said=rubric_published", status_code=303)


@router.post("/{draft_id}/discard")
def discard(session: Writing, who: Asking, draft_id: PublicId, version: Seen) -> Response:
    actions.discard(session, who, draft_id, version)
    return RedirectResponse("/rubrics?said=draft_discarded", status_code=303)


def _publish_page(
    request: Request, session: Session, draft: RubricDraft, changed: str, error: ServiceError | None
) -> Response:
    found = read_text(draft.text)
    slug = found.rubric.slug if found.rubric else draft.slug
    newest = actions.newest_version(session, slug)
    # What is published takes the place of the newest, whatever the draft was begun from.
    replaces = newest if draft.state == "open" else 0
    before = queries.version_row(session, slug, replaces) if replaces else _base(session, draft)
    return _page(
        request,
        session,
        draft,
        found,
        "/publish",
        "rubric_draft_publish.html.j2",
        shown=_beside(queries.rubric_of(before), found.rubric),
        next=newest + 1,
        changed=changed,
        error=error,
        status=200 if error is None else error.status,
    )


def _page(
    request: Request,
    session: Session,
    draft: RubricDraft,
    found: DraftRead,
    at: str,
    template: str,
    status: int = 200,
    **shown: object,
) -> HTMLResponse:
    frame = frame_of(draft, name_of(session, draft.based_on_id), found, at)
    return page(request, template, status, frame=frame, text=found.text, **{"error": None, **shown})


def _beside(old: Rubric, new: Rubric | None) -> CompareShown | None:
    """The draft beside a version; nothing while it has mistakes."""
    return None if new is None else compare_shown(compare_rubrics(old, new), old, new, "this draft")


def _base(session: Session, draft: RubricDraft) -> RubricVersion:
    return session.get_one(RubricVersion, draft.based_on_id)


def _document(draft: RubricDraft) -> dict[str, object]:
    document = read_text(draft.text).document
    if document is None:
        raise Unprocessable(
            "The draft's text is not YAML at the moment: the form has nothing to put this into.",
            "Mend the text first; your change was not kept.",
        )
    return document


def criterion_preview(found: DraftRead, key: str) -> CriterionShown | None:
    """The criterion as people read it; nothing while it is not whole itself."""
    if found.rubric is not None:
        return criterion_shown(found.rubric.criterion(key), found.rubric.worth)
    parts = (found.document or {}).get("criteria")
    named = [one for one in parts if isinstance(one, dict)] if isinstance(parts, list) else []
    part = next((one for one in named if one.get("key") == key), None)
    try:
        return criterion_shown(Criterion.model_validate(part), Rubric.model_fields["worth"].default)
    except ValidationError:
        return None


def _by_sums(session: Session, who: Who, draft: RubricDraft, found: DraftRead) -> TrialShown:
    """The draft on the newest calls, by arithmetic alone."""
    assert found.rubric is not None
    past = trying.past_calls(session, who, _base(session, draft).slug)
    results = trying.tried(past, found.rubric)
    tried = [(one, _when(call)) for one, call in zip(results, past, strict=True)]
    return trial_shown(found.rubric, sum_up([one for one, _ in tried]), tried)


def _by_judge(session: Session, who: Who, trial: RubricTrial) -> JudgedTrial:
    """What the last trial has brought."""
    so_far = trying.trial_so_far(session, who, trial)
    tried = [(one, _when(past)) for past, one in so_far.calls]
    return JudgedTrial(
        running=trial.state == "running",
        total=so_far.total,
        read=so_far.total - so_far.waiting,
        failed=so_far.failed,
        fingerprint=trial.fingerprint,
        shown=trial_shown(so_far.rubric, sum_up([one for one, _ in tried]), tried),
    )


def _when(past: trying.Past) -> str:
    return local_moment(past.call.started_at, past.call.zone)
