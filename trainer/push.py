"""`push`: uploads a model folder to the hub, card and all."""

from __future__ import annotations

import argparse
from pathlib import Path

from catdog_gui.messages import Text, detail
from trainer.errors import TrainerError
from trainer.events import Events
from trainer.hub import require_config
from trainer.packages import require_packages

# They name the user's own pictures.
_PRIVATE = ["judging.npz", "release.json"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", required=True, type=Path, help="model folder or checkpoint")
    parser.add_argument("--repo", required=True, metavar="USER/NAME", help="where on the hub; made if it is not there")
    parser.add_argument("--private", action="store_true", help="a repository that is made is yours alone to see")


def run(args: argparse.Namespace, events: Events) -> None:
    """Uploads; see `add_arguments`.

    Raises:
        TrainerError: it is no model folder, there is no token, or the hub refuses.
    """
    require_config(args.model)
    require_packages("huggingface_hub")
    import huggingface_hub

    if huggingface_hub.get_token() is None:
        raise TrainerError(Text.NO_HUB_TOKEN())
    events.stage(Text.UPLOADING(args.model, args.repo))
    hub = huggingface_hub.HfApi()
    try:
        hub.create_repo(args.repo, private=args.private, exist_ok=True)
        commit = hub.upload_folder(
            repo_id=args.repo,
            folder_path=args.model,
            commit_message="Upload the model folder",
            ignore_patterns=_PRIVATE,
        )
    except Exception as error:  # noqa: BLE001 - the hub's client may raise anything
        raise TrainerError(Text.NOT_UPLOADED(args.repo, detail(error))) from None
    events.done(url=str(commit.commit_url))
