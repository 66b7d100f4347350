"""A report as lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

# With more classes a matrix is too wide to be read.
MAX_CONFUSION_CLASSES = 12


def report_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """The figures of `evaluate`, aligned."""
    yield f"{report['model']} on {report['dataset']}, {report['split']}"
    yield f"{report['pictures']:,} pictures, {report['skipped']} skipped"
    yield ""
    yield from _overall(report)
    yield ""
    yield from _classes(report)
    yield ""
    yield from _confusion(report)
    yield ""
    yield from _policies(report)
    if "label_issues" in report:
        yield from _label_issues(report["label_issues"])
    if "against" in report:
        yield from _against(report["against"])


def percent(share: Mapping[str, Any]) -> str:
    """As "99.25 %  (98.77 to 99.55)", or a dash where nothing was measured."""
    if share["value"] is None:
        return "-"
    return f"{share['value']:.2%}  ({100 * share['low']:.2f} to {100 * share['high']:.2f})".replace("%", " %")


def mistakes_text(found: Mapping[str, Any]) -> str:
    """How many of the most confident mistakes are listed with doubtful labels, in words."""
    most_confident, total = found["confident_mistakes"], found["mistakes"]
    which = f"all {total}" if most_confident == total else f"the {most_confident} most confident of {total}"
    return f"of {which} mistakes, {found['confident_mistakes_listed']} are listed"


def _overall(report: Mapping[str, Any]) -> Iterator[str]:
    yield _row("accuracy (95 % interval)", percent(report["accuracy"]))
    for name, title in (
        ("micro_f1", "micro F1"),
        ("macro_f1", "macro F1"),
        ("brier", "Brier score"),
        ("nll", "negative log-likelihood"),
        ("ece", "calibration error, 15 bins"),
    ):
        yield _row(title, f"{report[name]:.4f}")
    if "second_looks" in report:
        yield _row("looked at twice", percent(report["second_looks"]))
    if report["negatives"]:
        yield _row(f"AUROC against {report['negatives']:,} others", f"{report['auroc']:.4f}")
        yield _row("false alarms at 95 % found", f"{report['fpr_at_95_tpr']:.2%}".replace("%", " %"))


def _row(title: str, value: str) -> str:
    return f"  {title:<30}{value}"


def _classes(report: Mapping[str, Any]) -> Iterator[str]:
    width = max(len("class"), *(len(one["name"]) for one in report["classes"]))
    yield f"  {'class':<{width}}  pictures  precision   recall"
    for one in report["classes"]:
        precision, recall = (f"{one[name]:.4f}" if one[name] is not None else "-" for name in ("precision", "recall"))
        yield f"  {one['name']:<{width}}  {one['pictures']:>8,}  {precision:>9}  {recall:>7}"


def _confusion(report: Mapping[str, Any]) -> Iterator[str]:
    names = [one["name"] for one in report["classes"]]
    if len(names) > MAX_CONFUSION_CLASSES:
        yield f"  the confusion matrix of {len(names)} classes is in report.json"
        return
    width = max(8, *(len(name) for name in names))
    yield "  labelled (down), taken for (across)"
    yield "  " + " " * width + "".join(f"  {name:>{width}}" for name in names)
    for name, row in zip(names, report["confusion"], strict=True):
        yield f"  {name:<{width}}" + "".join(f"  {count:>{width},}" for count in row)


def _policies(report: Mapping[str, Any]) -> Iterator[str]:
    yield f"  {'policy':<12}{'threshold':>9}   {'sorted':<30}{'right among them':<30}" + (
        "others sorted" if report["negatives"] else ""
    )
    for one in report["policies"]:
        others = percent(one["negatives_decided"]) if report["negatives"] else ""
        yield (
            f"  {one['name']:<12}{one['threshold']:>9.3f}   {percent(one['coverage']):<30}"
            f"{percent(one['precision']):<30}{others}"
        ).rstrip()


def _label_issues(found: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"  {found['listed']} of the pictures are listed with doubtful labels; without them:"
    yield _row("accuracy (95 % interval)", percent(found["without_them"]["accuracy"]))
    yield f"  {mistakes_text(found)}"


def _against(found: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"  against {found['model']}, {found['pictures']:,} pictures"
    yield _row("this model", percent(found["accuracy"]))
    yield _row("the other", percent(found["other_accuracy"]))
    yield _row("only this one right", str(found["only_this_right"]))
    yield _row("only the other right", str(found["only_other_right"]))
    yield _row("McNemar, exact, two-sided", f"p = {found['p_value']:.4f}")
