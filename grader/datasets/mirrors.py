"""Download the files of a data set from its mirrors, and notice a missing network within seconds."""

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

#: Seconds within which a mirror must answer, with name lookup, which has no time limit of its own.
TIMEOUT = 4.0
_READ_TIMEOUT = 30.0
_CHUNK = 1 << 16


def download(entry: Entry, files: Sequence[str], folder: Path) -> None:
    """Download these files into `folder`, each from the first mirror that has it whole.

    A file gets its name only when its checksum is right, so that an interrupted download can be repeated.

    Raises UnavailableError where no mirror answers or none has a file whole, DataError where the folder cannot be
    written.
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
    """List the mirrors that start to send the file within TIMEOUT seconds, in their order; all are asked at once."""
    mirrors = list(mirrors)
    answers: queue.Queue[tuple[str, bool]] = queue.Queue()
    for mirror in mirrors:
        threading.Thread(target=lambda url=mirror: answers.put((url, _answers(url + file))), daemon=True).start()
    deadline, answered = time.monotonic() + TIMEOUT, dict[str, bool]()
    while len(answered) < len(mirrors):
        try:
            mirror, good = answers.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            break
        answered[mirror] = good
    return [mirror for mirror in mirrors if answered.get(mirror)]


def _answers(url: str) -> bool:
    import requests

    try:
        with requests.get(url, stream=True, timeout=TIMEOUT) as response:
            return response.ok
    except (requests.RequestException, OSError):
        return False


def _download_file(entry: Entry, file: str, folder: Path, mirrors: Sequence[str], bar: Any) -> None:
    import pooch
    import requests

    pooch.get_logger().setLevel(logging.WARNING)
    downloader = pooch.HTTPDownloader(progressbar=bar, chunk_size=_CHUNK, timeout=(TIMEOUT, _READ_TIMEOUT))
    faults = []
    for mirror in mirrors:
        bar.start(entry.files[file].bytes)
        try:
            known_hash = f"sha256:{entry.files[file].sha256}"
            pooch.retrieve(mirror + file, known_hash, fname=file, path=folder, downloader=downloader)
            return
        except (ValueError, requests.RequestException) as error:
            faults.append(f"{mirror}{file}: {str(error).strip().splitlines()[0]}")
    raise UnavailableError(f"{entry.name} cannot be downloaded: {'; '.join(faults)}")


class _Bar:
    """A progress bar over all files, with the methods that pooch calls."""

    def __init__(self, advance: Any) -> None:
        self.advance, self.total, self.done, self.size = advance, 0, 0, 0

    def start(self, size: int) -> None:
        """Start a new file, or the same one from another mirror."""
        self.done, self.size = 0, size

    def update(self, count: int) -> None:
        step = min(count, self.size - self.done)  # pooch reports whole chunks, and the total once more at the end
        self.done += step
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
