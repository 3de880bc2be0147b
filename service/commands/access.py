"""`sidetone people first-admin`, `password`, `invite`, `role`, `leave`: who may come in."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.errors import BadInput
from scoring.visible import visible
from service.commands.installation import ACTOR, installation
from service.people.views import GivenRole

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.db.tables import Person

Who = Annotated[str, typer.Argument(help="Who, by e-mail or external id.", metavar="PERSON")]


def first_admin(
    name: Annotated[str, typer.Option(help="What they are called.")],
    email: Annotated[str, typer.Option(help="The e-mail they sign in with.")],
) -> None:
    """Add an admin and set their password: the first person who can sign in.

    The password is asked for; without a terminal it is the first line of standard input.
    """
    from service.db.base import now
    from service.people.actions import add_person
    from service.people.invitations import set_password
    from service.people.passwords import hash_password
    from service.people.queries import find_rep
    from service.people.roles import give
    from service.people.views import NewPerson, mail_address

    try:
        address = mail_address(email)
    except ValueError as error:
        raise BadInput("Nobody was added.", f"--email: {visible(str(error))}") from error
    with installation() as here:
        hashed = hash_password(_asked_password(), address)
        with here.database.write() as session:
            person = find_rep(session, address)
            if person is None:
                new = NewPerson.model_validate({"name": name, "email": address})
                person = add_person(session, new, now(), ACTOR)
            give(session, person, "admin", ACTOR, alone=True)
            set_password(session, person, hashed, ACTOR)
    typer.echo(visible(f"{name} is an admin, and signs in as {address}."))


def password(who: Who) -> None:
    """Set somebody's password, and sign them out everywhere.

    It is asked for; without a terminal it is the first line of standard input.
    """
    from service.people.invitations import set_password
    from service.people.passwords import hash_password
    from service.people.sessions import end_all

    with installation() as here:
        with here.database.read() as session:
            email = found(session, who).email
        if email is None:
            raise BadInput(f"{who} has no e-mail, and people sign in with one.", "Nothing was changed.")
        hashed = hash_password(_asked_password(), email)
        with here.database.write() as session:
            person = found(session, who)
            set_password(session, person, hashed, ACTOR)
            end_all(session, person, ACTOR)
    typer.echo(visible(f"{person.name} has a new password."))


def invite(who: Who) -> None:
    """Print a link by which somebody chooses a password. It works once, for three days."""
    from service.people.invitations import invite as new_code

    with installation() as here:
        settings = here.settings
        with here.database.write() as session:
            code = new_code(session, found(session, who), ACTOR)
    origin = settings.public_url or f"http://{settings.host}:{settings.port}"
    typer.echo(f"{origin}/invitation?code={code}")


def role(
    who: Who,
    given: Annotated[GivenRole, typer.Argument(help="qa, hr, admin or auditor.", metavar="ROLE")],
    take: Annotated[bool, typer.Option("--take", help="Take the role away.")] = False,
) -> None:
    """Give somebody a role, or take it away. Whose rep or manager they are, their team says."""
    from service.people.roles import give
    from service.people.roles import take as take_away

    with installation() as here, here.database.write() as session:
        person = found(session, who)
        if take:
            take_away(session, person, given, ACTOR)
        else:
            give(session, person, given, ACTOR, alone=True)
    typer.echo(visible(f"{person.name} is {'not ' if take else ''}{given} {'any more' if take else 'now'}."))


def leave(
    who: Who, back: Annotated[bool, typer.Option("--back", help="Give the access back.")] = False
) -> None:
    """End somebody's access at once: browsers, tokens, roles and teams. Their calls stay."""
    from service.people.roles import end_access, give_access_back

    with installation() as here, here.database.write() as session:
        person = found(session, who)
        (give_access_back if back else end_access)(session, person, ACTOR)
    typer.echo(visible(f"{person.name} {'has access again' if back else 'has no access any more'}."))


def found(session: "Session", who: str) -> "Person":
    """The person. Raises BadInput where nobody is called that."""
    from service.people.queries import find_rep

    person = find_rep(session, who)
    if person is None:
        raise BadInput(f"Nobody here is called {who}.", "`sidetone people list` shows who there is.")
    return person


def _asked_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked
