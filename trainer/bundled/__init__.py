"""Builds the model that the program ships with, from published weights: `python -m trainer build-bundled`.

Begin with `command.py`, which runs the steps. `soft_labels.py` fits a teacher on the features of two published
networks, `distilling.py` trains a small network on the teacher's probabilities, `averaging.py` averages its weights
with those before training. `recipe.py` holds the numbers.

May import the rest of the trainer, `finetune` included; nothing in the trainer imports it. Only the two modules named
`command` and `recipe` may be imported without torch.
"""
