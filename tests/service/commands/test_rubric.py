from pathlib import Path

from typer.testing import CliRunner

from scoring.library import FOLDERS
from service.commands.rubric import app

SHIPPED = FOLDERS[1] / "b2b-discovery" / "1.yaml"


def test_one_file_that_cannot_be_read_does_not_stop_the_check_of_the_rest(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", "/dev/zero", str(tmp_path / "gone.yaml"), str(SHIPPED)])
    device, gone, shipped = result.output.splitlines()
    assert device.startswith("/dev/zero is no file")
    assert "cannot be read: No such file or directory" in gone
    assert shipped.endswith("1.yaml: nothing wrong.")
    assert result.exit_code == 2
