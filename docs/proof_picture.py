"""Draws docs/proof.png: the upper part of an exercise's kill matrix, as `grader verify --html` writes it.

Run it with a Chromium or Chrome on the PATH: python docs/proof_picture.py
"""

from __future__ import annotations

from check_picture import EXERCISE, LAB, ROOT, draw

from grader.authoring.verify import prove
from grader.course.loader import read_course
from grader.report.kill_matrix import matrix_html
from grader.sandbox import Sandbox


def main() -> None:
    """Prove the exercise and put the picture of its page into docs/."""
    lab = read_course(ROOT).lab(LAB)
    with Sandbox(lab.libraries, allow_weak=True) as sandbox:
        proof = prove(lab, lab.exercise(EXERCISE), sandbox, matrices=True)
    if proof.matrix is None or not proof.ok:
        raise SystemExit(f"{EXERCISE} is not proved: {'; '.join(proof.problems)}")
    draw(matrix_html(proof.matrix, "light"), ROOT / "docs" / "proof.png", 1330, 1010)


if __name__ == "__main__":
    main()
