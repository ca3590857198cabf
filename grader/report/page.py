"""Render HTML pages from the templates beside this file: escaped, without script, allowed to request nothing.

The card of `check` is written by hand in `html.py`, so that a student's kernel never loads jinja2.
"""

from __future__ import annotations

from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from grader.core.terminal import printable
from grader.report import theme
from grader.report.card import sentence

#: The colour scheme of a page; None: the one that the reader's browser prefers.
Scheme = Literal["light", "dark"] | None


def render(template: str, scheme: Scheme = None, **values: Any) -> str:
    """Render a whole page.

    template: a file name in templates/
    scheme: the page's colour scheme
    values: what the template shows; strings are escaped, except where they are Markup

    Raises jinja2.UndefinedError where the template needs a value that is missing.
    """
    return _ENVIRONMENT.get_template(template).render(scheme=scheme, **values)


def fragment_page(title: str, body: str, scheme: Scheme = None) -> str:
    """Render a page around a fragment of HTML, which is not escaped."""
    return render("fragment.html", scheme, title=title, body=Markup(body))


def _printable(value: Any) -> Any:
    """Make control characters visible in every string that a template shows; jinja2 escapes the result."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


_ENVIRONMENT = Environment(
    loader=PackageLoader("grader.report"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    finalize=_printable,
)
_ENVIRONMENT.filters |= {"g": "{:g}".format, "sentence": sentence}
_ENVIRONMENT.globals["css"] = theme
