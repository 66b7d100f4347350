"""Uploading a model folder, to a stub of the hub on this computer."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

huggingface_hub = pytest.importorskip("huggingface_hub", reason="needs the train extra")

from huggingface_hub.repocard_data import model_index_to_eval_results  # noqa: E402

from trainer.model_card import write_model_card  # noqa: E402

ROOT = Path(__file__).parents[2]
REPO = "somebody/pets"


class StubHub(ThreadingHTTPServer):
    """Keeps the files that are uploaded. Larger files go the way of Git LFS, as on the hub."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.objects: dict[str, bytes] = {}
        self.tokens: set[str | None] = set()
        self.cards: list[str] = []
        self.card_errors: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: StubHub

    def do_POST(self) -> None:
        body = self._body()
        self.server.tokens.add(self.headers.get("Authorization"))
        if self.path == "/api/repos/create":
            self._answer({"url": f"{self.server.url}/{REPO}", "name": REPO})
        elif self.path.startswith("/api/validate-yaml"):
            self.server.cards.append(json.loads(body)["content"])
            errors = self.server.card_errors
            self._answer({"errors": errors, "warnings": []}, 400 if errors else 200)
        elif self.path.startswith(f"/api/models/{REPO}/preupload/main"):
            self._answer({"files": [_preupload(file["path"]) for file in json.loads(body)["files"]]})
        elif self.path == f"/{REPO}.git/info/lfs/objects/batch":
            objects = json.loads(body)["objects"]
            self._answer({"transfer": "basic", "objects": [self._lfs_object(one) for one in objects]})
        elif self.path.startswith(f"/api/models/{REPO}/commit/main"):
            self._commit([json.loads(line) for line in body.splitlines()])
        else:
            self.send_error(404)

    def do_PUT(self) -> None:
        self.server.objects[self.path.rpartition("/")[2]] = self._body()
        self._answer({})

    def do_GET(self) -> None:
        self._answer({"id": REPO, "modelId": REPO, "siblings": [], "sha": "0" * 40})

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""

    def _commit(self, lines: list[dict[str, dict[str, str]]]) -> None:
        for line in lines:
            value = line["value"]
            if line["key"] == "file":
                self.server.files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                self.server.files[value["path"]] = self.server.objects[value["oid"]]
        url = f"{self.server.url}/{REPO}/commit/{'0' * 40}"
        self._answer({"success": True, "commitOid": "0" * 40, "commitUrl": url, "hookOutput": ""})

    def _lfs_object(self, one: dict[str, object]) -> dict[str, object]:
        return {**one, "actions": {"upload": {"href": f"{self.server.url}/objects/{one['oid']}", "header": {}}}}

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _answer(self, content: dict[str, object], status: int = 200) -> None:
        sent = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)


def _preupload(path: str) -> dict[str, object]:
    return {
        "path": path, "uploadMode": "lfs" if path.endswith((".safetensors", ".onnx")) else "regular",
        "shouldIgnore": False,
    }  # fmt: skip


@pytest.fixture
def hub() -> Iterator[StubHub]:
    stub = StubHub()
    serving = threading.Thread(target=stub.serve_forever, name="stub hub")
    serving.start()
    yield stub
    stub.shutdown()
    serving.join()
    stub.server_close()


def push(folder: Path, home: Path, endpoint: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("HF_") and "PROXY" not in name.upper()
    }
    given = ["push", "--model", str(folder), "--repo", REPO, "--json"]
    return subprocess.run(
        [sys.executable, "-m", "trainer", *given],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        env={**kept, "HF_HOME": str(home), "HF_ENDPOINT": endpoint, "HF_HUB_DISABLE_XET": "1", **environment},
    )  # fmt: skip


