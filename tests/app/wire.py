"""The wire between a phone and its server: whatever passes is carried, and what the phone said is kept."""

import socket
import threading
from contextlib import suppress


class Wire:
    """Another address of the same server; `said` is every byte that came from the phone."""

    def __init__(self, server_port: int) -> None:
        self.said = bytearray()
        self._server_port = server_port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.origin = f"http://localhost:{self._door.getsockname()[1]}"
        threading.Thread(target=self._welcome, daemon=True).start()

    def close(self) -> None:
        self._door.close()

    def _welcome(self) -> None:
        with suppress(OSError):  # the door was closed
            while True:
                phone, _ = self._door.accept()
                server = socket.create_connection(("127.0.0.1", self._server_port))
                threading.Thread(target=self._carry, args=(phone, server, True), daemon=True).start()
                threading.Thread(target=self._carry, args=(server, phone, False), daemon=True).start()

    def _carry(self, out_of: socket.socket, into: socket.socket, keep: bool) -> None:
        with suppress(OSError):  # either end may hang up first
            while piece := out_of.recv(65536):
                if keep:
                    self.said += piece
                into.sendall(piece)
            into.shutdown(socket.SHUT_WR)
