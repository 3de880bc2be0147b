"""Who asks: a person in a browser, a person's token, or the installation's own token."""

from dataclasses import dataclass
from datetime import datetime

from service.people.scopes import ROLES, SCOPES, Role, Scope

TOKEN = "token"
"""What the audit log calls whoever holds the installation's token."""


@dataclass(frozen=True)
class Managed:
    """A team somebody manages or managed: calls from `since` on and before `until` are theirs to look at.

    None: from the beginning (nobody is known to have managed the team before), or still.
    """

    team: int
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True)
class Who:
    """Somebody who is signed in, with their roles of today.

    `actor` is their public id, for the audit log; `person` their key, None for the installation's token.
    `scopes` are those of a token, None in a browser: all that the roles allow. `managed` are the teams they
    manage or managed, and those of the managers they are deputy of today. `sign_in` is the key of the
    browser session or token by which they came, so that what lasts longer can see that it ended.
    """

    actor: str
    person: int | None
    name: str
    roles: frozenset[Role]
    scopes: frozenset[str] | None = None
    installation: bool = False
    managed: tuple[Managed, ...] = ()
    sign_in: str = ""

    def has(self, *roles: Role) -> bool:
        """Whether they have one of the roles today."""
        return not self.roles.isdisjoint(roles)

    def may_use(self, scope: Scope | None) -> bool:
        """Whether their token allows it, with their roles of today. In a browser there are only roles."""
        if self.scopes is None:
            return True
        return scope is not None and scope in self.scopes and self.has(*SCOPES[scope])


INSTALLATION = Who(TOKEN, None, "This installation's token", frozenset(ROLES), installation=True)
"""Whoever runs the service and holds its token: sees everything, and is nobody."""

__all__ = ["INSTALLATION", "ROLES", "TOKEN", "Managed", "Role", "Scope", "Who"]
