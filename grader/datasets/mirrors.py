"""Brings the files of a data set from its mirrors, and finds out quickly where there is no network."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from grader.core.errors import DataError, UnavailableError
from grader.datasets.catalog import Entry

#: Seconds within which a mirror must answer; name lookup, which has no time limit of its own, included.
PATIENCE = 4.0
_READ_TIMEOUT = 30.0
_CHUNK = 1 << 16


def download(entry: Entry, files: Sequence[str], folder: Path) -> None:
    """Download these files into `folder`, each from the first mirror that has it whole.

    A file appears under its name only once its checksum is right, so an interrupted download can simply be run
    again. Raises UnavailableError where no mirror answers or none has a file whole, DataError where the folder cannot
    be written.
    """
    try:
        mirrors = answering(entry.mirrors, files[0])
        if not mirrors:
            hosts = " or ".join(entry.mirrors)
            raise UnavailableError(f"{entry.name} cannot be downloaded: no answer from {hosts} (is there a network?)")
        folder.mkdir(parents=True, exist_ok=True)
        with _bar(sum(entry.files[file].bytes for file in files), f"downloading {entry.name}") as bar:
            for file in files:
                _download_file(entry, file, folder, mirrors, bar)
    except OSError as error:
        raise DataError(f"{folder}: cannot be written ({error.strerror}); free it, or remove what is there") from error


def answering(mirrors: Iterable[str], file: str) -> list[str]:
    """Those mirrors, in their order, that begin to send the file within PATIENCE seconds; all are asked at once."""
    mirrors = list(mirrors)
    answers: queue.Queue[tuple[str, bool]] = queue.Queue()
    for mirror in mirrors:
        threading.Thread(target=lambda url=mirror: answers.put((url, _answers(url + file))), daemon=True).start()
    deadline, heard = time.monotonic() + PATIENCE, dict[str, bool]()
    while len(heard) < len(mirrors):
        try:
            mirror, good = answers.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            break
        heard[mirror] = good
    return [mirror for mirror in mirrors if heard.get(mirror)]


def _answers(url: str) -> bool:
    import requests

    try:
        with requests.get(url, stream=True, timeout=PATIENCE) as response:
            return response.ok
    except (requests.RequestException, OSError):
        return False


def _download_file(entry: Entry, file: str, folder: Path, mirrors: Sequence[str], bar: Any) -> None:
    import pooch
    import requests

    pooch.get_logger().setLevel(logging.WARNING)
    downloader = pooch.HTTPDownloader(progressbar=bar, chunk_size=_CHUNK, timeout=(PATIENCE, _READ_TIMEOUT))
    faults = []
    for mirror in mirrors:
        bar.begin(entry.files[file].bytes)
        try:
            known_hash = f"sha256:{entry.files[file].sha256}"
            pooch.retrieve(mirror + file, known_hash, fname=file, path=folder, downloader=downloader)
            return
        except (ValueError, requests.RequestException) as error:
            faults.append(f"{mirror}{file}: {str(error).strip().splitlines()[0]}")
    raise UnavailableError(f"{entry.name} cannot be downloaded: {'; '.join(faults)}")


class _Bar:
    """What pooch calls while it reads, as one bar over all files."""

    def __init__(self, advance: Any) -> None:
        self.advance, self.total, self.seen, self.size = advance, 0, 0, 0

    def begin(self, size: int) -> None:
        """A new file, or the same one from another mirror."""
        self.seen, self.size = 0, size

    def update(self, count: int) -> None:
        step = min(count, self.size - self.seen)  # pooch reports whole chunks, and the total once more at the end
        self.seen += step
        self.advance(step)

    def reset(self) -> None: ...

    def close(self) -> None: ...


@contextmanager
def _bar(total: int, label: str) -> Iterator[_Bar]:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    shown = console.is_terminal or console.is_jupyter
    with Progress(*columns, console=console, transient=True, disable=not shown) as progress:
        task = progress.add_task(label, total=total)
        yield _Bar(lambda count: progress.advance(task, count))
