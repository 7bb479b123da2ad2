"""A proxy that counts what a server sends: everything, a service worker's requests too."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class CountingProxy:
    """Passes connections on to a port of loopback and counts."""

    def __init__(self, port: int) -> None:
        self.received = 0
        self.connections = 0
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Take no further connections."""
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", self._target)) as server:
            sender = threading.Thread(target=self._pass, args=(client, server, False), daemon=True)
            sender.start()
            self._pass(server, client, True)

    def _pass(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        used = False
        with suppress(OSError):
            while piece := source.recv(65536):
                if counts:
                    self.received += len(piece)
                    self.connections += not used
                used = True
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
