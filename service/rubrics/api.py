"""Rubrics for programs: versions, drafts, two side by side, a draft tried, published."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy.orm import Session

from scoring.rubric import Rubric
from scoring.rubric_compare import Comparison, compare_rubrics
from scoring.rubric_trial import sum_up
from service.db.tables import RubricDraft, RubricVersion
from service.errors import NotFound, Unprocessable
from service.people.who import Who
from service.rubrics import actions, queries, trying
from service.rubrics.api_views import (
    ChosenCalls,
    DraftText,
    DraftView,
    NewDraft,
    Publishing,
    TrialView,
    VersionView,
    WholeVersion,
)
from service.rubrics.pages import Slug, Version, chosen, name_of
from service.rubrics.queries import Published
from service.rubrics.texts import as_typed, read_text
from service.rubrics.views import Checked, checked
from service.web.answers import PublicId, answers, bearer
from service.web.etags import IfMatch, version_in
from service.web.parts import Asking, Parts, Reading, Writing, needs

router = APIRouter(prefix="/api/v1", tags=["rubrics"], dependencies=[Depends(bearer)])

MAY_READ = needs("rep", "manager", "qa", scope="calls:read")
MAY_CHANGE = needs("qa", scope="rubrics:write")
Than = Annotated[str, Query(alias="with", pattern=r"^[a-z0-9][a-z0-9-]*@[0-9]{1,7}$", max_length=110)]


@router.get("/rubrics", dependencies=[MAY_READ], responses=answers(401, 403, 503))
def list_rubrics(session: Reading) -> list[VersionView]:
    """All published versions, by rubric, the newest first."""
    return [_version(one) for one in queries.published_versions(session)]


@router.get("/rubrics/{slug}/{version}", dependencies=[MAY_READ], responses=answers(401, 403, 404, 422, 503))
def one_version(session: Reading, slug: Slug, version: Version) -> WholeVersion:
    """A published version, whole. It never changes."""
    row = queries.version_row(session, slug, version)
    found = Published(row, queries.rubric_of(row))
    return WholeVersion(**_version(found).model_dump(), document=row.document)


@router.post(
    "/rubric-drafts",
    status_code=201,
    dependencies=[MAY_CHANGE],
    responses=answers(400, 401, 403, 404, 413, 422, 503),
)
def begin_draft(session: Writing, who: Asking, new: NewDraft, response: Response) -> DraftView:
    """Begins a draft from a published version, word for word."""
    return _draft(session, actions.begin(session, who, new.slug, new.version), response)


@router.post(
    "/rubric-drafts/check", dependencies=[MAY_CHANGE], responses=answers(400, 401, 403, 413, 422, 503)
)
def check_text(new: DraftText) -> Checked:
    """The mistakes of a text as it stands, each at its line; nothing is kept."""
    typed = as_typed(new.text)
    return checked(typed, read_text(typed).mistakes)


@router.get(
    "/rubric-drafts/{draft_id}", dependencies=[MAY_CHANGE], responses=answers(401, 403, 404, 422, 503)
)
def one_draft(session: Reading, draft_id: PublicId, response: Response) -> DraftView:
    """A draft with its mistakes."""
    return _draft(session, queries.draft_row(session, draft_id), response)


@router.put(
    "/rubric-drafts/{draft_id}",
    dependencies=[MAY_CHANGE],
    responses=answers(400, 401, 403, 404, 409, 412, 413, 422, 503),
)
def save_draft(
    session: Writing,
    who: Asking,
    draft_id: PublicId,
    new: DraftText,
    response: Response,
    match: IfMatch = None,
) -> DraftView:
    """Keeps the text, mistakes and all. Send the ETag you looked at."""
    actions.save(session, who, draft_id, new.text, version_in(match))
    session.flush()
    return _draft(session, queries.draft_row(session, draft_id), response)


@router.delete(
    "/rubric-drafts/{draft_id}",
    status_code=204,
    dependencies=[MAY_CHANGE],
    responses=answers(401, 403, 404, 409, 412, 422, 503),
)
def discard_draft(session: Writing, who: Asking, draft_id: PublicId, match: IfMatch = None) -> None:
    """Discards a draft."""
    actions.discard(session, who, draft_id, version_in(match))


@router.get(
    "/rubric-drafts/{draft_id}/comparison",
    dependencies=[MAY_CHANGE],
    responses=answers(401, 403, 404, 422, 503),
)
def compare_draft(session: Reading, draft_id: PublicId, than: Than) -> Comparison:
    """What the draft changes against a published version."""
    draft = queries.draft_row(session, draft_id)
    return compare_rubrics(queries.rubric_of(chosen(session, than)), _readable(draft))


@router.get(
    "/rubric-drafts/{draft_id}/trial",
    dependencies=[MAY_CHANGE],
    responses=answers(401, 403, 404, 422, 503),
)
def draft_trial(
    session: Reading,
    who: Asking,
    draft_id: PublicId,
    judge: Annotated[bool, Query(description="What the judge has read; else the sums alone.")] = False,
) -> TrialView:
    """Which levels would change, by how much, on which calls."""
    draft = queries.draft_row(session, draft_id)
    return _judged(session, who, draft) if judge else _sums(session, who, draft)


@router.post(
    "/rubric-drafts/{draft_id}/trial",
    status_code=202,
    dependencies=[MAY_CHANGE],
    responses=answers(400, 401, 403, 404, 409, 412, 413, 422, 503),
)
def start_trial(
    web: Parts,
    session: Writing,
    who: Asking,
    draft_id: PublicId,
    new: ChosenCalls,
    match: IfMatch = None,
) -> dict[str, str]:
    """Has the judge read these calls in the words of the draft."""
    trial = trying.start(session, web.engine, who, draft_id, new.calls, version_in(match))
    return {"id": trial.public_id, "state": trial.state}


@router.post(
    "/rubric-drafts/{draft_id}/publish",
    status_code=201,
    dependencies=[MAY_CHANGE],
    responses=answers(400, 401, 403, 404, 409, 412, 413, 422, 503),
)
def publish_draft(
    session: Writing, who: Asking, draft_id: PublicId, new: Publishing, match: IfMatch = None
) -> VersionView:
    """Publishes the draft as the next version of its rubric. What is published never changes."""
    row = actions.publish(session, who, draft_id, new.changed, version_in(match), new.after)
    return _version(Published(row, queries.rubric_of(row)))


def _version(one: Published) -> VersionView:
    rubric = one.rubric
    return VersionView(
        slug=rubric.slug,
        version=rubric.version,
        title=rubric.title,
        changed=rubric.changed,
        fingerprint=one.row.fingerprint,
        criteria={part.key: rubric.criterion_fingerprint(part.key) for part in rubric.criteria},
    )


def _draft(session: Session, draft: RubricDraft, response: Response) -> DraftView:
    response.headers["ETag"] = f'"{draft.version}"'
    found = read_text(draft.text)
    return DraftView(
        id=draft.public_id,
        slug=draft.slug,
        based_on=name_of(session, draft.based_on_id),
        state=draft.state,
        version=draft.version,
        text=draft.text,
        mistakes=checked(found.text, found.mistakes).mistakes,
    )


def _readable(draft: RubricDraft) -> Rubric:
    found = read_text(draft.text)
    if found.rubric is None:
        raise Unprocessable("The draft has mistakes.", f"First: {found.mistakes[0].place}.")
    return found.rubric


def _sums(session: Session, who: Who, draft: RubricDraft) -> TrialView:
    new = _readable(draft)
    slug = session.get_one(RubricVersion, draft.based_on_id).slug
    calls = tuple(trying.tried(trying.past_calls(session, who, slug), new))
    return TrialView(
        state="sums",
        fingerprint=new.fingerprint(),
        total=len(calls),
        read=len(calls),
        trial=sum_up(calls),
        calls=calls,
    )


def _judged(session: Session, who: Who, draft: RubricDraft) -> TrialView:
    trial = trying.newest_trial(session, draft)
    if trial is None:
        raise NotFound("The judge has read nothing for this draft yet.", "Start a trial first.")
    so_far = trying.trial_so_far(session, who, trial)
    calls = tuple(one for _, one in so_far.calls)
    return TrialView(
        state=trial.state,
        fingerprint=trial.fingerprint,
        total=so_far.total,
        read=so_far.total - so_far.waiting,
        failed=dict(so_far.failed),
        trial=sum_up(calls),
        calls=calls,
    )
