"""`sidetone import`: what a list or a file name says goes in; the rest is named, held or said to be here."""

import json
from pathlib import Path

import pytest

from service.db.engine import Database
from service.engine import JobEngine
from tests.service.commands.cli import Ran, Sidetone
from tests.service.commands.imported import add_people, calls, held, people, record
from tests.service.served import wav

PCA = "x_GUID_00{}_AGENT_{}_DT2025-02-20T07-55-51.wav"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    record(tmp_path / "calls", "a.wav", "b.wav", "sub/c.wav")
    return tmp_path / "calls"


def import_list(sidetone: Sidetone, folder: Path, rows: list[str] | str, *options: str) -> Ran:
    manifest = folder / "calls.csv"
    manifest.write_text(rows if isinstance(rows, str) else "\n".join(rows), "utf-8")
    return sidetone("import", folder, "--manifest", manifest, *options)


def test_each_row_of_a_list_becomes_a_call_in_the_queue(installed: Sidetone, folder: Path) -> None:
    add_people(installed.database)
    ran = import_list(
        installed,
        folder,
        [
            "file;rep_external_id;start;zone;direction;kind;rep_channel;external_id;outcome;mood",
            "a.wav;3201;2026-11-03T14:05:00;Europe/Berlin;out;demo;left;D-1;meeting;good",
            "sub\\c.wav;3201;2026-11-04;;;;;;;",
        ],
    )
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "b.wav: not in the manifest, left alone",
        "Columns not used: mood",
        "2 accepted, 0 refused, 0 already here, 0 held",
    ]
    (first, rep, team, recording), (second, _, _, _) = calls(installed.database)
    assert (rep and rep.name, team.name, recording.name) == ("Ana", "Northwind", "a.wav")
    assert first.started_at.isoformat() == "2026-11-03T13:05:00+00:00"
    assert (first.zone, first.week, first.time_known) == ("Europe/Berlin", 20261102, True)
    assert (first.direction, first.kind, first.rep_channel) == ("outbound", "demo", "left")
    assert (first.external_id, first.outcome, first.selection) == ("D-1", "meeting", "manager")
    # A day without a time stands for its noon, and says so.
    assert (second.started_at.isoformat(), second.time_known) == ("2026-11-04T12:00:00+00:00", False)
    stored = installed.home / "recordings" / recording.blob
    assert stored.read_bytes() == (folder / "a.wav").read_bytes()
    database = Database(installed.database)
    engine = JobEngine(database)
    assert {job.id for job in engine.unfinished("review_call")} == {first.workflow, second.workflow}
    engine.disconnect()
    database.close()


def test_bad_rows_are_named_by_line_and_column_and_the_good_ones_go_in(
    installed: Sidetone, folder: Path
) -> None:
    add_people(installed.database)
    (folder / "empty.wav").touch()
    ran = import_list(
        installed,
        folder,
        [
            "file,rep_external_id,email,start,zone,direction,rep_channel,external_id",
            "a.wav,3201,,2026-11-03T14:05:00Z,,,,",
            "b.wav,3201,,03/11/2026,Mars/Olympus,up,middle,",
            "none.wav,3201,,,,,,",
            "../../secret.wav,3201,,,,,,",
            ",3201,,,,,,",
            "empty.wav,3201,,,,,,",
            "b.wav,3201,ben@northwind.example,,,,,",
            "b.wav,3201,,,,,," + "x" * 201,
        ],
    )
    assert ran.code == 2
    assert ran.out.splitlines()[:10] == [
        "line 3, column zone: refused b.wav: 'Mars/Olympus' is not a time zone; "
        "write one such as Europe/Berlin or America/Chicago",
        "line 3, column start: refused b.wav: '03/11/2026' is no moment; "
        "write it as 2026-11-03T14:05:00, with or without an offset such as +01:00",
        "line 3, column direction: refused b.wav: 'up' is neither inbound nor outbound",
        "line 3, column rep_channel: refused b.wav: 'middle' is neither left nor right",
        "line 4, column file: refused none.wav: there is no such file",
        "line 5, column file: refused ../../secret.wav: '../../secret.wav' lies outside the folder",
        "line 6, column file: refused: names no file",
        "line 7: refused empty.wav: The file is empty. Nothing was kept.",
        "line 8: refused b.wav: 3201 and ben@northwind.example are two different people",
        "line 9, column external_id: refused b.wav: is too long: at most 200 characters",
    ]
    assert ran.out.endswith(
        "1 accepted, 7 refused (line 3, line 4, line 5, line 6, line 7 …), 0 already here, 0 held\n"
    )
    assert [recording.name for _, _, _, recording in calls(installed.database)] == ["a.wav"]
    assert list((installed.home / "incoming").iterdir()) == []


