"""The messages of the parts in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from catdog_gui.messages import CONTEXT, Message


def translate_message(message: str) -> str:
    """The sentence as the user's language says it, beginning with a capital letter.

    A message is found by its id. Mere text, as an older version of the program stored it, is found where it is a whole
    entry of the catalogue, and else stays as it is.
    """
    text = _translate(message) if isinstance(message, Message) else QCoreApplication.translate(CONTEXT, message)
    return text[:1].upper() + text[1:]


def _translate(message: Message) -> str:
    text = QCoreApplication.translate(CONTEXT, message.text.value)
    return text.format(*(_translate(each) if isinstance(each, Message) else each for each in message.arguments))
