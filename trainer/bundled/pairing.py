"""Two looks as one model: when the second is asked, and policies chosen on the scores that both give together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from catdog_gui.classify.model_folder import METADATA, read_model_folder
from catdog_gui.classify.second_look import Joining
from trainer.bundled.looks import BuiltLook
from trainer.calibration import choose_policies_by_coverage, policies_json
from trainer.events import Events
from trainer.export import decision_agreement
from trainer.model_card import write_model_card


def write_pair(draft: Path, looks: Sequence[BuiltLook], joining: Joining, events: Events) -> None:
    """Completes the folder of the first look, in which the second one lies already."""
    first, second = looks
    kind = first.model.kind
    asked = joining.in_doubt(first.validation)
    final = joining.final(first.validation, second.validation, kind)
    labels = first.validation_labels
    policies = choose_policies_by_coverage(final, labels, kind)
    description = json.loads((draft / METADATA).read_text("utf-8"))
    description |= {"second_look": asdict(joining), "policies": policies_json(policies)}
    description["metrics"] |= {
        "int8_agreement": decision_agreement(
            joining.final(first.held_out, second.held_out, kind),
            joining.final(first.held_out_float, second.held_out_float, kind),
            kind,
        ),
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
    for name in ("int8_agreement", "validation_accuracy", "second_looks"):
        events.metric(name, description["metrics"][name])
