"""report.html: one self-contained file, light or dark as the reader's system is."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from catdog_gui.pictures.decoding import open_picture
from catdog_gui.pictures.models import PictureError
from trainer.checkpoint import HISTORY
from trainer.evaluation.diagrams import (
    precision_recall_diagram,
    reliability_diagram,
    risk_coverage_curve,
    roc_diagram,
    score_histogram,
    training_curves,
)
from trainer.evaluation.evaluating import Evaluation, confident_mistakes
from trainer.evaluation.style import STYLE
from trainer.evaluation.table import MAX_CONFUSION_CLASSES, mistakes_text, percent
from trainer.examples import Examples
from trainer.label_issues import LabelIssue, find_issue

_THUMBNAIL_SIDE = 224
_THUMBNAIL_QUALITY = 80


def write_report(
    file: Path,
    report: Mapping[str, Any],
    evaluation: Evaluation,
    examples: Examples,
    label_issues: Collection[LabelIssue],
) -> None:
    """Writes the page for the figures in `report`; thumbnails are of `examples`, badges of `label_issues`."""
    title = f"{Path(report['model']).name} on {Path(report['dataset']).name}"
    body = "".join(
        [
            *_head(title, report),
            *_diagrams(report, evaluation),
            *_policies(report),
            *_comparisons(report),
            *_curves(evaluation.model.path / HISTORY),
            *_mistakes(evaluation, examples, label_issues),
        ]
    )
    file.write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
        f"<body><main>{body}</main></body></html>\n",
        "utf-8",
    )


def _head(title: str, report: Mapping[str, Any]) -> Iterator[str]:
    skipped = f", {report['skipped']} could not be read" if report["skipped"] else ""
    yield f"<h1>{escape(title)}</h1>"
    yield f'<p class="quiet">{report["pictures"]:,} pictures of the split “{escape(report["split"])}”{skipped}</p>'
    accuracy = report["accuracy"]
    yield '<div class="tiles">'
    yield _tile("accuracy", _percent(accuracy["value"]), f"{100 * accuracy['low']:.2f} to {100 * accuracy['high']:.2f}")
    yield _tile("macro F1", f"{report['macro_f1']:.4f}", f"micro F1 {report['micro_f1']:.4f}")
    yield _tile("calibration error", f"{report['ece']:.4f}", "15 bins")
    yield _tile("Brier score", f"{report['brier']:.4f}", f"log loss {report['nll']:.4f}")
    if "second_looks" in report:
        twice = report["second_looks"]
        yield _tile("looked at twice", _percent(twice["value"]), f"{twice['hits']:,} pictures")
    if report["negatives"]:
        alarms = f"FPR {_percent(report['fpr_at_95_tpr'])} at 95 % TPR"
        yield _tile("AUROC against others", f"{report['auroc']:.4f}", alarms)
    yield "</div>"


def _diagrams(report: Mapping[str, Any], evaluation: Evaluation) -> Iterator[str]:
    best, correct = evaluation.scores.max(1), evaluation.correct
    yield '<h2>How far the scores can be trusted</h2><div class="cards">'
    reliability = reliability_diagram(best, correct)
    yield _card(
        "Reliability", reliability, "Calibrated scores lie on the dashed line. The larger a dot, the more pictures."
    )
    curve = risk_coverage_curve(evaluation.confidences, correct, report["policies"])
    yield _card(
        "Risk and coverage",
        curve,
        "Dots are the model's policies: fewer pictures decided, fewer mistakes. Between the dashed lines lies the true "
        "share with 95 % confidence: with few mistakes, it is all that can be told.",
    )
    pooled, positives = evaluation.one_against_rest
    yield _card(
        "ROC", roc_diagram(pooled, positives), f"All classes together; area {_figure_or_dash(report['roc_auc'])}."
    )
    yield _card(
        "Precision and recall",
        precision_recall_diagram(pooled, positives),
        f"All classes together; average precision {_figure_or_dash(report['average_precision'])}.",
    )
    negatives = evaluation.negative_scores.max(1)
    histogram = score_histogram(best[correct], best[~correct], negatives)
    keys = ["right", "wrong", *(["of none of the classes"] if len(negatives) else [])]
    yield _card("Scores", histogram + _legend(keys), "Counts on a logarithmic scale.")
    yield _card("Labelled (down), taken for (across)", _confusion(report) + _classes(report), "")
    yield "</div>"


def _confusion(report: Mapping[str, Any]) -> str:
    names = [escape(one["name"]) for one in report["classes"]]
    if len(names) > MAX_CONFUSION_CLASSES:
        return f"<p>The matrix of {len(names)} classes is in report.json.</p>"
    head = "".join(f"<th>{name}</th>" for name in names)
    rows = []
    for row, (name, counts) in enumerate(zip(names, report["confusion"], strict=True)):
        total = max(1, sum(counts))
        cells = "".join(
            f'<td style="--w:{count / total:.3f};--c:var(--{"first" if row == column else "second"})">{count:,}</td>'
            for column, count in enumerate(counts)
        )
        rows.append(f"<tr><th>{name}</th>{cells}</tr>")
    return f'<table class="confusion"><tr><th></th>{head}</tr>{"".join(rows)}</table>'


def _classes(report: Mapping[str, Any]) -> str:
    rows = [
        [escape(one["name"]), f"{one['pictures']:,}", _percent(one["precision"]), _percent(one["recall"])]
        for one in report["classes"]
    ]
    return _table(["class", "pictures", "precision", "recall"], rows)


def _policies(report: Mapping[str, Any]) -> Iterator[str]:
    others = ["others sorted"] if report["negatives"] else []
    rows = [
        [
            escape(one["name"]),
            f"{one['threshold']:.3f}",
            _share(one["coverage"]),
            _share(one["precision"]),
            *([_share(one["negatives_decided"])] if others else []),
        ]
        for one in report["policies"]
    ]
    table = _table(["policy", "threshold", "sorted", "right among them", *others], rows)
    yield f'<h2>Policies</h2><div class="card">{table}</div>'


def _comparisons(report: Mapping[str, Any]) -> Iterator[str]:
    if found := report.get("label_issues"):
        yield (
            f"<h2>Doubtful labels</h2><p>{found['listed']} of the pictures are listed with doubtful labels. Without "
            f"them: accuracy {percent(found['without_them']['accuracy'])}; {mistakes_text(found)}.</p>"
        )
    if other := report.get("against"):
        yield (
            f"<h2>Against {escape(other['model'])}</h2><p>On {other['pictures']:,} pictures: this model "
            f"{percent(other['accuracy'])}, the other {percent(other['other_accuracy'])}. Only this one is right on "
            f"{other['only_this_right']}, only the other on {other['only_other_right']}; McNemar's exact test: "
            f"p = {other['p_value']:.3f}.</p>"
        )


def _curves(file: Path) -> Iterator[str]:
    yield "<h2>Training</h2>"
    if not file.is_file():
        yield '<p class="quiet">The model folder holds no history of its training.</p>'
        return
    try:
        history = json.loads(file.read_text("utf-8"))
        curves = training_curves(history)
        settings = [*_settings("Settings", history), *_settings("Versions", history)]
    except (ValueError, KeyError, TypeError, AttributeError):
        yield f'<p class="quiet">{escape(file.name)} cannot be read.</p>'
        return
    cards = "".join(_card(one.title, one.svg + (_legend(one.legend) if one.legend else ""), "") for one in curves)
    yield f'<div class="cards">{cards}</div>'
    yield f'<div class="cards after">{"".join(settings)}</div>'


def _settings(title: str, history: Mapping[str, Any]) -> Iterator[str]:
    if found := history.get(title.lower()):
        rows = [[escape(name.replace("_", " ")), escape(str(value))] for name, value in found.items()]
        yield _card(title, _table(["", ""], rows), "")


def _mistakes(evaluation: Evaluation, examples: Examples, label_issues: Collection[LabelIssue]) -> Iterator[str]:
    positions = confident_mistakes(evaluation)
    if not positions:
        return
    yield (
        '<h2>Most confident mistakes</h2><p class="quiet">Surest first. A mistake that the model is sure of is often '
        "a wrong label.</p><div class='thumbs'>"
    )
    for position in positions:
        yield _figure(evaluation, examples, position, label_issues)
    yield "</div>"


def _figure(evaluation: Evaluation, examples: Examples, position: int, label_issues: Collection[LabelIssue]) -> str:
    name, classes = evaluation.names[position], evaluation.model.classes
    best, label = evaluation.predicted[position], evaluation.labels[position]
    issue = find_issue(name, label_issues)
    badge = f'<span class="badge">{escape(issue.problem or "label doubtful")}</span>' if issue else ""
    return (
        f'<figure><img alt="" src="{_thumbnail(examples, int(evaluation.indices[position]))}"><figcaption>'
        f"<b>{escape(classes[best])}</b> {evaluation.scores[position, best]:.3f}, labelled {escape(classes[label])}"
        f"<small>{escape(name)}</small>{badge}</figcaption></figure>"
    )


def _thumbnail(examples: Examples, index: int) -> str:
    try:
        picture = open_picture(examples.source.read(index), _THUMBNAIL_SIDE)
    except PictureError:
        picture = Image.new("RGB", (8, 8), "gray")
    small = ImageOps.fit(picture, (_THUMBNAIL_SIDE, _THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=_THUMBNAIL_QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def _legend(names: Sequence[str]) -> str:
    shown = (
        f'<span><i class="key {style}"></i>{name}</span>'
        for name, style in zip(names, ("first", "second", "third"), strict=False)
    )
    return f'<p class="keys">{"".join(shown)}</p>'


def _tile(title: str, value: str, note: str) -> str:
    return f'<div class="tile"><span>{title}</span><b>{value}</b><span>{note}</span></div>'


def _card(title: str, content: str, note: str) -> str:
    return f'<div class="card"><h3>{escape(title)}</h3>{content}{f"<p>{note}</p>" if note else ""}</div>'


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{title}</th>" for title in titles)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def _figure_or_dash(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.2f} %"


def _share(share: Mapping[str, Any]) -> str:
    if share["value"] is None:
        return "–"
    return f"{_percent(share['value'])}<small>{100 * share['low']:.2f} to {100 * share['high']:.2f}</small>"
