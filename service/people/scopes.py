"""What an API token may be allowed: one list, with the roles for whom each scope means something.

A token never may more than its owner's roles of today: without the role the scope is worth nothing.
"""

from typing import Literal, get_args

Role = Literal["rep", "manager", "qa", "hr", "admin", "auditor"]
Scope = Literal[
    "calls:read", "calls:write", "reviews:write", "coaching:write", "samples:read", "samples:write",
    "rubrics:write", "calibration:write", "plans:read", "plans:write", "metrics:write", "trends:read",
    "people:write", "settings:write", "audit:read", "operations:read", "tokens:write",
    "notices:read", "notices:write",
]  # fmt: skip

ROLES: tuple[Role, ...] = get_args(Role)
SCOPES: dict[Scope, tuple[Role, ...]] = {
    "calls:read": ("rep", "manager", "qa", "hr"),
    "calls:write": ("manager", "qa"),
    "reviews:write": ("rep", "manager", "qa", "hr"),
    "coaching:write": ("rep", "manager", "qa"),
    "samples:read": ("manager", "qa", "auditor"),
    "samples:write": ("qa", "admin"),
    "rubrics:write": ("qa", "admin"),
    "calibration:write": ("manager", "qa"),
    "plans:read": ("rep", "manager", "hr"),
    "plans:write": ("rep", "manager", "hr"),
    "metrics:write": ("manager", "hr", "admin"),
    "trends:read": ("rep", "manager", "qa", "hr"),
    "people:write": ("manager", "hr", "admin"),
    "settings:write": ("hr", "admin"),
    "audit:read": ("hr", "admin", "auditor"),
    "operations:read": ("admin", "auditor"),
    "tokens:write": ROLES,
    "notices:read": ROLES,
    "notices:write": ROLES,
}
"""The scopes, and whose they can be."""


def scopes_of(roles: frozenset[Role]) -> tuple[Scope, ...]:
    """The scopes that mean something for somebody with these roles."""
    return tuple(scope for scope, whose in SCOPES.items() if not roles.isdisjoint(whose))
