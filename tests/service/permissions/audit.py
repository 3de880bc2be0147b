"""The audit log."""

from collections.abc import Mapping

from tests.service.permissions.rows import Row, World

READERS = Row(may="Hana Ada Aud")

ROUTES: Mapping[tuple[str, str], Row] = {("GET", "/audit"): READERS, ("GET", "/api/v1/audit"): READERS}


def things(_world: World) -> Mapping[str, str]:
    return {}
