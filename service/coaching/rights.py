"""Who may see a coaching note, and who may decide about one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.tables import Note, Person
from service.errors import NotAllowed, NotFound
from service.people.rights import manages_rep_now
from service.people.who import Who


def visible_note(session: Session, who: Who, note: str) -> tuple[Note, Person]:
    """The note and whose it is: for its rep once it is released, for who manages them today, for qa.

    Raises NotFound: a rep's own draft is not there for them.
    """
    asked = select(Note, Person).join(Person, Person.id == Note.rep_id).where(Note.public_id == note)
    found = session.execute(asked).one_or_none()
    if found is None or not _may_see(session, who, found[0]):
        raise NotFound(f"There is no coaching note {note}.")
    return found[0], found[1]


def locked_note(session: Session, who: Who, note: str) -> tuple[Note, Person]:
    """The same, locked for a change."""
    row, rep = visible_note(session, who, note)
    session.refresh(row, with_for_update=True)
    return row, rep


def may_decide(session: Session, who: Who, row: Note) -> bool:
    """Whether they may word and release the note: whoever manages the rep today, or qa; never its rep."""
    if who.installation:
        return True
    return who.person != row.rep_id and (who.has("qa") or manages_rep_now(session, who, row.rep_id))


def refuse_deciding(session: Session, who: Who, row: Note) -> None:
    """Raises NotAllowed where the note is not theirs to word."""
    if not may_decide(session, who, row):
        raise NotAllowed("Wording and releasing a note is for who manages the rep.", "Answer it instead.")


def refuse_answering(who: Who, row: Note) -> None:
    """Raises NotAllowed for anybody but the rep it is for."""
    if who.person != row.rep_id and not who.installation:
        raise NotAllowed("A note is answered by the rep it is for.")


def _may_see(session: Session, who: Who, row: Note) -> bool:
    if who.person == row.rep_id and row.state != "draft":
        return True
    return may_decide(session, who, row)
