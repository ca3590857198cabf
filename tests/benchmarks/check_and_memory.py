"""How long `check(Adam)` takes in a running kernel, and what memory one light submission takes.

The time stands beside that of an empty cell in the same kernel, the memory beside the limit of a cell; only the
ratios mean anything.

    python tests/benchmarks/check_and_memory.py
"""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path
from typing import Any

import psutil
from jupyter_client.manager import start_new_kernel

from grader.core.limits import Limits
from grader.course.loader import find_course
from grader.course.reference import Reference
from grader.course.seeds import PUBLIC
from grader.sandbox import Sandbox

LAB = "06_optimizers"
ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 20


def main() -> int:
    course = find_course(ROOT)
    cells = json.loads(course.lab(LAB).notebook.read_text())["cells"]
    sources = {cell["metadata"].get("nbgrader", {}).get("grade_id"): "".join(cell["source"]) for cell in cells}
    manager, client = start_new_kernel(cwd=str(course.released / LAB))
    try:
        for source in (sources["setup"], sources["Adam"], "check(Adam)"):
            seconds_of(client, source)
        check = statistics.median(seconds_of(client, "check(Adam)") for _ in range(ROUNDS))
        empty = statistics.median(seconds_of(client, "pass") for _ in range(ROUNDS))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    print(f"check(Adam): {check * 1e3:.1f} ms, {check / empty:.1f} times an empty cell ({empty * 1e3:.1f} ms)")
    peak, share = memory_of_a_light_submission(course, sources)
    print(f"one light submission: {peak / 2**20:.0f} MiB beyond the warm process, {share:.0%} of a cell's limit")
    return 0


def seconds_of(client: Any, source: str) -> float:
    """Wall time of one cell, from sending it to its reply."""
    start = time.perf_counter()
    reply = client.execute_interactive(source, output_hook=lambda message: None)
    if reply["content"]["status"] != "ok":
        raise SystemExit(f"{source.splitlines()[0]} failed: {reply['content']['evalue']}")
    return time.perf_counter() - start


def memory_of_a_light_submission(course: Any, sources: dict[str, str]) -> tuple[int, float]:
    """Memory of its own, in bytes, after every exercise but the training run, and its share of the memory limit.

    Of its own: pages that it shares with no other process, those that it had to copy from the warm one included.
    """
    lab = course.lab(LAB)
    with Sandbox(lab.libraries) as sandbox, sandbox.open(lab.handouts) as session:
        session.run_cell(sources["setup"], "setup")
        for exercise in lab.exercises:
            if exercise.training:
                continue
            session.run_cell(sources[exercise.name], exercise.name)
            reference = Reference(exercise, lab.given)
            for case in exercise.cases:
                session.probe(exercise.name, exercise.probe_name, reference.inputs(case, PUBLIC))
        child = max(psutil.Process().children(recursive=True), key=lambda process: process.create_time())
        own: int = child.memory_full_info().uss
        return own, own / Limits().memory


if __name__ == "__main__":
    raise SystemExit(main())
