"""Reads what cells put out."""

from grader.records import CellResult


def text(result: CellResult) -> str:
    """All that a cell printed or showed as text."""
    parts = [o.get("text", "") or o.get("data", {}).get("text/plain", "") for o in result.outputs]
    return "".join(parts)


def mimes(result: CellResult) -> list[set[str]]:
    """The kinds of every displayed output."""
    return [set(o["data"]) for o in result.outputs if "data" in o]


def told(result: CellResult) -> str:
    """Everything known about a cell, for messages of failed tests."""
    return f"{result.status}: {result.error}\n{result.outputs}"
