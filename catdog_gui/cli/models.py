"""`catdog models`: the releases, and which one is in use."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from catdog_gui.cli import DONE
from catdog_gui.cli.console import UsageError, print_out, write_json
from catdog_gui.paths import Paths
from catdog_gui.retraining.models import Release, RetrainingError
from catdog_gui.retraining.releases import Releases


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout, nothing else")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="every model, newest first")
    for name, summary in {"use": "switch to a model", "remove": "delete a model that is not in use"}.items():
        actions.add_parser(name, help=summary).add_argument("name", metavar="NAME", help="as `list` shows it")
    actions.add_parser("rollback", help="go back to the model that was in use before")
    importing = actions.add_parser("import", help="take a model folder from elsewhere; checked, not used at once")
    importing.add_argument("folder", type=Path, metavar="DIR")
    exporting = actions.add_parser("export", help="copy a model to a folder")
    exporting.add_argument("name", metavar="NAME")
    exporting.add_argument("folder", type=Path, metavar="DIR")
    for action in actions.choices.values():
        # SUPPRESS: the default of this parser would overwrite a --json that stands before the action.
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Does what the action says."""
    releases = Releases(Paths.at(args.home).models_dir)
    actions: dict[str, Callable[[], None]] = {
        "list": lambda: _print_releases(releases.all(), as_json=args.json),
        "use": lambda: _print_release(releases.use(args.name), "in use", as_json=args.json),
        "rollback": lambda: _print_release(releases.roll_back(), "in use", as_json=args.json),
        "import": lambda: _print_release(releases.import_folder(args.folder), "imported", as_json=args.json),
        "export": lambda: releases.export(args.name, args.folder),
        "remove": lambda: releases.remove(args.name),
    }
    try:
        actions[args.action]()
    except RetrainingError as error:
        raise UsageError(str(error)) from None
    return DONE


def _print_releases(releases: tuple[Release, ...], *, as_json: bool) -> None:
    for release in releases:
        _print_release(release, "in use" if release.in_use else "", as_json=as_json)


def _print_release(release: Release, state: str, *, as_json: bool) -> None:
    if as_json:
        write_json(
            name=release.name,
            date=None if release.date is None else release.date.isoformat(),
            id=release.id or None,
            parent=release.parent or None,
            origin=release.origin or None,
            classes=list(release.classes),
            counts=dict(release.counts),
            verdict=None if release.report is None else release.report.result,
            reason=None if release.report is None else release.report.reason,
            in_use=release.in_use,
            problem=release.problem or None,
        )
        return
    when = "" if release.date is None else f"{release.date.astimezone():%Y-%m-%d %H:%M}"
    learned_from = ", ".join(f"{count:,} {label}" for label, count in release.counts.items())
    remark = release.problem or (release.report.reason if release.report else "")
    mark = "*" if release.in_use else " "
    print_out(f"{mark} {release.name:<22} {when:<16}  {learned_from or release.origin:<30} {remark or state}")
