"""Rubrics: everybody may read what calls are scored on; drafts are qa's."""

from collections.abc import Mapping

from service.db.tables import RubricVersion
from service.reviews.rubrics import bring_in
from tests.cast import rubric_document
from tests.service.permissions.rows import EVERYBODY, Row, World

READ = Row(may="Ana Rui Sam Uma Otis Quinn")
PAGE = Row(may=EVERYBODY)
QA = Row(may="Quinn")
SEEN = {"version": "1"}

ROUTES: Mapping[tuple[str, str], Row] = {
    ("GET", "/api/v1/rubrics"): READ,
    ("GET", "/api/v1/rubrics/{slug}/{version}"): READ,
    ("POST", "/api/v1/rubric-drafts"): Row(may="Quinn", json={"slug": "small", "version": 1}),
    ("POST", "/api/v1/rubric-drafts/check"): Row(may="Quinn", json={"text": "slug: small"}),
    ("GET", "/api/v1/rubric-drafts/{draft_id}"): QA,
    ("PUT", "/api/v1/rubric-drafts/{draft_id}"): Row(may="Quinn", json={"text": "slug: small"}),
    ("DELETE", "/api/v1/rubric-drafts/{draft_id}"): QA,
    ("GET", "/api/v1/rubric-drafts/{draft_id}/comparison"): Row(may="Quinn", query={"with": "small@1"}),
    ("GET", "/api/v1/rubric-drafts/{draft_id}/trial"): QA,
    ("POST", "/api/v1/rubric-drafts/{draft_id}/trial"): Row(may="Quinn", json={"calls": ["{call_id}"]}),
    ("POST", "/api/v1/rubric-drafts/{draft_id}/publish"): Row(may="Quinn", json={"changed": "A reason."}),
    ("GET", "/rubrics"): PAGE,
    ("GET", "/rubrics/{slug}/{version}"): PAGE,
    ("GET", "/rubrics/{slug}/{version}/checklist"): PAGE,
    ("GET", "/rubrics/{slug}/{version}/compare"): Row(may=EVERYBODY, query={"with": "other@1"}),
    ("GET", "/rubrics/{slug}/{version}/file"): PAGE,
    ("POST", "/rubrics/{slug}/{version}/draft"): QA,
    ("GET", "/rubric-drafts/{draft_id}"): QA,
    ("POST", "/rubric-drafts/{draft_id}"): Row(may="Quinn", form=SEEN),
    ("GET", "/rubric-drafts/{draft_id}/criteria/{key}"): QA,
    ("POST", "/rubric-drafts/{draft_id}/criteria/{key}"): Row(may="Quinn", form=SEEN),
    ("POST", "/rubric-drafts/{draft_id}/criteria/{key}/preview"): Row(may="Quinn", form=SEEN),
    ("GET", "/rubric-drafts/{draft_id}/statements"): QA,
    ("POST", "/rubric-drafts/{draft_id}/statements"): Row(may="Quinn", form=SEEN),
    ("GET", "/rubric-drafts/{draft_id}/text"): QA,
    ("POST", "/rubric-drafts/{draft_id}/text"): Row(may="Quinn", form=SEEN | {"text": "slug: small"}),
    ("POST", "/rubric-drafts/{draft_id}/check"): Row(may="Quinn", form={"text": "slug: small"}),
    ("GET", "/rubric-drafts/{draft_id}/compare"): QA,
    ("GET", "/rubric-drafts/{draft_id}/try"): QA,
    ("POST", "/rubric-drafts/{draft_id}/try"): Row(may="Quinn", form=SEEN | {"call": "{call_id}"}),
    ("GET", "/rubric-drafts/{draft_id}/publish"): QA,
    ("POST", "/rubric-drafts/{draft_id}/publish"): Row(
        may="Quinn", form=SEEN | {"after": "1", "changed": "A reason."}
    ),
    ("POST", "/rubric-drafts/{draft_id}/discard"): Row(may="Quinn", form=SEEN),
}


def things(world: World) -> Mapping[str, str]:
    with world.database.write() as session:
        for slug in ("small", "other"):
            if session.query(RubricVersion).filter_by(slug=slug).first() is None:
                bring_in(session, rubric_document() | {"slug": slug})
    draft = world.client.post("/api/v1/rubric-drafts", json={"slug": "small", "version": 1}).json()
    return {"draft_id": draft["id"], "slug": "small", "version": "1", "key": "opening"}
