"""Trains, evaluates, calibrates and exports image classifiers: `python -m trainer COMMAND`.

Begin with `cli.py`, which lists the commands and the module of each. `finetune/` trains a whole network,
`head_command.py` refits the last layer of a model, `evaluation/` measures a model, `contact_sheet.py` draws its
decisions on one sheet, `export.py` makes a model folder, and `bundled/` builds the model that the program ships with.
They share `examples.py` (labelled pictures), `events.py` (what a command reports), `head.py` (fits a last layer),
`calibration.py` (temperature and thresholds) and `output.py` (an output folder appears whole or not at all).

May import `catdog_gui.pictures` and `catdog_gui.classify`, and nothing else of the program; no Qt. Torch and other
large libraries are imported where they are used, so that the commands that do not need them run without them. The
program does not import the trainer: it starts it as a child process.
"""
