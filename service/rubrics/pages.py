"""Pages about published rubrics: the list, a version to read, its checklist, two side by side, its file."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from scoring.rubric_compare import compare_rubrics
from service.db.tables import RubricVersion
from service.errors import Unprocessable
from service.rubrics import actions, queries
from service.rubrics.compare_views import compare_shown
from service.rubrics.texts import as_text
from service.rubrics.views import criteria_of, draft_line, duties_of, groups_of
from service.settings import Settings
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Writing, needs

router = APIRouter(tags=["pages"], include_in_schema=False, dependencies=[needs()])

Slug = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=100)]
Version = Annotated[int, Path(ge=1, le=1_000_000)]
Other = Annotated[str | None, Query(alias="with", pattern=r"^[a-z0-9][a-z0-9-]*@[0-9]{1,7}$", max_length=110)]


@router.get("/rubrics")
def rubrics_page(request: Request, web: Parts, session: Reading, who: Asking) -> Response:
    versions = queries.published_versions(session)
    drafts = queries.open_drafts(session) if who.has("qa") else ()
    return page(
        request,
        "rubrics.html.j2",
        rubrics=groups_of(versions, used_for(web.settings)),
        drafts=[draft_line(one, name_of(session, one.based_on_id)) for one in drafts],
        may_draft=who.has("qa"),
    )


@router.get("/rubrics/{slug}/{version}")
def version_page(request: Request, session: Reading, who: Asking, slug: Slug, version: Version) -> Response:
    row = queries.version_row(session, slug, version)
    rubric = queries.rubric_of(row)
    others = [one for one in queries.published_versions(session, slug) if one.row.version != version]
    return page(
        request,
        "rubrics_version.html.j2",
        rubric=rubric,
        criteria=criteria_of(rubric),
        fingerprint=row.fingerprint,
        others=[one.row.version for one in others],
        may_draft=who.has("qa"),
    )


@router.get("/rubrics/{slug}/{version}/checklist")
def checklist_page(request: Request, session: Reading, slug: Slug, version: Version) -> Response:
    """The musts of a call on one page, to print and put beside the telephone."""
    rubric = queries.rubric_of(queries.version_row(session, slug, version))
    return page(request, "rubrics_checklist.html.j2", rubric=rubric, duties=duties_of(rubric))


@router.get("/rubrics/{slug}/{version}/compare")
def compare_page(
    request: Request, session: Reading, slug: Slug, version: Version, other: Other = None
) -> Response:
    row = queries.version_row(session, slug, version)
    before = chosen(session, other or _before(session, row))
    old, new = queries.rubric_of(before), queries.rubric_of(row)
    return page(
        request,
        "rubrics_compare.html.j2",
        shown=compare_shown(compare_rubrics(old, new), old, new),
        choices=choices(session, but=row),
        chosen=f"{before.slug}@{before.version}",
        here=f"/rubrics/{slug}/{version}/compare",
        frame=None,
    )


@router.get("/rubrics/{slug}/{version}/file")
def version_file(session: Reading, slug: Slug, version: Version) -> Response:
    """The version as a file again; its fingerprint is the published one."""
    row = queries.version_row(session, slug, version)
    name = f'attachment; filename="{slug}-{version}.yaml"'
    headers = {"Content-Disposition": name}
    return Response(as_text(row.document), media_type="application/yaml", headers=headers)


@router.post("/rubrics/{slug}/{version}/draft", dependencies=[needs("qa", scope="rubrics:write")])
def begin_draft(session: Writing, who: Asking, slug: Slug, version: Version) -> Response:
    draft = actions.begin(session, who, slug, version)
    return RedirectResponse(f"/rubric-drafts/{draft.public_id}?said=rubric_drafted", status_code=303)


def used_for(settings: Settings) -> dict[str, str]:
    """Slug → the kinds of calls that are scored on it, in a sentence."""
    kinds: dict[str, list[str]] = {}
    for kind, slug in sorted(settings.rubrics_by_kind.items()):
        kinds.setdefault(slug, []).append(kind)
    said = {slug: f"For calls of the kind {', '.join(named)}." for slug, named in kinds.items()}
    rest = "For calls without a kind." if settings.rubrics_by_kind else "For all calls."
    said[settings.rubric] = f"{said[settings.rubric]} {rest}" if settings.rubric in said else rest
    return said


def name_of(session: Session, rubric_id: int) -> str:
    row = session.get_one(RubricVersion, rubric_id)
    return f"{row.slug}@{row.version}"


def choices(session: Session, but: RubricVersion | None = None) -> list[str]:
    """All versions to compare with, by name."""
    rows = [one.row for one in queries.published_versions(session)]
    return [f"{row.slug}@{row.version}" for row in rows if but is None or row.id != but.id]


def chosen(session: Session, name: str) -> RubricVersion:
    """The version of that name. Raises NotFound."""
    slug, _, version = name.partition("@")
    return queries.version_row(session, slug, int(version))


def _before(session: Session, row: RubricVersion) -> str:
    """The version before it, or the nearest other one."""
    names = choices(session, but=row)
    own = [name for name in names if name.startswith(f"{row.slug}@")]
    earlier = [name for name in own if int(name.partition("@")[2]) < row.version]
    found = next(iter((*earlier, *own, *names)), None)
    if found is None:
        raise Unprocessable("There is no other version to compare it with.", "Publish one first.")
    return found
