"""What every value of the core is built on: a frozen record, and a fingerprint of a parsed document."""

import hashlib
import json
from typing import Any

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A value that never changes and refuses fields nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def fingerprint(document: Any) -> str:
    """SHA-256 (hex) of a parsed document in canonical form: keys sorted, no spaces, UTF-8.

    The parsed document and not a model dump is hashed: a new field with a default must not change
    the fingerprint of a rubric that never mentions it.
    """
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
