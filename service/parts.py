"""What the steps of a review work with. The worker builds it once; steps receive it and build nothing."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from scoring.coaching.asking import Writer
from scoring.hearing import Heard
from scoring.judgement import Judge
from service.db.engine import Database
from service.db.tables import Team
from service.edges.mailer import MailServer
from service.edges.offline_judge import OfflineJudge
from service.edges.recording_store import FolderRecordings, RecordingStore, bucket
from service.judges import READINGS, ServedJudge, reading_often
from service.settings import Settings

Progress = Callable[[str, float], None]


class Hearing(Protocol):
    """Hears a recording. Raises HearingStopped where `stop`, asked twice a second, says so."""

    def hear(self, path: Path, *, progress: Progress, stop: Callable[[], bool]) -> Heard: ...


class Recordings(Protocol):
    """Where recordings lie. What is opened is a file for as long as the block lasts."""

    def open_recording(self, blob: str) -> AbstractContextManager[Path]: ...

    def put(self, path: Path, blob: str) -> None: ...


@dataclass(frozen=True)
class Parts:
    """One of each. `rubric_for` names the rubric for a kind of call, None where there is none for it.

    `drawn_readings`: how often the language model reads each criterion of a drawn call.
    `alone`: how many criteria of a call are read before the others, so that a model's server has its
    transcript when the others come. Without a `writer` coaching notes are in the rubric's words.
    `languages` are those in which calls are scored; none: any. Without a `mailer` no mail is
    sent; links begin with `public_url`.
    """

    database: Database
    hearing: Hearing
    recordings: Recordings
    judge: Judge
    rubric_for: Callable[[str | None], str | None]
    writer: Writer | None = None
    served: ServedJudge | None = None
    alone: int = 0
    drawn_readings: int = READINGS
    languages: Collection[str] = ()
    mailer: MailServer | None = None
    public_url: str = ""

    def may_send(self, team: Team) -> bool:
        """Whether calls of the team may go to the language model.

        One on another network gets no health data before somebody has written down on what legal basis.
        """
        hosted = self.served is not None and self.served.hosted
        return not (hosted and team.health_data and not team.legal_basis)

    def judge_for(self, team: Team, *, drawn: bool = False) -> Judge:
        """Who reads the calls of the team: the offline judge where they may not be sent.

        A drawn call may count in a plan, so the model reads it several times: it may differ from itself.
        """
        if not self.may_send(team):
            return OfflineJudge()
        return reading_often(self.judge, self.drawn_readings) if drawn else self.judge


def mail_server(settings: Settings) -> MailServer | None:
    """The server that takes mails, where the settings name one."""
    if not settings.sends_mail:
        return None
    return MailServer(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_from,
        settings.smtp_security,
        settings.smtp_user,
        settings.smtp_password.get_secret_value(),
    )


def recording_store(settings: Settings) -> RecordingStore:
    """Where the settings say that recordings are kept: a folder, or a bucket."""
    if settings.recordings.startswith("s3://"):
        return bucket(
            settings.recordings,
            endpoint=settings.s3_endpoint,
            key=settings.s3_key,
            secret=settings.s3_secret.get_secret_value(),
            region=settings.s3_region,
        )
    return FolderRecordings(settings.recordings_folder)
