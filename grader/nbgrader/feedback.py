"""Write a student's feedback page: nbgrader's own layout, without script, allowed to request nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbgrader
from jinja2 import pass_context
from latex2mathml.converter import convert
from markupsafe import escape
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbgrader.converters.base import NbGraderException
from traitlets.config import Config

from grader.core.errors import GraderError
from grader.nbgrader.gradebook import check_reachable
from grader.nbgrader.log import quieten

_TEMPLATES = (
    Path(__file__).parent / "templates",
    Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates",
)
_LONGEST_FORMULA = 2_000


class FeedbackExporter(HTMLExporter):
    """For `GenerateFeedback.exporter_class`: formulas are MathML, which browsers draw without MathJax."""

    def __init__(self, config: Config | None = None, **kwargs: Any) -> None:
        config = Config(config or {})
        config.HTMLExporter.template_name = "descent"
        folders = [str(folder) for folder in _TEMPLATES]
        config.HTMLExporter.extra_template_basedirs = config.HTMLExporter.extra_template_paths = folders
        super().__init__(config=config, **kwargs)  # type: ignore[no-untyped-call]
        directory = getattr(self.parent, "coursedir", None)
        if directory is not None:
            quieten(self.log)
            try:
                check_reachable(directory.db_url)
            except GraderError as error:
                self.log.error(str(error))
                raise NbGraderException(str(error)) from None

    @pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        """Render Markdown; pictures that were pasted into the cell become a part of the page."""
        cell = context.get("cell", {})
        renderer = _Renderer(escape=False, attachments=cell.get("attachments", {}), exclude_anchor_links=True)
        return str(MarkdownWithMath(renderer=renderer).render(source))


class _Renderer(IPythonRenderer):
    """Renders formulas as MathML; one that cannot be read, or is very long, as its source."""

    def block_math(self, body: str) -> str:
        return f"<p>{_mathml(body, 'block')}</p>"

    def inline_math(self, body: str) -> str:
        return _mathml(body, "inline")

    def latex_environment(self, name: str, body: str) -> str:
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


def _mathml(formula: str, display: str) -> str:
    if len(formula) <= _LONGEST_FORMULA:
        try:
            return str(convert(formula, display=display))
        except Exception:  # whatever a student wrote between two dollars, the page is made
            pass
    return f"<code>{escape(formula)}</code>"
