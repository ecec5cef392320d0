"""Stands for `systemctl` in the sandbox of `operated.py`: runs what the units there say, without their walls.

Known is what the document asks of it, for the target, its replicas and the proxy alone.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

SANDBOX = Path(os.environ["SANDBOX"])
_PLACES: dict[str, str] = json.loads((SANDBOX / "places.json").read_text())


def _read(path: Path) -> str:
    text = path.read_text("utf-8")
    for there, here in _PLACES.items():
        # What deploy wrote names the sandbox's own folders already.
        text = re.sub(rf"(?<![\w/.-]){re.escape(there)}", here, text)
    return text


def _wanted() -> list[str]:
    (line,) = re.findall("Wants=(.*)", _read(SANDBOX / "units" / "cockpit.target"))
    return [re.findall(r"@(\d+)", unit)[0] for unit in line.split()]


def _start(number: str) -> None:
    unit = _read(SANDBOX / "units" / "cockpit@.service").replace("%i", number)
    (command,) = re.findall("ExecStart=(.*)", unit)
    lines = _read(SANDBOX / "etc" / "cockpit.env").splitlines()
    environment = dict(line.partition("=")[::2] for line in lines if "=" in line and not line.startswith("#"))
    (folder,) = re.findall("WorkingDirectory=(.*)", unit)
    with (SANDBOX / "run" / f"{number}.log").open("ab") as log:
        started = subprocess.Popen(
            shlex.split(command), cwd=folder, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    (SANDBOX / "run" / f"{number}.pid").write_text(str(started.pid))


def _stop(number: str) -> None:
    file = SANDBOX / "run" / f"{number}.pid"
    with suppress(ProcessLookupError, FileNotFoundError):
        pid = int(file.read_text())
        os.kill(pid, signal.SIGTERM)
        for _ in range(900):
            state = Path(f"/proc/{pid}/stat")
            if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
                break
            time.sleep(0.1)
        else:
            os.kill(pid, signal.SIGKILL)
    file.unlink(missing_ok=True)


def _proxy() -> None:
    """The proxy as its file says, at ports of the sandbox's own; it stays who it is."""
    if shutil.which("haproxy") is None:
        return
    here = _PLACES["127.0.0.1:85"]
    text = _read(SANDBOX / "haproxy" / "haproxy.cfg")
    text = re.sub(r"bind :\d*(\d\d)\b", lambda found: f"bind {here}{found[1]}", text)
    text = re.sub(r"^ +(user|group) .*\n", "", text, flags=re.MULTILINE)
    (SANDBOX / "run" / "haproxy.cfg").write_text(text)
    with (SANDBOX / "run" / "haproxy.log").open("ab") as log:
        started = subprocess.Popen(
            ["haproxy", "-f", str(SANDBOX / "run" / "haproxy.cfg")], stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    (SANDBOX / "run" / "haproxy.pid").write_text(str(started.pid))


def main(arguments: list[str]) -> None:
    """Do it; SystemExit for what is not known here."""
    match arguments:
        case ["daemon-reload"]:
            return
        case ["reload", "haproxy"]:
            _proxy()
        case ["enable", "--now", *units] if "cockpit.target" in units:
            for number in _wanted():
                _start(number)
        case ["stop", "cockpit.target"]:
            for number in _wanted():
                _stop(number)
        case ["restart", unit] if re.fullmatch(r"cockpit@\d+", unit):
            _stop(unit[-2:])
            _start(unit[-2:])
        case _:
            raise SystemExit(f"not known here: {arguments}")


if __name__ == "__main__":
    main(sys.argv[1:])
