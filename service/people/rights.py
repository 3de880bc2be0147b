"""Who may do what. Until people sign in themselves, the installation's token is the only actor, an admin."""

from service.people.token import ACTOR


def may_listen(actor: str) -> bool:
    """Whether this actor may hear a recording, and with it read what was said without masks."""
    return actor == ACTOR
