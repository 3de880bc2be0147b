"""A recording as a browser can play it, with the outline of its loudness."""

from pydantic import Field

from scoring.record import Record


class PlayableCopy(Record):
    """Encoded sound for `<audio>`.

    `peaks` are one series a channel, left first: the loudest sample of each of equally long parts of the
    recording, as a share of full scale.
    """

    data: bytes
    mime: str
    duration: float = Field(ge=0)
    peaks: tuple[tuple[float, ...], ...] = ()
