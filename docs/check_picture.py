"""Draws docs/check.png: a failed `check` beside its hint, as a student sees it.

Run it with a Chromium or Chrome on the PATH: python docs/check_picture.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from grader.course.loader import read_course  # noqa: E402
from grader.course.reference import Reference  # noqa: E402
from grader.report.html import card_html  # noqa: E402
from grader.report.page import fragment_page  # noqa: E402
from grader.report.theme import MONO, PANEL, TEXT  # noqa: E402
from grader.student.check import Report, check  # noqa: E402

LAB, EXERCISE, MISTAKE = "06_optimizers", "Adam", "eps inside the root"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
MARGIN = 24


def failed_check() -> Report:
    """What `check` says of the exercise with the mistake in it."""
    exercise = read_course(ROOT).lab(LAB).exercise(EXERCISE)
    edits = next(wrong.edits for wrong in exercise.wrong if wrong.name == MISTAKE)
    task = Reference(exercise).compile(edits)
    os.chdir(ROOT / "labs" / LAB)
    report = check(task)
    if not isinstance(report, Report) or report.misconception != MISTAKE:
        raise SystemExit(f"check did not name {MISTAKE!r}; run `grader build` first")
    return report


def draw(html: str, target: Path, width: int, height: int) -> None:
    """Have the browser draw a page on a white window of this size, cut it to its content and save it in docs/."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise SystemExit(f"no browser found: install one of {', '.join(BROWSERS)}")
    with tempfile.TemporaryDirectory() as scratch:
        path, drawn = Path(scratch) / "page.html", Path(scratch) / "page.png"
        path.write_text(html, encoding="utf-8")
        switches = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"]
        switches += ["--disable-background-networking", f"--user-data-dir={scratch}/profile"]
        switches += ["--force-device-scale-factor=2", f"--window-size={width},{height}", f"--screenshot={drawn}"]
        subprocess.run([browser, *switches, path.as_uri()], check=True, capture_output=True)
        with Image.open(drawn) as opened:
            picture = opened.convert("RGB")
    left, top, right, bottom = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox() or (
        0, 0, *picture.size,
    )  # fmt: skip
    edges = max(left - MARGIN, 0), max(top - MARGIN, 0), *map(min, (right + MARGIN, bottom + MARGIN), picture.size)
    picture.crop(edges).quantize(255).save(target, optimize=True)
    print(f"{target}: {target.stat().st_size / 1e3:.0f} kB")


def main() -> None:
    """Write the page and put its picture into docs/."""
    cell = f"{MONO};{TEXT};{PANEL};border-radius:6px;padding:8px 12px;margin:0 0 6px"
    body = f'<pre style="{cell}">check({EXERCISE})</pre>{card_html(failed_check().card, opened=True)}'
    draw(fragment_page("A failed check", body, "light"), ROOT / "docs" / "check.png", 840, 1200)


if __name__ == "__main__":
    main()