def test_a_link_out_of_the_folder_is_not_followed(installed: Sidetone, folder: Path) -> None:
    (folder.parent / "secret.wav").write_bytes(wav(value=99))
    (folder / "link.wav").symlink_to(folder.parent / "secret.wav")
    ran = import_list(installed, folder, ["file,email", "link.wav,"])
    assert "'link.wav' lies outside the folder" in ran.out
    assert "link" not in installed("import", folder, "--pattern", "any").out
    assert len(calls(installed.database)) == 3


def test_what_is_here_already_is_said_and_not_taken_in_twice(installed: Sidetone, folder: Path) -> None:
    add_people(installed.database)
    rows = ["file,rep_external_id,team", "a.wav,3201,", "b.wav,3201,"]
    import_list(installed, folder, rows)
    ran = import_list(installed, folder, [*rows, "sub/c.wav,3201,", "a.wav,3201,Southwind"])
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "line 2: already here a.wav",
        "line 3: already here b.wav",
        "line 5: already here a.wav",
        "1 accepted, 0 refused, 3 already here, 0 held",
    ]
    assert len(calls(installed.database)) == 3


def test_an_external_id_that_has_a_recording_is_refused(installed: Sidetone, folder: Path) -> None:
    ran = import_list(installed, folder, ["file,email,external_id", "a.wav,,D-1", "b.wav,,D-1"])
    assert "line 3: refused b.wav: The call D-1 has a recording already." in ran.out
    assert ran.code == 2


def test_a_row_that_names_nobody_is_held_and_goes_in_once_they_are_there(
    installed: Sidetone, folder: Path
) -> None:
    rows = ["file,rep_external_id,start", "a.wav,3201,2026-11-03T14:05:00Z", "b.wav,=cmd(),2026-11-03"]
    for _ in range(2):  # the same list again holds nothing twice
        ran = import_list(installed, folder, rows)
        assert ran.code == 0
        assert "line 2: held a.wav: nobody here is called 3201" in ran.out
        assert ran.out.endswith("0 accepted, 0 refused, 0 already here, 2 held\n")
    assert (people(installed.database), calls(installed.database)) == ([], [])
    listed = installed("held", "list").out.splitlines()
    assert listed[0] == "calls.csv, line 2: recording a.wav: nobody here is called 3201"
    assert listed[-1] == "2 held"
    add_people(installed.database)
    ran = installed("held", "retry")
    assert "1 accepted, 0 refused, 0 already here, 1 held" in ran.out.splitlines()
    ((call, rep, _, _),) = calls(installed.database)
    assert (rep and rep.name, call.started_at.isoformat()) == ("Ana", "2026-11-03T14:05:00+00:00")
    assert [row.settled_at is None for row in held(installed.database)] == [False, True]


def test_a_held_recording_whose_file_is_gone_stays_held(installed: Sidetone, folder: Path) -> None:
    import_list(installed, folder, ["file,rep_external_id", "a.wav,3201"])
    (folder / "a.wav").unlink()
    add_people(installed.database)
    ran = installed("held", "retry")
    assert ran.code == 2
    assert "line 2, column file: refused a.wav: there is no such file" in ran.out
    assert installed("held", "list").out.endswith("1 held\n")


