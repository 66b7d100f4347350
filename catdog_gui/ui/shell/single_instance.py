"""Lets whoever starts the program again reach the one that is in the tray, instead of a second one."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from catdog_gui.paths import Paths

_PATIENCE_MS = 500
_END = b"\0"


class Doorbell(QObject):
    """Listens while the window is hidden. `rung` gives the folder that is wanted, or None."""

    rung = Signal(object)

    def __init__(self, paths: Paths, parent: QObject) -> None:
        super().__init__(parent)
        self._name = _name(paths)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)

    def listen(self) -> None:
        # What a program that crashed has left would be in the way.
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)

    def close(self) -> None:
        self._server.close()

    @Slot()
    def _answer(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.disconnected.connect(socket.deleteLater)
        socket.readyRead.connect(self._listen_to)
        self._hear(socket)

    @Slot()
    def _listen_to(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        """What has come stays with the socket until it is complete; who hangs up before that wanted nothing."""
        if _END[0] not in socket.peek(socket.bytesAvailable()).data():
            return
        folder = os.fsdecode(bytes(socket.readAll().data()).partition(_END)[0])
        self.rung.emit(Path(folder) if folder else None)


def ring(paths: Paths, folder: Path | None) -> bool:
    """Asks the program in the tray to show its window; whether there is one."""
    socket = QLocalSocket()
    socket.connectToServer(_name(paths))
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    socket.write(os.fsencode(folder.absolute() if folder else "") + _END)
    socket.waitForBytesWritten(_PATIENCE_MS)
    socket.disconnectFromServer()
    return True


def _name(paths: Paths) -> str:
    return f"catdog-{hashlib.sha256(os.fsencode(paths.settings_file)).hexdigest()[:16]}"
