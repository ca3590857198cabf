"""Colours and styles of all HTML reports: JupyterLab's variables, with fallbacks for pages outside it.

Styles are inline, because a notebook's output may carry no style sheet and no script.
"""

from __future__ import annotations

import html

from grader.core.terminal import printable

TEXT = "color:var(--jp-content-font-color1,var(--descent-text,#1f2328))"
FAINT = "color:var(--jp-content-font-color2,var(--descent-faint,#59636e))"
MUTED = "fill:var(--jp-content-font-color2,var(--descent-faint,#59636e))"
RULE = "stroke:var(--jp-border-color1,var(--descent-rule,#8c959f));stroke-width:1"
BORDER = "var(--jp-border-color2,var(--descent-border,#d0d7de))"
LINK = "color:var(--jp-content-link-color,var(--descent-blue,#0969da))"
PANEL = "background:var(--jp-layout-color2,var(--descent-panel,#f3f4f6))"
MONO = "font-family:var(--jp-code-font-family,ui-monospace,monospace);font-size:var(--jp-code-font-size,13px)"
SANS = "font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:14px;line-height:1.5"

GREEN = "var(--jp-success-color1,var(--descent-green,#1a7f37))"
ORANGE = "var(--jp-warn-color1,var(--descent-orange,#bc4c00))"
BLUE = "var(--jp-brand-color1,var(--descent-blue,#0969da))"
GREY = "var(--jp-border-color1,var(--descent-rule,#8c959f))"

RIGHT_LINE = f"stroke:{BLUE};stroke-dasharray:none"
YOURS_LINE = f"stroke:{ORANGE};stroke-dasharray:6 4"


#: Values of JupyterLab's variables for pages outside it, in its light and in its dark theme.
LIGHT = {
    "text": "#1f2328",
    "faint": "#59636e",
    "rule": "#8c959f",
    "border": "#d0d7de",
    "blue": "#0969da",
    "panel": "#f3f4f6",
    "green": "#1a7f37",
    "orange": "#bc4c00",
}
DARK = {
    "text": "#e6edf3",
    "faint": "#9198a1",
    "rule": "#6e7681",
    "border": "#3d444d",
    "blue": "#58a6ff",
    "panel": "#21262d",
    "green": "#3fb950",
    "orange": "#f0883e",
}


def escape(text: str) -> str:
    """Escape plain text for HTML, attributes included; control characters become visible."""
    return html.escape(printable(text), quote=True)
