"""Known vulnerabilities of the pinned packages, where a database of them can be reached.

pip-audit does the work, from an environment of its own: it is no part of the product. Whatever keeps
it from asking (no network, a mirror that has no database) is said and is no failure; a package that
could not be looked up is named and is not counted as clean.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.supply.pins import ROOT, RUN, pins

TOOL = "pip-audit==2.10.1"
_PLACE = ROOT / ".venv" / "audit"
_SECONDS = 600
#: Where pip-audit can ask; the first one that answers counts.
SERVICES = ("osv", "pypi")


def audit() -> int:
    """Prints what is known; 1 if any pinned package has a known vulnerability, else 0."""
    tool = _tool()
    if tool is None:
        print("Not audited: pip-audit cannot be installed here (no package index can be reached).")
        return 0
    for service in SERVICES:
        answer = _asked(tool, service)
        if answer is not None:
            return told(answer, service)
    print(
        "Not audited: no database of vulnerabilities can be reached from here. Nothing is known either way."
    )
    return 0


def told(answer: dict[str, Any], service: str) -> int:
    """Prints what the database `service` knows; 1 if it knows of a vulnerability."""
    packages = answer["dependencies"]
    skipped = sorted(package["name"] for package in packages if "skip_reason" in package)
    known = [package for package in packages if package.get("vulns")]
    asked = len(packages) - len(skipped)
    if not asked:
        print(f"Not audited: {service} answered, but knows none of the {len(packages)} packages.")
        return 0
    for package in known:
        for found in package["vulns"]:
            mended = ", ".join(found["fix_versions"]) or "no version yet"
            print(f"{package['name']} {package['version']}: {found['id']}, mended in {mended}")
    print(
        f"{asked} of {len(pins())} packages looked up at {service}: {len(known)} with known vulnerabilities."
    )
    if skipped:
        print(f"Not looked up: {', '.join(skipped)}.")
    return 1 if known else 0


def _asked(tool: Path, service: str) -> dict[str, Any] | None:
    """What pip-audit found, None if it got no answer."""
    command = [str(tool), "-r", str(RUN), "--disable-pip", "--require-hashes", "-s", service, "-f", "json",
               "--progress-spinner", "off", "--timeout", "10"]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
        answer = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return None
    return answer if isinstance(answer, dict) and "dependencies" in answer else None


def _tool() -> Path | None:
    """pip-audit in an environment beside the product's, made when it is first asked for."""
    tool = _PLACE / "bin" / "pip-audit"
    if tool.exists():
        return tool
    python = _PLACE / "bin" / "python"
    for command in (
        [sys.executable, "-m", "venv", str(_PLACE)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", TOOL],
    ):
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return None
    return tool
