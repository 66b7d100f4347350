"""Measures a model on labelled pictures: `python -m trainer evaluate`.

Begin with `command.py`. `evaluating.py` scores the pictures and computes the figures with the formulas of
`trainer/metrics.py`. `table.py` prints them; `report.py` writes them as a web page, with the diagrams of `diagrams.py`,
which `charts.py` draws.

May import the modules of the trainer, but neither `finetune` nor `bundled`; needs no torch.
"""
