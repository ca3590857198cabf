"""nbgrader's settings for this course: its folders, and the sandbox in place of the kernel.

The lists are set whole, never appended to: nbgrader loads this file twice.
"""

c = get_config()  # noqa: F821  # type: ignore[name-defined]

c.CourseDirectory.course_id = "descent"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "labs"
# What only makes the course stays out of releases. Never "*.py": it would drop the modules that students hand in.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "exercises", "lab.md"]

# nbgrader's own list with one exception: a quiz's answer cell is handed out as a line to fill in.
c.GenerateAssignment.preprocessors = [
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

# Repairs a notebook before nbgrader parses it, and has the whole class graded in parallel, each in a sandbox.
# More settings: c.MergedExporter.jobs, .dataset, .run_all, .allow_weak_sandbox.
c.Autograde.exporter_class = "grader.nbgrader.MergedExporter"
# The merged notebook is the released one with the student's sources in it: there is nothing left to sanitize.
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = [
    "grader.nbgrader.FillOutputs",
    "nbgrader.preprocessors.LimitOutput",
    "grader.nbgrader.SaveGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
]

# Pages that run no script and request nothing.
c.GenerateFeedback.exporter_class = "grader.nbgrader.FeedbackExporter"
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "grader.nbgrader.HideTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

# Times of submissions are read in the zone that they are written in, c.Exchange.timezone.
c.ExchangeFactory.collect = "grader.nbgrader.exchange.Collect"

# A table that spreadsheets read, with a column for every exercise.
c.ExportApp.plugin_class = "grader.nbgrader.GradesCsv"
