"""Uploading as a careful client does: again and again, until the service says that it has the recording."""

import http.client
import time

from service.settings import Settings

PATIENCE = 60.0


class NotTaken(Exception):
    """The service did not take the recording in time, or refused it."""


def upload(settings: Settings, name: str, rep: str) -> str:
    """The public id of the call the recording became, as the service acknowledged it."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            return _put(settings, name, rep)
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
    raise NotTaken(f"{name} was not taken in {PATIENCE:.0f} s")


def _put(settings: Settings, name: str, rep: str) -> str:
    line = http.client.HTTPConnection(settings.host, settings.port, timeout=10)
    try:
        path = f"/api/v1/recordings?team=Rehearsal&rep={rep}&rep_channel=left&external_id={name}"
        token = settings.api_token.get_secret_value()
        line.request("PUT", path, body=name.encode(), headers={"Authorization": f"Bearer {token}"})
        answer = line.getresponse()
        location, said = answer.getheader("Location"), answer.read().decode()
    finally:
        line.close()
    if location is None:
        raise NotTaken(f"{name} was refused: {said}")
    return location.rpartition("/")[2]
