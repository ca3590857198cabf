"""Test that what the labs cover of the source decks stays covered."""

from __future__ import annotations

from pathlib import Path

from grader.authoring.coverage import coverage_json
from grader.course.loader import find_course

#: Items that some exercise or experiment covers; add new ones, and remove none.
COVERED = """
    FND-02 FND-03 FND-04 FND-06 FND-07 GRD-03 LOS-01 LOS-02 LOS-03 LOS-04 ACT-01 ACT-02 ACT-03 ACT-04 ACT-05
    ACT-06 ACT-07 ACT-08 ACT-09 ACT-10 ACT-11 ACT-12 ACT-13 INI-01 INI-02 INI-03 INI-04 INI-05 INI-06 INI-07
    INI-08 NRM-01 NRM-02 NRM-03 NRM-04 NRM-05 OPT-01 OPT-03 OPT-05 OPT-06 OPT-07 OPT-08 OPT-10 OPT-11 OPT-12
    OPT-13 OPT-15 EXP-02 EXP-03 EXP-04 EXP-05 EXP-06 EXP-07 EXP-08 EXP-09 EXP-11 ASG-01
    EXP-01 FND-01 FND-05 GRD-01 GRD-02 GRD-04 OPT-02
    OPT-04 OPT-09 OPT-14 OPT-16 OPT-17 OPT-18 OPT-19 OPT-20
    LRS-01 LRS-02 LRS-03 LRS-04 LRS-05 LRS-06 LRS-07 LRS-08 LRS-09 LRS-10 LRS-11 LRS-12 LRS-13
    REG-01 REG-02 REG-03 REG-04 REG-05 REG-06 REG-07 REG-08 EXP-12
    ADV-01 ADV-02 EXP-13
    EXP-10
    RBM-01 RBM-02 RBM-03 RBM-04 RBM-05 RBM-06 RBM-07
    SEQ-01
    AE-01 CAE-01
    ML-01 ML-02 ML-03 ML-04 ML-05 ML-06 ML-07 ML-08
"""


def test_every_item_that_a_deck_names_is_covered_and_stays_so() -> None:
    found = coverage_json(find_course(Path(__file__)))
    assert found["missing"] == []
    covered = set(found["covered"])
    assert covered >= set(COVERED.split())
    assert covered == set(COVERED.split()), "these are covered as well by now: add them to COVERED"
