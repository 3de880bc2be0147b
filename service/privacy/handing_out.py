"""Everything held about a person as one ZIP file, without recordings."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy.orm import Session

from service.db.tables import Person
from service.privacy.person_export import PersonExport


def archive_of(session: Session, person: Person, actor: str) -> bytes:
    """Raises nothing of its own; that it was handed out is written down with it."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in PersonExport(session, person, actor).files().items():
            archive.writestr(name, content)
    return made.getvalue()
