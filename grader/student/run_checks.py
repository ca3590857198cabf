"""Run a notebook's check cells in a fresh kernel, for `grader check NOTEBOOK`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import UsageError

_SECONDS_PER_CELL = 120


@dataclass(frozen=True)
class CheckResult:
    """What one check cell said. right: whether the answer earned full marks on the recorded cases."""

    exercise: str
    right: bool
    text: str


def run_checks(path: Path) -> list[CheckResult]:
    """Execute a notebook's cells but the experiments, and collect what its check cells print.

    Runs the student's own code unconfined, as JupyterLab does; the file itself is not changed.
    Raises UsageError where the file is no notebook of a lab.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    if not path.is_file():
        found = "is a folder" if path.is_dir() else "there is no such file"
        raise UsageError(f"{path}: {found}; name a notebook, as in labs/LAB/LAB.ipynb")
    try:
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except Exception as error:
        raise UsageError(f"{path}: cannot be read as a notebook ({error}); save it again in JupyterLab") from error
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    wanted = [cell for cell in cells if cell.metadata.get("descent", {}).get("role") != "experiment"]
    checks = [cell for cell in wanted if cell.metadata.get("descent", {}).get("role") == "check"]
    if not checks:
        raise UsageError(f"{path}: no check cell; is this a lab's notebook, and are its locked cells still there?")
    notebook.cells = wanted
    client = NotebookClient(
        notebook, timeout=_SECONDS_PER_CELL, allow_errors=True, resources={"metadata": {"path": str(path.parent)}}
    )
    try:
        client.execute()
    except (CellTimeoutError, DeadKernelError) as error:
        ended = str(error).strip().splitlines()[0]
        return [CheckResult(_name(cell.source), False, f"{_name(cell.source)}: not run: {ended}") for cell in checks]
    return [_result(cell) for cell in checks]


def _result(cell: dict) -> CheckResult:  # type: ignore[type-arg]
    texts, right = [], False
    for output in cell["outputs"]:
        if output["output_type"] == "error":
            texts.append(f"{output['ename']}: {output['evalue']}")
        elif output["output_type"] == "stream":
            texts.append(output["text"])
        else:
            texts.append(output["data"].get("text/plain", ""))
            right = right or bool(output.get("metadata", {}).get("descent", {}).get("right"))
    name = _name(cell["source"])
    return CheckResult(name, right, "\n".join(texts).strip() or f"{name}: the check said nothing")


def _name(source: str) -> str:
    found = re.search(r"""check\(["']?(\w+)["']?\)""", source)
    return found.group(1) if found else source.strip()
