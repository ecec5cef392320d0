"""The software bill of materials: CycloneDX 1.6, JSON, made of the pins; the same bytes each time."""

from __future__ import annotations

import json
import tomllib
import uuid
from hashlib import sha256
from typing import Any

from tests.supply.pins import ROOT, RUN, Pin, licence, pins

#: Licences that are named as SPDX names them; others are given in words.
_SPDX = {
    "MIT",
    "Apache-2.0",
    "BSD-3-Clause",
    "BSD-2-Clause",
    "MPL-2.0",
    "PSF-2.0",
    "ISC",
    "0BSD",
    "Unlicense",
}


def bill() -> str:
    """Every package that is installed to run the product, with version, hashes and licence."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    packages = pins(RUN)
    made_of = sha256(RUN.read_bytes()).hexdigest()
    return json.dumps(
        {
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            # Derived from what is listed, so that one state of the pins has one bill.
            "serialNumber": f"urn:uuid:{uuid.UUID(made_of[:32])}",
            "version": 1,
            "metadata": {
                "component": {
                    "type": "application",
                    "bom-ref": project["name"],
                    "name": project["name"],
                    "version": project["version"],
                }
            },
            "components": [_component(pin) for pin in packages],
            "dependencies": [{"ref": project["name"], "dependsOn": [pin.purl for pin in packages]}],
        },
        indent=2,
    )


def _component(pin: Pin) -> dict[str, Any]:
    said = licence(pin.name)
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": pin.purl,
        "name": pin.name,
        "version": pin.version,
        "purl": pin.purl,
        "hashes": [{"alg": "SHA-256", "content": content} for content in pin.hashes],
    }
    if said in _SPDX:
        component["licenses"] = [{"license": {"id": said}}]
    elif said:
        component["licenses"] = [{"license": {"name": said}}]
    return component
