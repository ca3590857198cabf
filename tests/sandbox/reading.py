"""Read the outputs of cells."""

from grader.core.limits import Limits
from grader.core.records import CellResult

#: Small enough that a hole costs seconds; the wall limit is generous, because the machine may be busy.
SMALL = Limits(cpu=1.0, wall=30.0, memory=256 << 20, scratch=4 << 20, output=64 << 10, threads=8)


def text(result: CellResult) -> str:
    """Join everything that a cell printed or displayed as text."""
    parts = [o.get("text", "") or o.get("data", {}).get("text/plain", "") for o in result.outputs]
    return "".join(parts)


def mimes(result: CellResult) -> list[set[str]]:
    """List the MIME types of every displayed output."""
    return [set(o["data"]) for o in result.outputs if "data" in o]


def describe_result(result: CellResult) -> str:
    """Describe a cell's status, error and outputs in the message of a failed assertion."""
    return f"{result.status}: {result.error}\n{result.outputs}"
