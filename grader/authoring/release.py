"""Make student labs with nbgrader's own generate_assignment, as nbgrader_config.py has it run."""

from __future__ import annotations

from pathlib import Path

from grader.core.errors import CourseError

#: What nbgrader must not copy from solutions/ to labs/: CourseDirectory.ignore of nbgrader_config.py.
IGNORED = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "exercises", "lab.md"]
#: What nbgrader's generate_assignment runs: GenerateAssignment.preprocessors of nbgrader_config.py.
PREPROCESSORS = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "grader.authoring.clear.ClearAnswers",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]


def generate(root: Path, lab: str) -> None:
    """Run nbgrader's generate_assignment in the course at `root`, without database. Raises CourseError with its log."""
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.source_directory = "solutions"
    config.CourseDirectory.release_directory = "labs"
    config.CourseDirectory.ignore = list(IGNORED)
    config.GenerateAssignment.no_database = True
    config.GenerateAssignment.preprocessors = list(PREPROCESSORS)
    config.SaveCells.enabled = False
    result = NbGraderAPI(CourseDirectory(config=config), config=config).generate_assignment(lab, create=False)
    if not result["success"]:
        log = result.get("error") or result.get("log") or ""
        raise CourseError(f"nbgrader generate_assignment {lab} failed: {log.strip()}")
