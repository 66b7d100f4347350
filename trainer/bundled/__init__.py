"""Builds the model that the program ships with, from published weights: `python -m trainer build-bundled`.

Begin with `command.py`, which runs the steps: `data.py` says which pictures serve for what, `looks.py` builds one look
on a published network, `pairing.py` makes two looks one model. `recipe.py` holds the numbers.

May import the rest of the trainer; nothing in the trainer imports it. Only the three modules named `command`, `data`
and `recipe` may be imported without torch.
"""
