"""Trains a whole network on pictures of any classes, with transformers' Trainer: `python -m trainer finetune`.

Begin with `command.py`, which runs the steps. `data.py` reads and splits the pictures, `setup.py` loads the base model
and fits its head, `training.py` trains the network, `publishing.py` writes the output. `recipes.py` holds the numbers,
`workspace.py` keeps what an interrupted run needs to resume.

May import the modules of the trainer, but neither `evaluation` nor `bundled`. The modules named here, except `setup`
and `training`, are imported without torch; all others need it.
"""
