"""What identifies people, or opens their accounts, is masked before anything leaves the process."""

from scoring.redaction.masks import Hidden, Mask, Names, Redacted
from scoring.redaction.redact import VERSION, redact

__all__ = ["VERSION", "Hidden", "Mask", "Names", "Redacted", "redact"]
