"""Run the fork server (the warm process): import the lab's libraries once, and fork a child per session on request.

It contains no exercise, no test data, no reference and no path to any. It has a single thread, reads its configuration
from stdin, serves the parent on one socket, and ends, children included, when the parent goes away. A dead child is
reaped only when the parent orders it: until then its process id cannot be reused.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from grader.child import confine, rooms, selftest, syscalls, wire
from grader.child.confine import Budget, Prepared
from grader.child.libraries import confine_imports

#: Modules of the standard library that need files of the system, or are used by nearly every notebook.
_COMMON = """
    asyncio bz2 collections copy csv ctypes dataclasses datetime decimal enum fractions functools hashlib heapq inspect
    itertools json logging lzma math operator pathlib pickle pprint random re sqlite3 ssl statistics string struct
    tempfile textwrap threading time timeit typing unittest uuid warnings zipfile zlib
"""
_PLOT = """
import matplotlib.pyplot as plt
plt.figure(figsize=(3, 2))
plt.plot([1, 2, 3], [1, 10, 100], "--o", label="$x^2$")
plt.yscale("log"); plt.title("title"); plt.xlabel("x"); plt.legend(); plt.grid(True); plt.tight_layout()
plt.show()
_, ax = plt.subplots(1, 2)
ax[0].contour([[0, 1], [1, 2]]); ax[1].imshow([[0, 1], [1, 2]])
plt.show()
"""
_WARM = """
import numpy as np
np.linalg.norm(np.ones((2, 2)) @ np.ones((2, 2))); np.random.default_rng(0).normal(size=3); repr(np.arange(3.0))
from IPython.display import display
display(np.arange(3))
"""


def main(control: int) -> None:
    """Run until the parent goes away. control: descriptor of the socket to the parent."""
    link = socket.socket(fileno=control)
    config = json.load(sys.stdin.buffer)
    sys.argv[:] = [""]
    for path in config["search"]:
        if path not in sys.path:
            sys.path.append(path)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(
            "500", encoding="ascii"
        )  # under memory pressure a child should be killed first
    prepared = confine.prepare(config["readable"], config["sessions"], config["without"])
    layers = selftest.layers(prepared, Path(config["sessions"]), config["bubblewrap"], config["without"])
    prepared = replace(prepared, own_disk=any(layer["name"] == "own disk" and layer["holds"] for layer in layers))
    work = _warm_up(config)
    if "allowed imports" not in config["without"]:
        confine_imports(config["modules"])
        rooms.close_package()
    # modules imported since belong to the sizes before a child adds its own
    prepared = confine.measured(prepared)
    if _count_threads() != 1:
        raise SystemExit(f"the warm process has {_count_threads()} threads, and may only fork with one")
    _prepare_memory()
    facts = {"ready": True, "layers": layers, "space": prepared.space, "data": prepared.data}
    watch = os.pidfd_open(os.getpid())
    wire.post(link, facts, [watch])
    os.close(watch)
    _serve_parent(link, prepared, work)


def _warm_up(config: dict[str, Any]) -> Any:
    """Import the libraries, build the notebook's shell, and run everything once, so that no child has to."""
    if "keras" in config["preload"]:
        os.environ["KERAS_BACKEND"] = "torch"  # its own default is TensorFlow
    for name in [*_COMMON.split(), *config["preload"]]:
        _import(name)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)
        optimizer = torch.optim.Adam([torch.zeros(2, requires_grad=True)])  # loads some 800 modules
        optimizer.step()
    from grader.child import worker
    from grader.child.cells import Cells

    work = worker.Worker(Cells(Path(config["home"])))
    for name in config["handouts"]:
        with suppress(Exception):  # the session that uses it reports the failure
            work.preload(Path(config["home"], name))
    for source in (_WARM, _PLOT if "matplotlib" in config["modules"] else ""):
        done = work.cells.run(source, "warm-up", 1 << 20)
        if done["status"] != "ok":
            raise SystemExit(f"warming up failed: {done['error']}\n{done['outputs']}")
    work.answered({"id": "", "op": "probe", "name": "np", "probe": "call", "inputs": {}})
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")
    work.cells.reset()
    return work


def _import(name: str) -> None:
    """Import a module where there is one; a second time where that fails, as it does for want of a descriptor."""
    try:
        importlib.import_module(name)
    except ImportError:
        importlib.invalidate_caches()
        with suppress(ImportError):
            importlib.import_module(name)


def _prepare_memory() -> None:
    """Prepare memory for cheap forks, and reset random states so that every child starts alike."""
    numpy, torch = sys.modules["numpy"], sys.modules.get("torch")
    numpy.random.seed(0)
    if torch is not None:
        torch.manual_seed(0)
    fonts = sys.modules.get("matplotlib.font_manager")
    if fonts is not None:
        with suppress(AttributeError):
            fonts._get_font.cache_clear()  # every fork would clear it, page by page
    tempfile.tempdir = None  # each child searches again, and finds its scratch folder
    os.umask(0o077)
    gc.collect()
    gc.freeze()
    syscalls.collapse_pages()


def _count_threads() -> int:
    return len(os.listdir("/proc/self/task"))


def _serve_parent(link: socket.socket, prepared: Prepared, work: Any) -> None:
    children: set[int] = set()
    me = os.getpid()
    while True:
        try:
            order, descriptors = wire.fetch(link)
        except (EOFError, OSError):
            break
        if order["op"] == "reap":
            _, status, usage = os.wait4(order["pid"], 0)
            children.discard(order["pid"])
            cpu = usage.ru_utime + usage.ru_stime
            wire.post(link, {"status": status, "cpu": cpu, "peak": usage.ru_maxrss << 10})
            continue
        if len(descriptors) != 1:
            raise SystemExit("no descriptor is left for the connection to a process")
        try:
            pid = os.fork()
        except OSError as error:
            wire.post(link, {"error": f"no process could be started: {error.strerror}"})
            os.close(descriptors[0])
            continue
        if not pid:
            _run_child(order, prepared, work, descriptors[0], me)
        children.add(pid)
        os.close(descriptors[0])
        watch = os.pidfd_open(pid)
        wire.post(link, {"forked": pid}, [watch])
        os.close(watch)
    for pid in children:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _run_child(order: dict[str, Any], prepared: Prepared, work: Any, link: int, parent: int) -> NoReturn:
    """Run a fork: confine it, serve the parent, and exit without returning into the warm process's code."""
    try:
        if link != confine.WIRE:  # dup3 refuses a descriptor onto itself
            os.dup2(link, confine.WIRE, inheritable=False)
        try:
            budget = Budget(**{name: order[name] for name in ("memory", "scratch", "cpu", "disk", "entries")})
            confine.confine(prepared, order["folder"], budget, parent)
            answering = work.begin()
        except BaseException as error:
            refusal = {"id": "", "confined": False, "error": f"{type(error).__name__}: {error}"}
            os.write(confine.WIRE, wire.frame(refusal))
        else:
            work.serve(answering)
    finally:
        os._exit(70)
