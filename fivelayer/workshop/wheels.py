"""The wheels that a kit carries: our own always, on request all that it needs, for rooms without a network."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PackagePath, distribution
from pathlib import Path
from typing import Final

from fivelayer import places
from fivelayer.problems import Cannot

SUMS: Final = "SHA256SUMS"
"""Stands beside the wheels where all are there; the starters then ask no network."""
_OF_THIS_INSTALLATION: Final = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")


def own() -> tuple[str, bytes]:
    """Our own wheel, name and content: built from a checkout, put together again from an installation.

    Raises:
        Cannot: pip cannot build it.
    """
    root = places.content()
    if not (root / "pyproject.toml").is_file():
        return repacked(distribution("fivelayer"))
    with tempfile.TemporaryDirectory(prefix="fivelayer-") as scratch:
        _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", scratch, str(root))
        (built,) = Path(scratch).glob("*.whl")
        return built.name, built.read_bytes()


def fetch(folder: Path) -> None:
    """Fetch what our own wheel in `folder` needs into it, for this kind of machine, and list all with hashes.

    Raises:
        Cannot: pip cannot have them.
    """
    (ours,) = folder.glob("fivelayer-*.whl")
    _pip("download", "--only-binary", ":all:", "--dest", str(folder), str(ours))
    there = sorted(folder.glob("*.whl"))
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in there]
    (folder / SUMS).write_text("\n".join(sums) + "\n", encoding="utf-8")


def repacked(installed: Distribution) -> tuple[str, bytes]:
    """A wheel made of what an installation consists of."""
    stem = f"{installed.name}-{installed.version}"
    record, out = [], io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, file in _parts(installed, stem):
            content = Path(str(file.locate())).read_bytes()
            wheel.writestr(zipfile.ZipInfo(name), content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            record.append(f"{name},sha256={digest.decode()},{len(content)}")
        record.append(f"{stem}.dist-info/RECORD,,")
        lines = "\n".join(record) + "\n"
        wheel.writestr(zipfile.ZipInfo(f"{stem}.dist-info/RECORD"), lines)
    return f"{stem}-py3-none-any.whl", out.getvalue()


def _parts(installed: Distribution, stem: str) -> Iterator[tuple[str, PackagePath]]:
    """Where each file stands in a wheel: beside the packages, or as data of the environment."""
    for file in sorted(installed.files or ()):
        inside = [part for part in file.parts if part != ".."]
        outside = len(inside) < len(file.parts)
        if file.name in _OF_THIS_INSTALLATION or file.suffix == ".pyc":
            continue
        if not outside:
            yield "/".join(inside), file
        elif inside[0] in ("share", "etc"):
            yield "/".join((f"{stem}.data/data", *inside)), file


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = re.sub(r"\s+", " ", done.stderr).strip()
        raise Cannot("no_wheels", why=said[-300:])
