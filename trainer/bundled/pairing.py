"""Two looks as one model: when the second is asked, and policies chosen on the scores that both give together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from scipy.special import logit

from catdog_gui.classify.head import Floats
from catdog_gui.classify.model_folder import METADATA, read_model_folder
from catdog_gui.classify.second_look import Joining
from trainer.bundled.looks import BuiltLook
from trainer.calibration import choose_policies, policies_json
from trainer.events import Events
from trainer.model_card import write_model_card


def write_pair(draft: Path, looks: Sequence[BuiltLook], joining: Joining, events: Events) -> None:
    """Completes the folder of the first look, in which the second one lies already."""
    kind = looks[0].model.kind
    scores = [look.model.head.scores(look.validation[0]) for look in looks]
    asked = joining.in_doubt(scores[0])
    final = joining.final(scores[0], scores[1], kind)
    labels = looks[0].validation[1]
    policies = choose_policies(_logits(final), labels, kind, 1.0)
    description = json.loads((draft / METADATA).read_text("utf-8"))
    description |= {"second_look": asdict(joining), "policies": policies_json(policies)}
    description["metrics"] |= {
        "validation_pictures": len(labels),
        "validation_accuracy": float((final.argmax(1) == labels)[labels >= 0].mean()),
        "second_looks": float(asked[labels >= 0].mean()),
    }
    (draft / METADATA).write_text(json.dumps(description, indent=2) + "\n", "utf-8")
    write_model_card(draft)
    read_model_folder(draft)
    for policy in policies:
        events.metric(
            f"threshold_{policy.name}", policy.threshold, precision=policy.precision, coverage=policy.coverage
        )
    for name in ("validation_accuracy", "second_looks"):
        events.metric(name, description["metrics"][name])


def _logits(scores: Floats) -> Floats:
    return np.asarray(logit(np.clip(scores.astype(np.float64), 1e-9, 1 - 1e-9)), np.float32)
