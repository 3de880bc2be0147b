"""Recordings that were held because nobody knew their rep: tried again when somebody may."""

from service.calls.imports.intake import HELD, Door, Intake, wanted_from
from service.calls.imports.report import ImportReport
from service.people.held import open_rows


def retry_recordings(door: Door) -> ImportReport:
    """Takes in what can be taken in now; what still names nobody stays held.

    A recording whose file is gone is refused and stays held, so that it is not forgotten.
    """
    with door.database.read() as session:
        rows = [(row.source, row.line, row.document) for row in open_rows(session, HELD)]
    report = ImportReport()
    intake = Intake(door, "held")
    for source, line, document in rows:
        intake.source = source
        report.told += intake.take(wanted_from(document, line))
    return report
