"""A page without a browser: what its script would say to the server, over the socket, and nothing drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

_SECONDS = 60


class SocketPage:
    """A page of a served dashboard, held open by its socket."""

    def __init__(self, socket: ClientConnection, query: str) -> None:
        self._socket, self._query = socket, query
        self.widgets: dict[str, str] = {}
        self.options: dict[str, list[str]] = {}
        self.rerun()

    def rerun(self, **chosen: str) -> int:
        """Run the page's script, with widgets as chosen, by the end of their key; the bytes that came."""
        said = BackMsg()
        said.rerun_script.query_string = self._query
        said.rerun_script.page_script_hash = ""
        for key, option in chosen.items():
            number = next(each for each in self.options if each.endswith(key))
            state = said.rerun_script.widget_states.widgets.add(id=number)
            state.string_array_value.data.append(option)
        self._socket.send(said.SerializeToString())
        return sum(len(message) for message in self._heard())

    def _heard(self) -> Iterator[bytes]:
        """The messages of a run, until its script has finished."""
        while True:
            message = self._socket.recv(timeout=_SECONDS, decode=False)
            yield bytes(message)
            told = ForwardMsg()
            told.ParseFromString(bytes(message))
            group = told.delta.new_element.button_group
            if group.id:
                self.options[group.id] = [option.content for option in group.options]
            if told.WhichOneof("type") == "script_finished":
                return


@contextmanager
def socket_page(address: str, cookie: str = "", **query: str) -> Iterator[SocketPage]:
    """A page at an address (`http://host:port`), opened with a cookie (`name=value`)."""
    host = urlsplit(address).netloc
    headers = {"Cookie": cookie} if cookie else {}
    with connect(
        f"ws://{host}/_stcore/stream",
        origin=address,
        subprotocols=["streamlit"],
        additional_headers=headers,
        max_size=None,
        compression=None,
    ) as socket:
        yield SocketPage(socket, urlencode(query))
