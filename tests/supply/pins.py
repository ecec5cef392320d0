"""The pinned packages, as the requirement files name them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUN, DEV = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)([^\n]*(?:\n[ \t]+--hash[^\n]*)*)", re.MULTILINE)
#: What a package says of its licence may be its whole text; a name is shorter.
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Pin:
    """One package: its name, its exact version, the SHA-256 of every file that may be installed."""

    name: str
    version: str
    hashes: tuple[str, ...]

    @property
    def purl(self) -> str:
        """The package as bills of materials name it."""
        return f"pkg:pypi/{self.name.lower()}@{self.version}"


def pins(path: Path = RUN) -> list[Pin]:
    """The packages of a requirement file, by name."""
    found = _PIN.findall(path.read_text("utf-8"))
    return sorted(
        (
            Pin(name, version, tuple(re.findall(r"sha256:([0-9a-f]{64})", rest)))
            for name, version, rest in found
        ),
        key=lambda pin: pin.name,
    )


def licence(name: str) -> str:
    """What an installed package says of its licence: its expression, its classifiers or its own words."""
    try:
        said = metadata(name).json
    except PackageNotFoundError:
        return ""
    if said.get("license_expression"):
        return str(said["license_expression"])
    classified = [
        line.rpartition(" :: ")[2]
        for line in said.get("classifier", [])
        if line.startswith("License :: ") and not line.endswith(":: OSI Approved")
    ]
    own = str(said.get("license", "")).strip().split("\n")[0]
    return " AND ".join(sorted(classified)) or (own if len(own) <= _LONGEST else "")
