"""What the wheel carries besides the package: lessons, exercises, open cases, the lab extension.

Assessment cases never leave the checkout: only a case whose case.yaml says `access: open` goes in.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OPEN = re.compile(r"^access:[ \t]*open[ \t]*(#.*)?$", re.MULTILINE)
CONTENT = "fivelayer/content"
GUIDES = ("docs/writing-a-case.md", "docs/zh/writing-a-case.md")
LAB_EXTENSION = "share/jupyter/labextensions/fivelayer"
# Left behind by people who work in the checkout.
PRIVATE = {"records", "submissions", ".ipynb_checkpoints", "__pycache__"}


def open_cases(root: Path) -> list[Path]:
    """Folders of the cases that anybody may have whole, key included."""
    return [
        case.parent
        for case in sorted((root / "cases").glob("*/case.yaml"))
        if OPEN.search(case.read_text(encoding="utf-8"))
    ]


def content(root: Path) -> list[Path]:
    """Every file of the lessons, exercises and open cases, and the guide to writing one."""
    folders = [root / "notebooks", root / "exercises", *open_cases(root)]
    inside = [file for folder in folders for file in sorted(folder.rglob("*"))]
    return [
        file
        for file in [*inside, *(root / guide for guide in GUIDES)]
        if file.is_file() and not PRIVATE.intersection(file.relative_to(root).parts)
    ]


def lab_words(root: Path) -> str:
    """The lab extension's words as JSON, {language: {key: text}}, out of the catalogues."""
    catalogues = sorted((root / "fivelayer" / "locale").glob("*/labextension.toml"))
    words = {file.parent.name: tomllib.loads(file.read_text("utf-8")) for file in catalogues}
    return json.dumps(words, ensure_ascii=False, sort_keys=True)


class ContentHook(BuildHookInterface):  # type: ignore[misc]  # hatchling ships no types
    """Adds the content to wheels and source archives."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files that hatchling shall add; an editable install needs only the words."""
        root = Path(self.root)
        included = build_data["force_include"]
        if self.target_name == "sdist":
            included.update({str(file): str(file.relative_to(root)) for file in content(root)})
            return
        self.scratch = Path(tempfile.mkdtemp())
        words = self.scratch / "words.json"
        words.write_text(lab_words(root), encoding="utf-8")
        build_data["shared_data"][str(words)] = f"{LAB_EXTENSION}/static/{words.name}"
        if version != "editable":
            included.update(
                {str(file): f"{CONTENT}/{file.relative_to(root)}" for file in content(root)}
            )

    def finalize(self, *_: object) -> None:
        """Remove what was made for this build only."""
        if self.target_name == "wheel":
            shutil.rmtree(self.scratch, ignore_errors=True)
