"""Sorts photos of cats and dogs into folders, on this computer.

The parts, each of which may import those above it that its docstring names, and any part `messages` (every text for
the user), `paths` (where the program keeps its files) and `storage` (safe files and databases):

- `pictures`: finds, opens and groups picture files.
- `classify`: from a picture to scores, and from scores to a decision.
- `sorting`: plans, moves, the journal and undo.
- `watching`: watched folders. `retraining`: corrections and new models. Neither imports the other.
- `ui`: the window, the only part with Qt. `cli`: the commands, each in a module of its name; it starts the window.

Begin with `cli.sort`: in one page it finds, scores, plans and moves. `tests/test_imports.py` holds these rules.
"""

import os

# ONNX Runtime 1.32 has telemetry, and opened sockets from threads of its own until this was set before it is loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__version__ = "1.2.0"
