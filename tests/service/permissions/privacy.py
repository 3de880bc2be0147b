"""Privacy, people and the settings of teams: admins and HR; how calls are judged: everybody."""

from collections.abc import Mapping

from sqlalchemy import select

from service.db.tables import Call, Membership, Person
from service.privacy.holds import hold
from tests.service.permissions.rows import EVERYBODY, Row, World

ADMIN = Row(may="Ada")
BOTH = "Ada Hana"
HR = Row(may="Hana")

ROUTES: Mapping[tuple[str, str], Row] = {
    ("GET", "/people"): ADMIN,
    ("POST", "/people"): Row(may="Ada", form={"called": "Ines", "email": "ines@northwind.example"}),
    ("POST", "/people/import"): Row(
        may="Ada",
        content=b'--b\r\nContent-Disposition: form-data; name="file"; filename="p.csv"\r\n\r\n'
        b"name,email\nInes,ines@northwind.example\n\r\n--b--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    ),
    ("GET", "/people/{person_id}"): ADMIN,
    ("POST", "/people/{person_id}/invitation"): ADMIN,
    ("POST", "/people/{person_id}/roles"): Row(may="Ada", form={"role": "auditor"}),
    ("POST", "/people/{person_id}/roles/{role}/agree"): Row(may="Ada", using={"role": "qa"}),
    ("POST", "/people/{person_id}/roles/{role}/take"): Row(may="Ada", using={"role": "qa"}),
    ("POST", "/people/{person_id}/teams"): Row(may="Ada", form={"team": "Southgate"}),
    ("POST", "/people/{person_id}/teams/{stay_id}/end"): ADMIN,
    ("POST", "/people/{person_id}/end-access"): ADMIN,
    ("POST", "/people/{person_id}/access"): ADMIN,
    ("GET", "/api/v1/people"): ADMIN,
    ("POST", "/api/v1/people"): Row(may="Ada", json={"name": "Ines", "email": "ines@northwind.example"}),
    ("POST", "/api/v1/people/import"): Row(
        may="Ada",
        content=b"name,email\nInes,ines@northwind.example\n",
        headers={"Content-Type": "text/csv"},
    ),
    ("POST", "/api/v1/people/{person_id}/teams"): Row(may="Ada", json={"team": "Southgate"}),
    ("DELETE", "/api/v1/people/{person_id}/teams/{stay_id}"): ADMIN,
    ("POST", "/api/v1/people/{person_id}/access"): ADMIN,
    ("GET", "/api/v1/people/{person_id}/export"): Row(may=BOTH),
    ("GET", "/api/v1/teams"): Row(may=BOTH),
    ("PATCH", "/api/v1/teams/{team_id}"): Row(may="Ada", json={"rep_channel": "left"}),
    ("GET", "/settings/teams"): Row(may=BOTH),
    ("GET", "/settings/teams/{team_id}"): Row(may=BOTH),
    ("POST", "/settings/teams/{team_id}/rules"): Row(
        may="Ada",
        form={"release": "confirmation", "blind_first": "4", "dispute_days": "10", "calls_a_week": "1"},
    ),
    ("POST", "/settings/teams/{team_id}/counting"): Row(may="Hana", form={"since": "2099-01-01"}),
    ("POST", "/settings/teams/{team_id}/source"): Row(may="Ada", form={"rep_channel": "left"}),
    ("POST", "/settings/teams/{team_id}/health"): Row(may="Ada", form={"health_data": "on"}),
    ("GET", "/privacy"): Row(may=BOTH),
    ("POST", "/privacy/erase"): Row(may=BOTH, form={"references": "nobody", "sure": "yes"}),
    ("POST", "/privacy/holds"): Row(may="Hana", form={"on": "rui", "why": "A lawsuit."}),
    ("POST", "/privacy/holds/{hold_id}/lift"): HR,
    ("POST", "/privacy/export"): Row(may=BOTH, form={"person": "rui"}),
    ("POST", "/api/v1/erasures"): Row(may=BOTH, json={"references": ["nobody"]}),
    ("GET", "/api/v1/holds"): Row(may=BOTH),
    ("POST", "/api/v1/holds"): Row(may="Hana", json={"person": "{person_id}", "why": "A lawsuit."}),
    ("POST", "/api/v1/holds/{hold_id}/lift"): HR,
    ("GET", "/api/v1/retention"): Row(may="Ada Hana Aud"),
    ("GET", "/how-judged"): Row(may=EVERYBODY),
    ("POST", "/how-judged"): Row(may="Ana Rui Uma", form={"seen": "0"}),
    ("GET", "/how-judged/readers"): HR,
    ("GET", "/api/v1/how-judged"): Row(may=EVERYBODY),
    ("POST", "/api/v1/how-judged/read"): Row(may="Ana Rui Uma", json={"fingerprint": "0" * 64}),
    ("GET", "/api/v1/how-judged/readers"): HR,
}


def things(world: World) -> Mapping[str, str]:
    with world.database.write() as session:
        ana = session.get_one(Person, world.company.keys["Ana"])
        stay = select(Membership.public_id).where(
            Membership.person_id == ana.id, Membership.until.is_(None), Membership.role == "rep"
        )
        call = session.scalars(select(Call).order_by(Call.id).limit(1)).one()
        return {
            "stay_id": session.scalars(stay).one(),
            "hold_id": hold(session, call, "A lawsuit.", "test").public_id,
        }
