"""`evaluate`: a table on the terminal, report.json and report.html."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from catdog_gui.classify.model_folder import ModelFolder, read_model_folder
from catdog_gui.messages import Text
from trainer.dataset_arguments import add_dataset_arguments, columns_from
from trainer.errors import TrainerError
from trainer.evaluation.evaluating import (
    Evaluation,
    comparison,
    confident_mistakes,
    evaluate_model,
    figures,
)
from trainer.evaluation.report import write_report
from trainer.evaluation.table import report_lines
from trainer.events import Events
from trainer.examples import Examples, load_examples, load_negatives
from trainer.hub import go_offline_if_unreachable
from trainer.label_issues import LabelIssue, find_issue, read_issues
from trainer.output import atomic_folder, require_output_available


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", required=True, type=Path, help="model folder")
    add_dataset_arguments(parser)
    parser.add_argument("--split", default="test", help="part of the data set")
    parser.add_argument("--negatives", default=None, help="pictures of none of the classes")
    parser.add_argument(
        "--against", type=Path, default=None, help="another model folder, compared on the same pictures"
    )
    parser.add_argument("--label-issues", type=Path, default=None, help="table (TSV) of pictures with doubtful labels")
    parser.add_argument("--output", type=Path, default=None, help="new folder for report.json and report.html")


def run(args: argparse.Namespace, events: Events) -> None:
    """Evaluates; see `add_arguments`."""
    if args.output is not None:
        require_output_available(args.output)
    issues = read_issues(args.label_issues) if args.label_issues else []
    doubtful_labels = [issue for issue in issues if issue.is_label_doubtful]
    model = read_model_folder(args.model)
    if args.against is not None:
        _require_same_classes(model, read_model_folder(args.against))
    go_offline_if_unreachable(args.dataset, *filter(None, [args.negatives]))
    examples = load_examples(args.dataset, args.split, model.classes, columns_from(args))
    negatives = load_negatives(args.negatives, args.split, model.classes) if args.negatives else None
    evaluation = evaluate_model(args.model, examples, negatives, events)
    report = {"model": str(args.model), "dataset": args.dataset, "split": args.split, **figures(evaluation)}
    if doubtful_labels:
        report["label_issues"] = _label_issue_figures(evaluation, doubtful_labels)
    if args.against is not None:
        other = evaluate_model(args.against, examples, None, events)
        report["against"] = {"model": str(args.against), **comparison(evaluation, other)}
    _emit_report(report, events, as_json=args.json)
    if args.output is not None:
        events.stage("writing the report")
        _write(args.output, report, evaluation, examples, doubtful_labels)
        events.done(output=str(args.output), accuracy=report["accuracy"]["value"])
    else:
        events.done(accuracy=report["accuracy"]["value"])


def _label_issue_figures(evaluation: Evaluation, label_issues: list[LabelIssue]) -> dict[str, Any]:
    names = [evaluation.names[position] for position in confident_mistakes(evaluation)]
    return {
        "listed": sum(find_issue(name, label_issues) is not None for name in evaluation.names),
        "mistakes": int((~evaluation.correct).sum()),
        "confident_mistakes": len(names),
        "confident_mistakes_listed": sum(find_issue(name, label_issues) is not None for name in names),
        "without_them": figures(evaluation.without(label_issues)),
    }


def _require_same_classes(model: ModelFolder, other: ModelFolder) -> None:
    if other.classes != model.classes:
        names = ", ".join(other.classes)
        raise TrainerError(Text.OTHER_CLASSES(other.path, names))


def _emit_report(report: dict[str, Any], events: Events, *, as_json: bool) -> None:
    if as_json:
        for name in ("micro_f1", "macro_f1", "brier", "nll", "ece", "auroc", "fpr_at_95_tpr"):
            if report[name] is not None:
                events.metric(name, report[name])
        if "second_looks" in report:
            events.metric("second looks", report["second_looks"]["value"])
        for policy in report["policies"]:
            shares = {name: policy[name]["value"] for name in ("coverage", "precision", "negatives_decided")}
            events.metric(f"policy {policy['name']}", policy["threshold"], **shares)
        if issues := report.get("label_issues"):
            events.metric(
                "confident mistakes listed", issues["confident_mistakes_listed"], of=issues["confident_mistakes"]
            )
        if other := report.get("against"):
            events.metric("McNemar p", other["p_value"], other_accuracy=other["other_accuracy"]["value"])
        accuracy = report["accuracy"]
        events.metric("accuracy", accuracy["value"], low=accuracy["low"], high=accuracy["high"])
        return
    _print(report_lines(report))


def _print(lines: Iterable[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _write(
    output: Path, report: dict[str, Any], evaluation: Evaluation, examples: Examples, label_issues: list[LabelIssue]
) -> None:
    with atomic_folder(output) as draft:
        (draft / "report.json").write_text(json.dumps(report, indent=1), "utf-8")
        write_report(draft / "report.html", report, evaluation, examples, label_issues)
