"""Two built looks as one model, with policies chosen on their final scores of pictures from other sources."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from catdog_gui.classify.second_look import Joining
from trainer.bundled.looks import BuiltLook
from trainer.calibration import choose_policies_by_coverage
from trainer.events import Events
from trainer.export import decision_agreement
from trainer.pairing import add_second_look


def write_pair(draft: Path, looks: Sequence[BuiltLook], joining: Joining, events: Events) -> None:
    """Completes the folder of the first look, in which the second one lies already."""
    first, second = looks
    kind = first.model.kind
    asked = joining.in_doubt(first.validation)
    final = joining.final(first.validation, second.validation, kind)
    labels = first.validation_labels
    metrics = {
        "int8_agreement": decision_agreement(
            joining.final(first.held_out, second.held_out, kind),
            joining.final(first.held_out_float, second.held_out_float, kind),
            kind,
        ),
        "validation_pictures": len(labels),
        "validation_accuracy": float((final.argmax(1) == labels)[labels >= 0].mean()),
        "second_looks": float(asked[labels >= 0].mean()),
    }
    add_second_look(draft, joining, choose_policies_by_coverage(final, labels, kind), metrics, events)
