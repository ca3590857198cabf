"""What the pictures of several labs share: styles, figures, training runs, and how code that is not ready is reported.

A lab's own pictures lie in its plots.py, which finds here what it needs. Nothing in here knows a right answer. Where
the student's code is not ready, one line says so in place of a traceback. Importing this package loads neither
matplotlib nor tqdm; drawing does.
"""

from grader.viz.networks import Network, floats
from grader.viz.readiness import Factory, NotReadyError, asked, attempt, fault, ready, report_not_ready, when_ready
from grader.viz.styles import PALETTE, Style, drawable, grid, owner, panels, recorded_exercises, styles
from grader.viz.training import Run, loss_curves, one_thread, progress

__all__ = [
    "PALETTE",
    "Factory",
    "Network",
    "NotReadyError",
    "Run",
    "Style",
    "asked",
    "attempt",
    "drawable",
    "fault",
    "floats",
    "grid",
    "loss_curves",
    "one_thread",
    "owner",
    "panels",
    "progress",
    "ready",
    "recorded_exercises",
    "report_not_ready",
    "styles",
    "when_ready",
]
