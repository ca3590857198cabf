"""Fixtures: a course with the small data set, and a local mirror."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import datasets
from grader.datasets import files
from tests.datasets.small import Mirror, built_in, put, write_catalog


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    requests: list[str] = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            super().do_GET()

        def copyfile(self, source: object, outputfile: object) -> None:
            try:
                super().copyfile(source, outputfile)  # type: ignore[arg-type]
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # a mirror is hung up on once it has shown that it answers

        def log_message(self, *args: object) -> None: ...

    folder = put(tmp_path / "mirror")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield Mirror(f"http://127.0.0.1:{server.server_port}/", folder, requests)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course whose `small` data set has no mirror that answers, and no copy anywhere."""
    root = tmp_path / "course"
    (root / "datasets").mkdir(parents=True)
    monkeypatch.chdir(root)
    monkeypatch.delenv("GRADER_DATA", raising=False)
    monkeypatch.setattr(datasets, "cache_folder", lambda: tmp_path / "cache")
    for name, empty in (("_failed", {}), ("_logged", set()), ("_builtin", {})):
        monkeypatch.setattr(datasets, name, empty)
    known = built_in()
    monkeypatch.setattr(files, "builtin_arrays", lambda entry: known)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")
    write_catalog(root, "http://127.0.0.1:9/")  # the discard port: nobody listens
    return root
