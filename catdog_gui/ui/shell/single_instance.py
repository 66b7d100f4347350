"""If the program is started again while it runs, its window is raised instead of a second one opening."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QAbstractSocket, QLocalServer, QLocalSocket

from catdog_gui.paths import Paths

_CONNECT_MS = 500
# The running program may just be starting, or busy for a moment.
_ANSWER_MS = 5000
_TERMINATOR = b"\0"
_DONE = b"\1"


@dataclass(frozen=True, slots=True)
class Activation:
    """What the second start wants: the folder to open, and the desktop's permission to come to the front."""

    folder: Path | None = None
    token: str = ""

    def to_bytes(self) -> bytes:
        return os.fsencode(self.folder or "") + _TERMINATOR + os.fsencode(self.token) + _TERMINATOR

    @classmethod
    def from_bytes(cls, request: bytes) -> Activation:
        folder, token, _ = request.split(_TERMINATOR)
        return cls(Path(os.fsdecode(folder)) if folder else None, os.fsdecode(token))


class SingleInstance(QObject):
    """Listens for other starts with the same settings. `activated` has their `Activation`."""

    activated = Signal(object)

    def __init__(self, paths: Paths, parent: QObject) -> None:
        super().__init__(parent)
        self._paths = paths
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_new_connection)

    def listen(self) -> None:
        name = _server_name(self._paths)
        in_use = QAbstractSocket.SocketError.AddressInUseError
        if not self._server.listen(name) and self._server.serverError() == in_use and not is_running(self._paths):
            # A crashed program has left its socket.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    def close(self) -> None:
        self._server.close()

    @Slot()
    def _on_new_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.disconnected.connect(socket.deleteLater)
        socket.readyRead.connect(self._on_ready_read)
        self._read_request(socket)

    @Slot()
    def _on_ready_read(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._read_request(socket)

    def _read_request(self, socket: QLocalSocket) -> None:
        """Waits until the request is complete; an incomplete one is ignored."""
        if bytes(socket.peek(socket.bytesAvailable()).data()).count(_TERMINATOR) < 2:
            return
        self.activated.emit(Activation.from_bytes(bytes(socket.readAll().data())))
        socket.write(_DONE)
        socket.flush()


def is_running(paths: Paths) -> bool:
    return _connect(paths) is not None


def activate_running(paths: Paths, folder: Path | None) -> bool:
    """Asks the running program to show its window; False if there is none, or if it does not answer."""
    socket = _connect(paths)
    if socket is None:
        return False
    token = os.environ.get("XDG_ACTIVATION_TOKEN", "")
    socket.write(Activation(folder.absolute() if folder else None, token).to_bytes())
    return socket.waitForReadyRead(_ANSWER_MS)


def _connect(paths: Paths) -> QLocalSocket | None:
    socket = QLocalSocket()
    socket.connectToServer(_server_name(paths))
    return socket if socket.waitForConnected(_CONNECT_MS) else None


def _server_name(paths: Paths) -> str:
    return f"catdog-{hashlib.sha256(os.fsencode(paths.settings_file.absolute())).hexdigest()[:16]}"
