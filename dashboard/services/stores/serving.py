"""Requests to the program that has the store open, over a socket beside the store.

A second process cannot open the store, so the one that has it answers for it: one line of
JSON with what is asked, then lines of JSON with the progress and the outcome. Files go along
as bytes, once the one that answers has said that it takes so much: it may not see, or not be
allowed to read, what whoever asks can. The socket lies in a folder that only this user may
enter. That is the whole of the access control: a key beside it could be read by exactly those
who can use the socket anyway.
"""

from __future__ import annotations

import json
import logging
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dashboard.i18n import DEFAULT, Translator, translator
from dashboard.services.stores.stores import open_store
from dashboard.services.uploads.limits import most_per_reader
from dashboard.services.uploads.sentences import sentence
from data.scratch import scratch
from data.store import BackupRefused, Store, StoreBusy, StoreError
from data.store.address import Address, address

_log = logging.getLogger("region_cockpit")
_FOLDER, _SOCKET = "serving", "socket"
_LONGEST_REQUEST = 1 << 20
_PATIENCE = 5.0

Progress = Callable[[float, str], None]
Verb = Callable[[Store, Mapping[str, Any], Progress, Translator], dict[str, Any]]


class Refused(StoreError):
    """What the other program said, in the reader's language."""


class _Listener(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def __init__(self, path: str, url: str, verbs: Mapping[str, Verb]) -> None:
        self.url = url
        self.verbs = verbs
        super().__init__(path, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asked has gone away, or asked nonsense; this program goes on."""
        del request, client_address
        _log.warning("a request over the socket failed", exc_info=True)


class _Handler(socketserver.StreamRequestHandler):
    server: _Listener

    def handle(self) -> None:
        self.request.settimeout(_PATIENCE)
        asked = json.loads(self.rfile.readline(_LONGEST_REQUEST))
        self.request.settimeout(None)
        _ = translator(str(asked.get("language", DEFAULT)))
        try:
            arguments = {**asked["arguments"], **self._files(asked.get("files", {}), _)}
            with open_store(self.server.url) as store:
                verb = self.server.verbs[asked["verb"]]
                self._say(done=verb(store, arguments, self._progress, _))
        except StoreError as error:
            self._say(refused=sentence(error, _))
        except ConnectionError:
            _log.info("whoever asked for %s went away before it was done", asked["verb"])

    def _files(self, sizes: Mapping[str, int], _: Translator) -> dict[str, dict[str, bytes]]:
        """What goes along, as the argument `files`: name → content."""
        if not sizes:
            return {}
        most = most_per_reader()
        if sum(sizes.values()) > most:
            raise Refused(
                _(
                    "The program that has the store open takes {most} MB of files at once. Give fewer of "
                    "them at a time, or end that program first.",
                    most=most // 1_000_000,
                )
            )
        self._say(takes=sizes)
        self.request.settimeout(_PATIENCE)
        files = {name: self.rfile.read(size) for name, size in sizes.items()}
        self.request.settimeout(None)
        if any(len(files[name]) != size for name, size in sizes.items()):
            raise ConnectionError
        return {"files": files}

    def _progress(self, share: float, step: str) -> None:
        self._say(share=share, step=step)

    def _say(self, **what: object) -> None:
        self.wfile.write(json.dumps(what).encode() + b"\n")


_listening: dict[Address, _Listener] = {}
_offered: dict[str, Verb] = {}
_lock = threading.Lock()


def offer(verb: str, answer: Verb) -> None:
    """Answer another verb, about whatever store is listened for from now on."""
    _offered[verb] = answer


def listen(url: str, verbs: Mapping[str, Verb]) -> None:
    """Answer requests about the store at `url`, which this process has open, from now on.

    Asked again it does nothing. A store in memory has nobody to ask, and one with its catalog in PostgreSQL
    is opened by whoever asks; where the socket cannot
    be made, the log says so and the store is served all the same.
    """
    place = address(url)
    folder = place.belonging(_FOLDER) if place.server is None else None
    with _lock:
        if folder is None or place in _listening:
            return
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            folder.chmod(0o700)
            # Whoever has the store open owns the address; a socket in place is a dead program's.
            (folder / _SOCKET).unlink(missing_ok=True)
            with _short(folder) as way:
                listener = _Listener(str(way / _SOCKET), url, {**_offered, **verbs})
        except OSError as error:
            _log.warning("no commands while the store is served: %s", error)
            return
        _listening[place] = listener
    threading.Thread(target=listener.serve_forever, name="serving", daemon=True).start()


def close() -> None:
    """Answer nobody any more, and take the sockets away."""
    with _lock:
        for place, listener in _listening.items():
            listener.shutdown()
            listener.server_close()
            (place.belonging(_FOLDER) or Path()).joinpath(_SOCKET).unlink(missing_ok=True)
        _listening.clear()


def answer(
    place: Address,
    verb: str,
    arguments: Mapping[str, Any],
    progress: Progress,
    _: Translator,
    busy: StoreBusy,
    *,
    files: Mapping[str, bytes] | None = None,
) -> dict[str, Any]:
    """What the program that has the store open answers; `busy` is raised if nobody listens.

    files: what goes along, which the verb finds among its arguments. Refused carries its own words,
    BackupRefused says that it broke off.
    """
    files = files or {}
    folder = place.belonging(_FOLDER)
    if folder is None:
        raise busy
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        try:
            with _short(folder) as way:
                connection.connect(str(way / _SOCKET))
        except OSError:
            raise busy from None
        sizes = {name: len(content) for name, content in files.items()}
        request = {"verb": verb, "arguments": arguments, "language": _.language, "files": sizes}
        try:
            connection.sendall(json.dumps(request).encode() + b"\n")
            with connection.makefile("rb") as lines:
                for line in lines:
                    said = json.loads(line)
                    if "share" in said:
                        progress(said["share"], said["step"])
                    elif "refused" in said:
                        raise Refused(said["refused"])
                    elif "takes" in said:
                        for content in files.values():
                            connection.sendall(content)
                    else:
                        return dict(said["done"])
        except (OSError, ValueError) as error:
            raise BackupRefused("broken_off") from error
    raise BackupRefused("broken_off")


@contextmanager
def _short(folder: Path) -> Iterator[Path]:
    """A way to `folder` that is short enough for a socket's address (about 100 bytes)."""
    with scratch("way") as beginning:
        way = beginning / "to"
        way.symlink_to(folder, target_is_directory=True)
        yield way
