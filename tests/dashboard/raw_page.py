"""A page without a browser: Streamlit's messages over a bare socket, for a server that really runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

_ENDED = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}


class RawPage:
    """An open page. session: its number, once it was told. buttons: the numbers of its groups of buttons."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self.session = ""
        self.buttons: set[str] = set()

    def run(
        self, query: str = "", page: str = "", seconds: float = 60, chosen: Mapping[str, str] | None = None
    ) -> list[ForwardMsg]:
        """Ask for a run of a page of an address, and return all that is said until it ends.

        chosen: the end of the key of a group of buttons that is there already → the button pressed.
        """
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = page
        for key, option in (chosen or {}).items():
            number = next(each for each in self.buttons if each.endswith(key))
            state = message.rerun_script.widget_states.widgets.add(id=number)
            state.string_array_value.data.append(option)
        self._connection.send(message.SerializeToString())
        return self.heard(seconds)

    def heard(self, seconds: float = 60) -> list[ForwardMsg]:
        """What is said until a run ends. TimeoutError, ConnectionClosed."""
        messages = []
        while True:
            message = ForwardMsg()
            message.ParseFromString(self._connection.recv(seconds, decode=False))
            messages.append(message)
            if group := message.delta.new_element.button_group.id:
                self.buttons.add(group)
            if message.WhichOneof("type") == "new_session":
                self.session = message.new_session.initialize.session_id
            if message.WhichOneof("type") == "script_finished" and message.script_finished in _ENDED:
                return messages


@contextmanager
def raw_page(
    address: str, headers: Mapping[str, str] | None = None, session: str | None = None
) -> Iterator[RawPage]:
    """A page of the server at `address` (http://…); session: the number of one that comes back.

    websockets.exceptions.InvalidStatus if the server refuses it.
    """
    told = ["streamlit", "token", *([session] if session else [])]
    with connect(
        f"ws{address.removeprefix('http')}/_stcore/stream",
        origin=(headers or {}).get("origin", address),  # type: ignore[arg-type]
        subprotocols=[Subprotocol(each) for each in told],
        additional_headers={k: v for k, v in (headers or {}).items() if k != "origin"},
        max_size=None,
        proxy=None,
    ) as connection:
        yield RawPage(connection)
