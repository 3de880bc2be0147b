"""What is held around a person and not handed out to them, with the reason they read in the export."""

from collections.abc import Mapping

OTHERS_WORK = "their call stands in it without their name, to compare those who score; it counts nowhere"
BY_MACHINE = "kept for minutes, by the machine"
DONE_BY_THEM = "what they did stands in audit.json"
LEFT_OUT: Mapping[str, str] = {
    "anchor_call": OTHERS_WORK,
    "consensus": OTHERS_WORK,
    "judge_pass": OTHERS_WORK,
    "pass_reading": OTHERS_WORK,
    "round_call": OTHERS_WORK,
    "rubric_trial_call": OTHERS_WORK,
    "round_rater": "their sheets are there",
    "sheet_draft": "gone once it is handed in",
    "reading_seen": "whether a sheet is blind",
    "redaction": "the same words as in transcripts.json, with names and numbers masked",
    "sampling_rule": "their draws are there, with what was drawn",
    "example_view": "who heard an example is told to nobody, by the number alone",
    "legal_hold": "between HR and whoever it is about to be used against",
    "invitation": "a link to a password, of which person.json tells",
    "single_sign_on": BY_MACHINE,
    "sign_in_attempt": BY_MACHINE,
    "idempotent_answer": BY_MACHINE,
    "anchor_set": DONE_BY_THEM,
    "calibration_round": DONE_BY_THEM,
    "clearance": DONE_BY_THEM,
    "metric_coverage": "which days the figures in metrics.json come from",
    "metric_import": DONE_BY_THEM,
    "rubric_draft": DONE_BY_THEM,
    "rubric_trial": DONE_BY_THEM,
}
"""By table."""


def in_words() -> str:
    """A line for each, for whoever reads the export."""
    return "".join(f"- {name.replace('_', ' ')}: {why}\n" for name, why in sorted(LEFT_OUT.items()))
