"""What a file name says, by the pattern it is read with."""

import time
from datetime import UTC, datetime

import pytest

from scoring.errors import BadInput
from service.calls.imports.patterns import PRESETS, read_pattern

TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)


def said(pattern: str, name: str, zone: str = "UTC") -> dict[str, object]:
    """What the name says; the start as it is in UTC."""
    read = read_pattern(pattern).read(name, zone, TODAY)
    start = read.get("start")
    return read | ({"start": start.astimezone(UTC).isoformat()} if isinstance(start, datetime) else {})


@pytest.mark.parametrize(
    ("preset", "name", "expected"),
    [
        (
            "aws-pca",
            "Auto3_GUID_001_AGENT_AndrewK_DT2025-02-20T07-55-51.wav",
            {"external_id": "001", "rep": "AndrewK", "start": "2025-02-20T07:55:51+00:00", "zone": "UTC"},
        ),
        (
            "aws-pca",
            "x_GUID_9f1c-22_AGENT_a.smith_DT2025-02-20T07-55-51_Mono.mp3",
            {"external_id": "9f1c-22", "rep": "a.smith", "start": "2025-02-20T07:55:51+00:00", "zone": "UTC"},
        ),
        (
            "amazon-connect",
            "7f0d3a52-1b2c-4d5e-8f90-a1b2c3d4e5f6_20250220T07:55_UTC.wav",
            {
                "external_id": "7f0d3a52-1b2c-4d5e-8f90-a1b2c3d4e5f6",
                "start": "2025-02-20T07:55:00+00:00",
                "zone": "UTC",
                "rep_channel": "right",
            },
        ),
        (
            "asterisk-out",
            "out-5550100-3201-20250327-092517-1743042317.12206.wav",
            {
                "rep": "3201",
                "start": "2025-03-27T09:25:17+00:00",
                "external_id": "1743042317.12206",
                "direction": "outbound",
                "zone": "UTC",
            },
        ),
        (
            "asterisk-in",
            "in-3201-5550100-20250327-092517-1743042317.12206.wav",
            {
                "rep": "3201",
                "start": "2025-03-27T09:25:17+00:00",
                "external_id": "1743042317.12206",
                "direction": "inbound",
                "zone": "UTC",
            },
        ),
        ("any", "whatever it is.opus", {"zone": "UTC"}),
    ],
)
def test_presets_read_what_telephone_systems_write(
    preset: str, name: str, expected: dict[str, object]
) -> None:
    assert said(preset, name) == expected


def test_moments_are_by_the_clocks_of_the_zone_that_was_given() -> None:
    read = said("{rep}_{start:%d-%m-%y_%H%M}.wav", "ana_03-11-26_1405.wav", "America/Chicago")
    assert read["start"] == "2026-11-03T20:05:00+00:00"


def test_seconds_since_1970_need_no_zone() -> None:
    assert said("{start:epoch}_{rep}.wav", "1700000000_ana.wav")["start"] == "2023-11-14T22:13:20+00:00"


def test_a_field_ends_where_the_text_after_it_begins_and_the_last_takes_the_rest() -> None:
    read = said("{kind}_{direction}_{rep}.wav", "demo_out_anna_smith.v2.wav")
    assert (read["kind"], read["direction"], read["rep"]) == ("demo", "outbound", "anna_smith.v2")


@pytest.mark.parametrize(
    ("pattern", "name", "says"),
    [
        ("{rep}_{start:%Y%m%d}.wav", "ana-20261103.wav", "the name does not fit the pattern"),
        ("{rep}_{start:%Y%m%d}.wav", "ana_20261399.wav", "'20261399' is not in the calendar"),
        ("{rep}_{start:%Y%m%d}.wav", "ana_20301103.wav", "2030-11-03 is still to come"),
        ("{rep}_{direction}.wav", "ana_up.wav", "'up' is neither inbound nor outbound"),
        ("{rep}.wav", ".wav", "does not fit"),
        ("{*}", "x" * 401, "does not fit"),
    ],
)
def test_a_name_that_does_not_fit_is_refused_with_its_reason(pattern: str, name: str, says: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        said(pattern, name)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("aws", "There is no pattern called 'aws'."),
        ("{name}.wav", "{name}, which is no field"),
        ("{rep!r}.wav", "which is no field"),
        ("{rep}{external_id}.wav", "nothing stands between {rep} and the field after it"),
        ("{rep}_{rep}.wav", "has {rep} twice"),
        ("{start}.wav", "{start} without a form"),
        ("{start:%Q%d}.wav", "has %Q, which is not read"),
        ("{start:%H%M}.wav", "a {start} without a day"),
        ("{rep", "can't be read"),
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused_with_its_reason(pattern: str, says: str) -> None:
    with pytest.raises(BadInput, match=r".") as refused:
        read_pattern(pattern)
    assert says in str(refused.value)


@pytest.mark.parametrize("pattern", [*PRESETS, "{rep}-{kind}-{team}-{outcome}-{external_id}-{*}-x"])
def test_a_hostile_name_is_read_in_no_time(pattern: str) -> None:
    read = read_pattern(pattern)
    began = time.monotonic()
    for letter in ("-", "_", "a", "_GUID_"):
        try:
            read.read((letter * 400)[:400], "UTC", TODAY)
        except ValueError:
            continue
    assert time.monotonic() - began < 1
