"""List submissions of invalid files: broken, huge, links, pipes, devices, unusual names."""

from __future__ import annotations

import copy
import json
import os
import socket
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Notebook = dict[str, Any]
SAVE = "save it once more in JupyterLab and hand in that file"
ITSELF = "hand in the file itself"
SECRET = "the answers of somebody else"


@dataclass(frozen=True)
class Hostile:
    """One hostile submission. put: writes it, from its folder and the notebook's path; error: "" where it is graded."""

    put: Callable[[Path, Notebook], object]
    error: str = ""
    left_out: tuple[str, ...] = ()


def written(data: bytes | Callable[[Notebook], bytes]) -> Callable[[Path, Notebook], object]:
    return lambda path, notebook: path.write_bytes(data if isinstance(data, bytes) else data(notebook))


def changed(**parts: Any) -> Callable[[Path, Notebook], object]:
    return written(lambda notebook: json.dumps({**notebook, **parts}).encode())


def without(*keys: str) -> Callable[[Path, Notebook], object]:
    return written(lambda notebook: json.dumps({k: v for k, v in notebook.items() if k not in keys}).encode())


def other_language(notebook: Notebook) -> bytes:
    notebook = copy.deepcopy(notebook)
    notebook["metadata"]["kernelspec"] = {"name": "julia-1.9", "language": "julia", "display_name": "Julia"}
    source = "println(sum(1:3))\nfunction f(x) x^2 end"
    cell = {"cell_type": "code", "id": "julia", "metadata": {}, "source": source, "outputs": [], "execution_count": 1}
    notebook["cells"].insert(1, cell)
    return json.dumps(notebook).encode()


def bare_cells(notebook: Notebook) -> bytes:
    keep = ("cell_type", "source")
    return json.dumps({"cells": [{key: c[key] for key in keep} for c in notebook["cells"]]}).encode()


def sparse(path: Path, notebook: Notebook) -> None:
    with path.open("wb") as file:
        file.write(json.dumps(notebook).encode()[:-1])
        file.truncate(200_000_000)


def bound_socket(path: Path, notebook: Notebook) -> None:
    here = os.getcwd()
    with socket.socket(socket.AF_UNIX) as wire:
        os.chdir(path.parent)  # the whole path may be too long for a socket's name
        try:
            wire.bind(path.name)
        finally:
            os.chdir(here)


def device(path: Path, notebook: Notebook) -> None:
    try:
        os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 5))
    except OSError:
        os.mkfifo(path)  # who may not make devices cannot hand one in


def linked(target: str) -> Callable[[Path, Notebook], object]:
    return lambda path, notebook: path.symlink_to(target.replace("SECRET", str(secret_beside(path))))


def secret_beside(path: Path) -> Path:
    """Locate the file that must not be read: outside of everything handed in."""
    return next(parent for parent in path.parents if parent.name == "submitted").parent / "somebody-else.txt"


def beside(put: Callable[[Path], object]) -> Callable[[Path, Notebook], object]:
    def both(path: Path, notebook: Notebook) -> None:
        path.write_text(json.dumps(notebook))
        put(path.parent)

    return both


def linked_folder(path: Path, notebook: Notebook) -> None:
    path.parent.rmdir()
    path.parent.symlink_to(path.parents[2] / "right" / path.parent.name)


def links_beside(folder: Path) -> None:
    secret = secret_beside(folder / "x")
    (folder / "secret.txt").symlink_to(secret)
    (folder / "zero.bin").symlink_to("/dev/zero")
    (folder / "dangling").symlink_to("nowhere")
    (folder / "loop").symlink_to("loop")
    (folder / "up").symlink_to("..")
    (folder / "hard.txt").hardlink_to(secret)
    os.mkfifo(folder / "pipe")
    bound_socket(folder / "wire", {})
    device(folder / "device", {})


