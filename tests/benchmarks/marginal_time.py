"""Marginal time of one light submission: stock nbgrader, nbgrader with our sandbox, and `grader grade`.

A light submission is the solved notebook with train_mnist left as the stub and the experiment cells taken out, the
same cells on every side. Each side grades a small and a large class; the difference divided by the difference in
size is the marginal time, and what is left over is the start-up. Only the ratios within one run mean anything.

    python tests/benchmarks/marginal_time.py [--small 20] [--large 120]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAB = "06_optimizers"
STOCK_CONFIG = """
c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "labs"
c.CourseDirectory.ignore = ["exercises", "lab.md", ".ipynb_checkpoints", "*.pyc", "__pycache__"]
"""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--small", type=int, default=20)
    arguments.add_argument("--large", type=int, default=120)
    options = arguments.parse_args()
    sizes = (options.small, options.large)
    sides = {"stock nbgrader autograde": _autograde, "nbgrader autograde": _autograde, "grader grade": _grade}
    marginal = {}
    for side, command in sides.items():
        seconds = []
        for size in sizes:
            with tempfile.TemporaryDirectory() as folder:
                course = _course(Path(folder), size, stock=side.startswith("stock"))
                seconds.append(_run(command(course), course))
                print(f"  {side}, {size} submissions: {seconds[-1]:.2f} s", flush=True)
        marginal[side] = (seconds[1] - seconds[0]) / (sizes[1] - sizes[0])
        start_up = seconds[0] - marginal[side] * sizes[0]
        ratio = marginal["stock nbgrader autograde"] / marginal[side]
        print(f"{side}: {marginal[side] * 1e3:.1f} ms each, start-up {start_up:.2f} s, {ratio:.1f} times stock's speed")
    return 0


def _course(folder: Path, size: int, *, stock: bool) -> Path:
    """A course folder with `size` light submissions, released and known to nbgrader's database."""
    for name in ("solutions", "labs", "datasets"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("mnist", "__pycache__"))
    shutil.copy(ROOT / "course.toml", folder)
    if stock:
        (folder / "nbgrader_config.py").write_text(STOCK_CONFIG)
    else:
        shutil.copy(ROOT / "nbgrader_config.py", folder)
    source = folder / "solutions" / LAB / f"{LAB}.ipynb"
    solved = json.loads(source.read_text())
    released = json.loads((folder / "labs" / LAB / f"{LAB}.ipynb").read_text())
    stub = next(cell for cell in released["cells"] if _grade_id(cell) == "train_mnist")
    light = {**solved, "cells": [stub if _grade_id(c) == "train_mnist" else c for c in solved["cells"]]}
    light["cells"] = [cell for cell in light["cells"] if _role(cell) != "experiment"]
    for number in range(size):
        target = folder / "submitted" / f"light-{number:03}" / LAB
        shutil.copytree(folder / "labs" / LAB, target)
        (target / f"{LAB}.ipynb").write_text(json.dumps(light))
    nbgrader = [sys.executable, "-m", "nbgrader"]
    _run([*nbgrader, "generate_assignment", LAB, "--force"], folder)
    return folder


def _autograde(course: Path) -> list[str]:
    return [sys.executable, "-m", "nbgrader", "autograde", LAB]


def _grade(course: Path) -> list[str]:
    notebooks = sorted(str(path) for path in course.glob(f"submitted/*/{LAB}/*.ipynb"))
    return [sys.executable, "-m", "grader", "grade", *notebooks, "--lab", LAB, "--json", "grades.json"]


def _run(command: list[str], folder: Path) -> float:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command[:6])} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return seconds


def _grade_id(cell: dict) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def _role(cell: dict) -> str:
    return cell["metadata"].get("descent", {}).get("role", "")


if __name__ == "__main__":
    raise SystemExit(main())
