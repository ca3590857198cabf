"""Colours and pieces of style that every HTML report shares: JupyterLab's own variables, with fallbacks for elsewhere.

All of it is inline: a notebook's output may carry no style sheet, and no script.
"""

from __future__ import annotations

import html

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


def escape(text: str) -> str:
    """Plain text for HTML, attributes included; control characters that browsers act on are shown as signs."""
    clean = "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text)
    return html.escape(clean, quote=True)
