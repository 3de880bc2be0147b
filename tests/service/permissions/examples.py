"""A part of Ana's released call: shared, and another that Sam asked for."""

from collections.abc import Mapping

from sqlalchemy import select

from service.db.tables import Call, SharedExample, TranscriptVersion
from tests.service.permissions.rows import Row, World

NEW = {"criterion": "discovery", "title": "Asks and waits", "first": "S0001", "last": "S0001"}
LOOKERS = "Sam Ana Rui Uma Otis Quinn"
ASKS = Row(may="Sam Quinn Ana", hidden="Rui Uma Otis", using={"call_id": "released_call"})
OF_ANA = {"example_id": "asked_example"}

ROUTES: Mapping[tuple[str, str], Row] = {
    ("GET", "/examples"): Row(may=LOOKERS),
    ("GET", "/examples/{example_id}/clip"): Row(hidden=LOOKERS, using={"example_id": "gone_example"}),
    ("GET", "/calls/{call_id}/examples"): ASKS,
    ("POST", "/calls/{call_id}/examples"): Row(
        may=ASKS.may,
        hidden=ASKS.hidden,
        using=ASKS.using,
        form={"criterion": "discovery", "title": "Asks and waits", "sentence": "S0001"},
    ),
    ("POST", "/examples/{example_id}/answer"): Row(
        may="Ana", hidden="Rui Uma Otis Quinn", using=OF_ANA, form={"agree": "true", "version": "1"}
    ),
    ("POST", "/examples/{example_id}/withdraw"): Row(may="Sam Ana", form={"version": "1"}),
    ("GET", "/api/v1/examples"): Row(may=LOOKERS),
    ("POST", "/api/v1/calls/{call_id}/examples"): Row(
        may=ASKS.may, hidden=ASKS.hidden, using=ASKS.using, json=NEW
    ),
    ("POST", "/api/v1/examples/{example_id}/answer"): Row(
        may="Ana", hidden="Rui Uma Otis Quinn", using=OF_ANA, json={"agree": True}
    ),
    ("POST", "/api/v1/examples/{example_id}/withdraw"): Row(may="Sam Ana"),
}


def things(world: World) -> Mapping[str, str]:
    ana, sam = world.company.keys["Ana"], world.company.keys["Sam"]
    with world.database.write() as session:
        call = session.scalars(select(Call.id).where(Call.public_id == world.things["released_call"])).one()
        transcript = session.scalars(
            select(TranscriptVersion.id).where(TranscriptVersion.call_id == call).limit(1)
        ).one()
        rows = {
            state: SharedExample(
                call_id=call,
                transcript_id=transcript,
                rep_id=ana,
                asked_by=sam,
                criterion="discovery",
                title="Asks what it costs",
                first=f"S000{number}",
                last="S0004",
                state=state,
            )
            for number, state in enumerate(("shared", "asked", "withdrawn"), start=2)
        }
        session.add_all(rows.values())
        session.flush()
        return {
            "example_id": rows["shared"].public_id,
            "asked_example": rows["asked"].public_id,
            "gone_example": rows["withdrawn"].public_id,
        }