LINK, NO_FILE = "it is a link to another file", "it is no regular file"
#: By student; NAME stands for the notebook's file name.
HOSTILE: Mapping[str, Hostile] = {
    "right": Hostile(changed()),
    "truncated": Hostile(written(lambda n: json.dumps(n).encode()[:-900]), f"it is not JSON (line 1: REASON); {SAVE}"),
    "nested": Hostile(written(b'{"cells": ' + b"[" * 500_000), f"it is nested too deeply; {SAVE}"),
    "nested in metadata": Hostile(
        written(lambda n: json.dumps(n).encode()[:-1] + b', "x": ' + b'{"a":' * 90_000 + b"1" + b"}" * 90_001),
        f"it is nested too deeply; {SAVE}",
    ),
    "huge": Hostile(
        sparse,
        "without saved outputs it is still larger than 10 MB; "
        "clear all outputs, move data into a file beside it, save and hand in again",
    ),
    "format three": Hostile(changed(nbformat=3), f"it is written in notebook format 3, not 4; {SAVE}"),
    "format four": Hostile(changed(nbformat=4, nbformat_minor=0)),
    "format five": Hostile(changed(nbformat=5), f"it is written in notebook format 5, not 4; {SAVE}"),
    "latin-1": Hostile(written(b'{"cells": [], "x": "\xe9"}'), f"it is not valid UTF-8; {SAVE}"),
    "other language": Hostile(written(other_language)),
    "no metadata": Hostile(without("metadata", "nbformat", "nbformat_minor")),
    "bare cells": Hostile(written(bare_cells)),
    "no cells": Hostile(without("cells"), f"it has no list of cells; {SAVE}"),
    "empty": Hostile(written(b""), f"it is empty; {SAVE}"),
    "secret link": Hostile(linked("SECRET"), f"{LINK}; {ITSELF}"),
    "zero link": Hostile(linked("/dev/zero"), f"{LINK}; {ITSELF}"),
    "dangling link": Hostile(linked("nowhere"), f"{LINK}; {ITSELF}"),
    "looping link": Hostile(lambda path, n: path.symlink_to(path.name), f"{LINK}; {ITSELF}"),
    "linked folder": Hostile(linked_folder, "its folder is a link to another one; hand in the folder itself"),
    "pipe": Hostile(lambda path, n: os.mkfifo(path), f"{NO_FILE}; {ITSELF}"),
    "socket": Hostile(bound_socket, f"{NO_FILE}; {ITSELF}"),
    "device": Hostile(device, f"{NO_FILE}; {ITSELF}"),
    "folder": Hostile(lambda path, n: path.mkdir(), f"{NO_FILE}; {ITSELF}"),
    "links beside": Hostile(
        beside(links_beside),
        left_out=("secret.txt", "zero.bin", "dangling", "loop", "up", "hard.txt", "pipe", "wire", "device"),
    ),
    "timestamp of no time": Hostile(beside(lambda folder: (folder / "timestamp.txt").write_text("tomorrow, perhaps"))),
    "timestamp without end": Hostile(
        beside(lambda folder: (folder / "timestamp.txt").symlink_to("/dev/zero")), left_out=("timestamp.txt",)
    ),
    "김철수": Hostile(changed()),
    " spaces  in it ": Hostile(changed()),
    "quote'\"<b>&": Hostile(changed()),
}


@contextmanager
def handed_in(root: Path, lab: str, notebook: Notebook) -> Iterator[Path]:
    """Write all of them to root/submitted, each with the right answers of `notebook`; remove them at the end."""
    (root / "somebody-else.txt").write_text(SECRET)
    for student, hostile in HOSTILE.items():
        folder = root / "submitted" / student / lab
        folder.mkdir(parents=True)
        hostile.put(folder / f"{lab}.ipynb", notebook)
    try:
        yield root / "submitted"
    finally:
        with suppress(OSError):
            (root / "submitted" / "huge" / lab / f"{lab}.ipynb").unlink()
