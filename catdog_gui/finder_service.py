"""The Quick Action of Finder: an Automator workflow, which is a folder of two property lists.

Not tried on a Mac yet: the files are what Automator writes for "Run Shell Script" with folders of Finder as input.
"""

from __future__ import annotations

import plistlib
import shlex
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from catdog_gui.messages import Text, UserError
from catdog_gui.pictures.opening import read_linked_file
from catdog_gui.storage import write_atomically

_IDENTIFIER = "app.catdog.catdog.sort-here"
_INFO = "Contents/Info.plist"
_WORKFLOW = "Contents/document.wflow"
_ARGUMENTS_AS_INPUT = 1


def services_folder() -> Path:
    """Where the user's Quick Actions are."""
    return Path.home() / "Library" / "Services"


def is_installed(services: Path) -> bool:
    return any(True for _ in _own_workflows(services))


def install(command: Sequence[str], label: str, services: Path) -> None:
    """Adds `label` to the menu that Finder shows for a folder; it runs `command` with the folder.

    Raises:
        OSError: a file cannot be written.
        UserError: a Quick Action of another program has the name.
    """
    workflow = services / f"{label.replace('/', '-')}.workflow"
    if workflow.exists() and not _is_own(workflow):
        raise UserError(Text.FILE_OF_ANOTHER_PROGRAM(workflow))
    remove(services)
    write_atomically(workflow / _WORKFLOW, plistlib.dumps(_workflow(command)))
    # Last: it makes the folder ours, and a Quick Action.
    write_atomically(workflow / _INFO, plistlib.dumps(_info(label)))


def remove(services: Path) -> None:
    """Removes the Quick Action, whatever language its name is in.

    Raises:
        OSError: it cannot be removed.
    """
    for workflow in list(_own_workflows(services)):
        shutil.rmtree(workflow)


def _own_workflows(services: Path) -> Iterator[Path]:
    return filter(_is_own, services.glob("*.workflow"))


def _is_own(workflow: Path) -> bool:
    try:
        info = plistlib.loads(read_linked_file(workflow / _INFO))
    except (OSError, ValueError, plistlib.InvalidFileException):
        return False
    return not workflow.is_symlink() and isinstance(info, dict) and info.get("CFBundleIdentifier") == _IDENTIFIER


def _info(label: str) -> dict[str, object]:
    service = {
        "NSMenuItem": {"default": label},
        "NSMessage": "runWorkflowAsService",
        "NSRequiredContext": {"NSApplicationIdentifier": "com.apple.finder"},
        "NSSendFileTypes": ["public.folder"],
    }
    return {"CFBundleIdentifier": _IDENTIFIER, "CFBundleName": label, "NSServices": [service]}


def _workflow(command: Sequence[str]) -> dict[str, object]:
    action = {
        "AMAccepts": {"Container": "List", "Optional": True, "Types": ["com.apple.cocoa.string"]},
        "AMProvides": {"Container": "List", "Types": ["com.apple.cocoa.string"]},
        "ActionBundlePath": "/System/Library/Automator/Run Shell Script.action",
        "ActionName": "Run Shell Script",
        "ActionParameters": {
            # Finder waits for the script, and should not wait for the window.
            "COMMAND_STRING": f'nohup {shlex.join(command)} "$1" >/dev/null 2>&1 &',
            "inputMethod": _ARGUMENTS_AS_INPUT,
            "shell": "/bin/sh",
        },
        "BundleIdentifier": "com.apple.RunShellScript",
        "Class Name": "RunShellScriptAction",
    }
    metadata = {
        "serviceApplicationBundleID": "com.apple.finder",
        "serviceInputTypeIdentifier": "com.apple.Automator.fileSystemObject.folder",
        "serviceOutputTypeIdentifier": "com.apple.Automator.nothing",
        "workflowTypeIdentifier": "com.apple.Automator.servicesMenu",
    }
    return {
        "AMApplicationVersion": "2.10",
        "AMDocumentVersion": "2",
        "actions": [{"action": action}],
        "connectors": {},
        "workflowMetaData": metadata,
    }
