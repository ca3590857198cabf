"""Clear solutions as nbgrader does, and answers to quizzes to the line that students fill in."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions

from grader.authoring.notebook import STUB


class ClearAnswers(ClearSolutions):  # type: ignore[misc]
    """In place of ClearSolutions, which knows one stub for all cells."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Replace what solves a cell by what students get, in place."""
        stub = cell.metadata.get("descent", {}).get(STUB)
        if stub is None:
            cleared: tuple[NotebookNode, Any] = super().preprocess_cell(cell, resources, cell_index)
            return cleared
        cell.source = stub
        return cell, resources