def test_importing_the_list_again_settles_what_was_held(installed: Sidetone, folder: Path) -> None:
    rows = ["file,rep_external_id", "a.wav,3201"]
    import_list(installed, folder, rows)
    add_people(installed.database)
    import_list(installed, folder, rows)
    assert installed("held", "list").out == "0 held\n"


def test_a_dry_run_looks_at_everything_and_changes_nothing(installed: Sidetone, folder: Path) -> None:
    add_people(installed.database)
    rows = ["file,rep_external_id,start", "a.wav,3201,", "b.wav,nobody,", "a.wav,3201,", "sub/c.wav,3201,x"]
    ran = import_list(installed, folder, rows, "--dry-run")
    assert ran.code == 2
    assert ran.out.endswith(
        "Nothing was done; it would be: 1 accepted, 1 refused (line 5), 1 already here, 1 held\n"
    )
    assert (calls(installed.database), held(installed.database)) == ([], [])
    assert not (installed.home / "recordings").exists()


def test_the_report_as_json_names_each_row(installed: Sidetone, folder: Path) -> None:
    ran = import_list(installed, folder, ["file,email", "a.wav,", "none.wav,"], "--json")
    report = json.loads(ran.out)
    accepted, refused = report["told"]
    assert (accepted["outcome"], accepted["line"]) == ("accepted", 2)
    assert accepted["call"] == calls(installed.database)[0][0].public_id
    assert (refused["outcome"], refused["line"], refused["column"]) == ("refused", 3, "file")
    assert report["not_named"] == ["b.wav", "sub/c.wav"]


def test_names_say_what_a_list_would(installed: Sidetone, tmp_path: Path) -> None:
    add_people(installed.database)
    folder = tmp_path / "pca"
    record(folder, PCA.format(1, "3201"), PCA.format(2, "AndrewK"), "odd.wav", ".hidden.wav")
    (folder / "notes.txt").write_text("not a recording", "utf-8")
    ran = installed("import", folder, "--pattern", "aws-pca", "--zone", "America/Chicago")
    assert ran.code == 2
    assert f"{PCA.format(2, 'AndrewK')}: held: nobody here is called AndrewK" in ran.out
    assert "odd.wav: refused: the name does not fit the pattern" in ran.out
    assert "Files that are no recordings by their names, left alone: 1" in ran.out
    assert ran.out.endswith("1 accepted, 1 refused (odd.wav), 0 already here, 1 held\n")
    ((call, rep, _, _),) = calls(installed.database)
    assert (call.external_id, rep and rep.name) == ("001", "Ana")
    assert call.started_at.isoformat() == "2025-02-20T13:55:51+00:00"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "Say what is known of the calls: by --manifest, or by --pattern"),
        (("--pattern", "any", "--manifest", "x.csv"), "and not by both"),
        (("--pattern", "nothing"), "There is no pattern called 'nothing'."),
        (("--pattern", "any", "--zone", "Mars"), "--zone: 'Mars' is not a time zone"),
        (("--manifest", "none.csv"), "none.csv is no file."),
    ],
)
def test_a_command_that_cannot_be_followed_says_why(
    installed: Sidetone, folder: Path, options: tuple[str, ...], says: str
) -> None:
    ran = installed("import", folder, *options)
    assert ran.code == 2
    assert says in ran.err


def test_a_folder_that_is_none_is_said(installed: Sidetone, tmp_path: Path) -> None:
    ran = installed("import", tmp_path / "none", "--pattern", "any")
    assert (ran.code, "is no folder." in ran.err) == (2, True)


def test_a_nearly_full_disk_refuses_and_keeps_nothing(installed: Sidetone, folder: Path) -> None:
    installed.set(keep_free=1 << 60)
    ran = installed("import", folder, "--pattern", "any")
    assert ran.code == 2
    assert "refused: The service's disk is nearly full" in ran.out
    assert calls(installed.database) == []
