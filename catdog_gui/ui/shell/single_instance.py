"""If the program is started again while it is in the tray, its window opens instead of a second program."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from catdog_gui.paths import Paths

_TIMEOUT_MS = 500
_TERMINATOR = b"\0"


class SingleInstance(QObject):
    """Listens while the window is hidden. `activated` has the folder to open, or None."""

    activated = Signal(object)

    def __init__(self, paths: Paths, parent: QObject) -> None:
        super().__init__(parent)
        self._server_name = _server_name(paths)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_new_connection)

    def listen(self) -> None:
        # A crashed program may have left its socket.
        QLocalServer.removeServer(self._server_name)
        self._server.listen(self._server_name)

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
        if _TERMINATOR[0] not in socket.peek(socket.bytesAvailable()).data():
            return
        folder = os.fsdecode(bytes(socket.readAll().data()).partition(_TERMINATOR)[0])
        self.activated.emit(Path(folder) if folder else None)


def activate_running(paths: Paths, folder: Path | None) -> bool:
    """Asks the program in the tray to show its window; False if there is none."""
    socket = QLocalSocket()
    socket.connectToServer(_server_name(paths))
    if not socket.waitForConnected(_TIMEOUT_MS):
        return False
    socket.write(os.fsencode(folder.absolute() if folder else "") + _TERMINATOR)
    socket.waitForBytesWritten(_TIMEOUT_MS)
    socket.disconnectFromServer()
    return True


def _server_name(paths: Paths) -> str:
    return f"catdog-{hashlib.sha256(os.fsencode(paths.settings_file)).hexdigest()[:16]}"
