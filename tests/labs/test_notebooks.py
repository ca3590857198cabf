"""The solved notebook of every lab runs from top to bottom in a real kernel, on mnist-5k, and shows its plots."""

from __future__ import annotations

import os
import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from grader.course.loader import Course, Lab, find_course
from tests.nbgrader.classroom import QUIET

COURSE: Course = find_course(Path(__file__).parent)
SECONDS_PER_CELL = 300
#: What draws. A cell that only defines a function for later ones has no call at its top level.
DRAWS = re.compile(r"^(?:[\w, ]+ = )?(?:plots|plt)\.(\w+)\(", re.MULTILINE)
#: What prints a table instead.
PRINTS = {"typed_runs", "log_table"}


def alone(lab: Lab, folder: Path) -> Path:
    """The lab's folder in a course of its own whose data set, unless one is named, is mnist-5k."""
    home = shutil.copytree(lab.path, folder / "solutions" / lab.name, ignore=shutil.ignore_patterns("__pycache__"))
    catalog = (COURSE.root / "datasets" / "catalog.toml").read_text(encoding="utf-8")
    small, count = re.subn(r'(?m)^default = ".*"$', 'default = "mnist-5k"', catalog)
    assert count == 1
    (folder / "datasets").mkdir()
    (folder / "datasets" / "catalog.toml").write_text(small, encoding="utf-8")
    shutil.copy(COURSE.root / "course.toml", folder)
    return home


def seconds(cell: Any) -> float:
    """How long a cell ran, by the kernel's own clock."""
    times = cell["metadata"]["execution"]
    start, end = (datetime.fromisoformat(times[f"iopub.status.{state}"]) for state in ("busy", "idle"))
    return (end - start).total_seconds()


def faults(cell: Any) -> list[str]:
    """What a reader of the executed cell would not expect to see, or miss."""
    outputs = cell["outputs"]
    found = [f"{output['ename']}: {output['evalue']}" for output in outputs if output["output_type"] == "error"]
    found += [f"stderr: {output['text']}" for output in outputs if output.get("name") == "stderr"]
    kinds = {kind for output in outputs for kind in output.get("data", {})}
    called = set(DRAWS.findall(cell["source"]))
    if called - PRINTS and "image/png" not in kinds:
        found.append("no plot")
    if called & PRINTS and not any(output.get("name") == "stdout" for output in outputs):
        found.append("no table")
    told = [output.get("metadata", {}).get("descent", {}) for output in outputs]
    if cell["metadata"].get("descent", {}).get("role") == "check" and not any(each.get("right") for each in told):
        found.append("the check does not say right")
    return found


@QUIET  # the kernel's client leaves sockets to the garbage collector
@pytest.mark.slow
@pytest.mark.parametrize("name", COURSE.labs)
def test_the_solved_notebook_runs_from_top_to_bottom(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADER_DATA", raising=False)
    for library in ("OPENBLAS", "OMP", "MKL"):  # beside other tests, threads that wait for each other take minutes
        monkeypatch.setenv(f"{library}_NUM_THREADS", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(COURSE.root), os.environ.get("PYTHONPATH", "")]))
    home = alone(COURSE.lab(name), tmp_path)
    notebook = nbformat.read(home / f"{name}.ipynb", as_version=4)
    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        allow_errors=True,
        record_timing=True,
        resources={"metadata": {"path": str(home)}},
    )
    client.execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    slowest = max(cells, key=seconds)
    print(f"{name}: {sum(map(seconds, cells)):.0f} s; the slowest cell, {slowest['id']}, {seconds(slowest):.0f} s")
    assert [f"{cell['id']}: {fault}" for cell in cells for fault in faults(cell)] == []
    assert any(DRAWS.search(cell["source"]) for cell in cells)


def test_what_a_reader_would_miss_is_found() -> None:
    def ran(source: str, *outputs: dict[str, Any], role: str = "experiment") -> dict[str, Any]:
        return {"source": source, "outputs": list(outputs), "metadata": {"descent": {"role": role}}}

    plot = {"output_type": "display_data", "data": {"image/png": ""}, "metadata": {}}
    warned = {"output_type": "stream", "name": "stderr", "text": "UserWarning"}
    raised = {"output_type": "error", "ename": "ValueError", "evalue": "no"}
    right = {"output_type": "execute_result", "data": {}, "metadata": {"descent": {"right": True}}}
    assert faults(ran("plots.paths()", plot)) == []
    assert faults(ran("plots.paths()")) == faults(ran("figure, axes = plt.subplots()")) == ["no plot"]
    assert faults(ran("def later():\n    plots.paths()")) == []
    printed = {"output_type": "stream", "name": "stdout", "text": "run  seed"}
    assert faults(ran("plots.log_table(log)", printed)) == []
    assert faults(ran("plots.log_table(log)", plot)) == ["no table"]
    assert faults(ran("x", warned, raised)) == ["ValueError: no", "stderr: UserWarning"]
    assert faults(ran("check(x)", right, role="check")) == []
    assert faults(ran("check(x)", role="check")) == ["the check does not say right"]