def test_every_file_of_the_model_folder_arrives(
    hub: StubHub, make_tiny_model_folder: Callable[..., Path], tmp_path: Path
) -> None:
    folder = make_tiny_model_folder(classes=("red", "green"))
    done = push(folder, tmp_path / "home", hub.url, HF_TOKEN="hf_secret")
    assert done.returncode == 0, done.stdout + done.stderr
    assert hub.files == {file.name: file.read_bytes() for file in folder.iterdir()}
    assert hub.tokens == {"Bearer hf_secret"}
    assert json.loads(done.stdout.splitlines()[-1])["url"].endswith(f"{REPO}/commit/{'0' * 40}")


def test_without_a_token_one_sentence_says_what_to_do(
    hub: StubHub, make_tiny_model_folder: Callable[..., Path], tmp_path: Path
) -> None:
    done = push(make_tiny_model_folder(classes=("red", "green")), tmp_path / "home", hub.url)
    assert done.returncode == 2
    error = json.loads(done.stdout.splitlines()[-1])
    assert "hf auth login" in error["message"]
    assert not hub.tokens, "the hub is not asked"


def test_a_folder_without_a_model_is_refused(hub: StubHub, tmp_path: Path) -> None:
    done = push(tmp_path, tmp_path / "home", hub.url, HF_TOKEN="hf_secret")
    assert done.returncode == 2
    assert not hub.tokens


@pytest.fixture
def model_with_card(make_tiny_model_folder: Callable[..., Path]) -> Path:
    provenance = {"base": "microsoft/resnet-50", "data": "Bingsu/Cat_and_Dog", "licence": "apache-2.0"}
    provenance |= {"recipe": {}, "date": "2026-01-01", "versions": {"numpy": "2"}}
    policy = {"name": "balanced", "threshold": 0.8, "precision": 0.9965, "coverage": 0.977}
    folder = make_tiny_model_folder(
        card={"policies": [policy], "provenance": provenance, "metrics": {"accuracy": 0.9875}}
    )
    write_model_card(folder)
    return folder


def test_the_hubs_client_validates_the_card(
    hub: StubHub, model_with_card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", hub.url)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    # The client of the tests before may have been made for another address.
    huggingface_hub.close_session()
    card = huggingface_hub.ModelCard.load(model_with_card / "README.md")
    card.validate()
    (seen,) = hub.cards
    assert huggingface_hub.ModelCard(seen).data.to_dict() == card.data.to_dict()
    hub.card_errors = [{"message": "license is unknown"}]
    with pytest.raises(ValueError, match="license is unknown"):
        card.validate()


def test_the_measured_results_are_those_of_the_hubs_own_form(model_with_card: Path) -> None:
    expected = huggingface_hub.metadata_eval_result(
        model_pretty_name="cat / dog",
        task_pretty_name=None,
        task_id="image-classification",
        metrics_pretty_name=None,
        metrics_id="accuracy",
        metrics_value=0.9875,
        dataset_pretty_name="pictures that it did not learn from",
        dataset_id="Bingsu/Cat_and_Dog",
    )
    name, (unverified,) = model_index_to_eval_results(expected["model-index"])
    result = replace(unverified, verified=None)
    data = huggingface_hub.ModelCard.load(model_with_card / "README.md").data
    assert (data.model_name, data.eval_results) == (name, [result])
    assert result.is_equal_except_value(replace(result, metric_value=0.5))
    assert data.eval_results != [replace(result, metric_value=0.5)]


def test_a_card_that_the_hub_refuses_ends_in_one_sentence(hub: StubHub, model_with_card: Path, tmp_path: Path) -> None:
    hub.card_errors = [{"message": "license is unknown"}]
    done = push(model_with_card, tmp_path / "home", hub.url, HF_TOKEN="hf_secret")
    assert done.returncode == 2
    error = json.loads(done.stdout.splitlines()[-1])
    assert (error["event"], REPO in error["message"]) == ("error", True)
    assert "Traceback" not in done.stderr
    assert hub.cards == [(model_with_card / "README.md").read_text("utf-8")]
    assert not hub.files
