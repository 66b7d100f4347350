"""A bucket through the real protocol: moto's server on this computer, with a slow and a failing bucket beside it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from catdog_gui.cli import DONE, SOME_FAILED
from tests.archive.conftest import COLOURS, PICTURES, Classify, decisions, read_rows, write_hub_parquet, write_tar

# Their packages need an older python-dateutil than constraints.txt names, so they are in no extra.
pytest.importorskip("s3fs", reason="pip install s3fs, in an environment of its own")
pytest.importorskip("moto.moto_server", reason="pip install moto flask flask-cors, in an environment of its own")

EXPECTED = {name: name for name in COLOURS}
TROUBLED: dict[str, Callable[[], bool]] = {}


def troubled(app: Any) -> Any:
    """The server behind a middleware: pictures of some buckets come late, or not at all."""

    def answer(environment: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        bucket = environment["PATH_INFO"].split("/")[1]
        is_picture = environment["PATH_INFO"].endswith(".png") and environment["REQUEST_METHOD"] == "GET"
        if is_picture and bucket in TROUBLED and TROUBLED[bucket]():
            start_response("503 Slow Down", [("Content-Length", "0")])
            return [b""]
        return app(environment, start_response)

    return answer


pytestmark = pytest.mark.slow  # the server starts in seconds


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, troubled(DomainDispatcherApplication(create_backend_app)), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """Makes a bucket with the pictures in it, and gives fsspec's file system."""
    import s3fs

    for name, value in {
        "AWS_ENDPOINT_URL": server,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    filesystem = s3fs.S3FileSystem()

    def make(name: str) -> Any:
        filesystem.mkdir(name)
        for picture, content in PICTURES.items():
            filesystem.pipe(f"{name}/shelter/{picture}", content)
        return filesystem

    yield make
    TROUBLED.clear()


def test_a_bucket(classify: Classify, table: Path, bucket: Callable[[str], Any]) -> None:
    bucket("plain")
    assert classify("s3://plain/shelter", "--recursive") == DONE
    rows = read_rows(table)
    assert decisions(rows) == EXPECTED
    assert all(row["path"].startswith("s3://plain/shelter/") and len(row["etag"]) == 32 for row in rows)


def test_a_changed_object_is_scored_again(classify: Classify, table: Path, bucket: Callable[[str], Any]) -> None:
    filesystem = bucket("changing")
    classify("s3://changing", "--recursive")
    filesystem.pipe("changing/shelter/cat.png", PICTURES["dog.png"])
    classify("s3://changing", "--recursive")
    rows = read_rows(table)
    assert decisions(rows) == EXPECTED | {"cat": "dog"}
    assert len(rows) == len(PICTURES)


def test_containers_in_a_bucket(classify: Classify, table: Path, bucket: Callable[[str], Any], tmp_path: Path) -> None:
    filesystem = bucket("containers")
    filesystem.put(str(write_tar(tmp_path / "a.tar")), "containers/sets/a.tar")
    filesystem.put(str(write_hub_parquet(tmp_path / "a.parquet")), "containers/sets/a.parquet")
    assert classify("s3://containers/sets", "--recursive") == DONE
    rows = read_rows(table)
    assert decisions(rows) == EXPECTED
    assert len(rows) == 2 * len(PICTURES)


def test_a_failing_bucket_gives_rows_that_are_tried_again(
    classify: Classify, table: Path, bucket: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket("failing")
    TROUBLED["failing"] = lambda: True
    monkeypatch.setattr("s3fs.core.S3FileSystem.retries", 1)
    assert classify("s3://failing", "--recursive") == SOME_FAILED
    assert {row["decision"] for row in read_rows(table)} == {"failed"}
    assert all(row["error"].startswith("cannot be fetched") for row in read_rows(table))
    TROUBLED.clear()
    assert classify("s3://failing", "--recursive") == DONE
    assert decisions(read_rows(table)) == EXPECTED


def test_a_slow_bucket_does_not_hold_the_run(
    classify: Classify, table: Path, bucket: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket("slow")
    TROUBLED["slow"] = lambda: bool(time.sleep(1.0))
    monkeypatch.setattr("catdog_gui.archive.reading.MAX_SECONDS", 0.2)
    assert classify("s3://slow", "--recursive") == SOME_FAILED
    assert {row["error"] for row in read_rows(table)} == {"cannot be fetched: takes longer than 0 seconds to read"}
