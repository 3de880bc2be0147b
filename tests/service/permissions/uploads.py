"""Uploads on their way, which are their sender's alone, the page for them, and the queue."""

from collections.abc import Mapping

from tests.service.company import as_
from tests.service.permissions.rows import Row, World

BRING = "Sam Quinn"
"""Who brings in calls of Northwind; Otis, another manager, only those of his team."""
HIS = Row(may="Sam", hidden="Otis Quinn")
WISH = {"key": "tuesday.wav", "size": 100, "details": {"file": "tuesday.wav", "team": "Northwind"}}

ROUTES: Mapping[tuple[str, str], Row] = {
    ("POST", "/api/v1/uploads"): Row(may=BRING, json=WISH),
    ("GET", "/api/v1/uploads/{upload_id}"): HIS,
    ("PATCH", "/api/v1/uploads/{upload_id}"): Row(
        may="Sam", hidden="Otis Quinn", headers={"Upload-Offset": "0"}, content=b"0123456789"
    ),
    ("DELETE", "/api/v1/uploads/{upload_id}"): Row(
        may="Sam", hidden="Otis Quinn", using={"upload_id": "dropped_upload"}
    ),
    ("GET", "/upload"): Row(may="Sam Otis Quinn"),
    ("POST", "/upload"): Row(may="Sam Otis Quinn", form={"rep": "ana"}),
    ("POST", "/api/v1/upload-previews"): Row(may="Sam Otis Quinn", json={"rows": []}),
    ("POST", "/upload/preview"): Row(may="Sam Otis Quinn", json={"rows": []}),
    ("GET", "/queue"): Row(may="Sam Otis Quinn"),
    ("GET", "/queue/hearing"): Row(may="Sam Otis Quinn"),
    ("GET", "/queue/events"): Row(may="Sam Otis Quinn", query={"once": "true"}),
}


def things(world: World) -> Mapping[str, str]:
    sam = as_(world.client, "Sam")
    return {
        name: sam.post("/api/v1/uploads", json=WISH | {"key": name}).json()["id"]
        for name in ("upload_id", "dropped_upload")
    }
