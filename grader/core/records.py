"""The plain records that travel between rooms. They hold no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np

from grader.core.limits import Limits

#: How an exercise ended; the `status` of the JSON contract.
Status = Literal[
    "right",
    "wrong",
    "raised",
    "not attempted",
    "timed out",
    "out of memory",
    "killed",
    "missing",
    "blocked",
    "grader error",
]
STATUSES: tuple[str, ...] = get_args(Status)

#: How one run of a task, or of a cell, ended: "ok" or one of the statuses above that are not a verdict.
Outcome = Literal[
    "ok", "raised", "not attempted", "timed out", "out of memory", "killed", "missing", "blocked", "grader error"
]

#: How a process ends that did not end a run by itself; nothing more can be asked of it.
Ending = Literal["timed out", "out of memory", "killed"]
ENDED: tuple[Ending, ...] = get_args(Ending)

#: What a cell is there for. "given": locked code that every student gets; "experiment": only there to look at.
Role = Literal["solution", "check", "own", "given", "experiment", "text"]


@dataclass(frozen=True)
class Tolerance:
    """What passes: |got - expected| <= atol + rtol * |expected|, elementwise.

    rtol: relative to the expected value
    atol: absolute
    """

    rtol: float
    atol: float


@dataclass(frozen=True)
class Bounded:
    """A statistic of something random.

    value: of the solution's answer
    allowed: how far the statistic of another right answer may be from it
    """

    value: float
    allowed: float


FLOAT64 = Tolerance(1e-7, 1e-10)
FLOAT32 = Tolerance(1e-4, 1e-5)


@dataclass(frozen=True)
class Question:
    """One run of a task that a student's process is asked for.

    task: name of the function or class
    probe: name of the probe that exercises it
    inputs: what the probe takes; a tree of dicts, lists, scalars and arrays
    limits: what the run may use
    arrays: bytes of arrays that the answer may hold
    """

    task: str
    probe: str
    inputs: Any
    limits: Limits
    arrays: int = 64 << 20


@dataclass(frozen=True)
class Cell:
    """One cell of a notebook, after it was merged onto the released one.

    id: nbgrader's grade_id, or the notebook's own cell id
    role: what the cell is there for
    source: its text
    exercise: name of the exercise that it answers or checks, or None
    """

    id: str
    role: Role
    source: str
    exercise: str | None = None


@dataclass(frozen=True)
class Submission:
    """A student's notebook, parsed and repaired but never executed.

    name: of the student, or of the file
    lab: name of the lab that it answers
    sha256: digest of the bytes handed in, in hex
    cells: of the merged notebook, in order
    files: bytes of what lay beside the notebook, by relative name
    notebook: the merged nbformat-4 document (plain JSON), its nbgrader cells in the released order
    repairs: what had to be put right, in plain words
    error: why it cannot be graded at all, or ""
    fault: the traceback where the grader or its machine failed to read it, which is no fault of the student's; or ""
    """

    name: str
    lab: str
    sha256: str
    cells: tuple[Cell, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    notebook: Mapping[str, Any] = field(default_factory=dict)
    repairs: tuple[str, ...] = ()
    error: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Observation:
    """What a task gave on one case.

    status: how the run ended
    values: arrays by label, in the order observed ("params[0] after step 1")
    types: by label, the type's name before it became an array ("list"); one without a value is no array (None, say)
    notes: facts that do not decide ("changes its input grads", "warns: ...")
    error: "TypeError: ..." where it raised, else why it ended; "" for "ok"
    trace: the student's own lines, innermost last
    seconds: of wall time
    bounds: by label, how far off a statistic may be, in place of a tolerance; only the expected side's count
    cpu: seconds of CPU time as the parent measured it, or 0.0 where it did not
    error_type: the name of the exception's class, or "" where none was raised
    limit: the limit that ended the run, and how far over it the run was, in the parent's words; "" where none did
    """

    status: Outcome = "ok"
    values: Mapping[str, np.ndarray] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    error: str = ""
    trace: tuple[str, ...] = ()
    seconds: float = 0.0
    bounds: Mapping[str, float] = field(default_factory=dict)
    cpu: float = 0.0
    error_type: str = ""
    limit: str = ""


@dataclass(frozen=True)
class CellResult:
    """How a cell ended.

    status: how its run ended
    outputs: nbformat outputs (plain JSON), limited in size
    error: "TypeError: ..." where it raised, else why it ended; "" for "ok"
    seconds: of wall time
    """

    status: Outcome = "ok"
    outputs: tuple[Mapping[str, Any], ...] = ()
    error: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Mismatch:
    """The first thing that differs, in the order type, shape, dtype, values.

    label: of the observed value
    reason: what differs
    got: the student's value, shape, dtype or type, as text
    expected: the solution's, as text
    index: of the worst element
    off: absolute error there
    allowed: the most that the tolerance admits there
    differing: how many elements are outside the tolerance
    total: how many elements there are
    """

    label: str
    reason: Literal["missing", "type", "shape", "dtype", "values"]
    got: str
    expected: str
    index: tuple[int, ...] = ()
    off: float = 0.0
    allowed: float = 0.0
    differing: int = 0
    total: int = 0


@dataclass(frozen=True)
class CaseVerdict:
    """One case of an exercise, judged.

    case: its name
    seed: "public", or the name of the secret seed
    status: how the run ended, or whether its values were right
    weight: the case's share of the points
    earned: from 0 to 1 of the weight; a case compared exactly earns all or nothing, a run judged by accuracy a part
    message: what is said of it; "" for a right case
    mismatch: the first difference
    accuracy: of a run of a challenge, the share of held-out images that were right
    cpu: of a run of a challenge, seconds of CPU time
    public: whether the inputs may be shown
    """

    case: str
    seed: str
    status: Outcome | Literal["right", "wrong"]
    weight: float
    earned: float
    message: str = ""
    mismatch: Mismatch | None = None
    accuracy: float | None = None
    cpu: float | None = None
    public: bool = False


@dataclass(frozen=True)
class Verdict:
    """One exercise of one submission.

    name: of the exercise
    status: how it ended
    points: earned
    max_points: that can be earned
    misconception: name of the mistake whose every answer it equals ("a + b" for two), or None
    message: one or a few plain sentences for the student
    hints: nudge, pointer, formula
    notes: facts that cost no points ("changes its input grads")
    cases: in the order they were run
    seconds: of wall time
    nondeterministic: whether it gave another answer to the same inputs
    finding: why the misconception is named, or which part of the answer is right, in a sentence, or ""
    explanation: of a quiz, why the right answer is right; shown whatever was answered
    """

    name: str
    status: Status
    points: float
    max_points: float
    misconception: str | None = None
    message: str = ""
    hints: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    cases: tuple[CaseVerdict, ...] = ()
    seconds: float = 0.0
    nondeterministic: bool = False
    finding: str = ""
    explanation: str = ""


@dataclass(frozen=True)
class Grade:
    """One graded submission: all that reports, gradebooks and appeals need.

    submission: name of the submission
    lab: name of the lab
    points: earned
    max_points: that can be earned
    sandbox: the rung that confined it
    dataset: the data set trained on, or "" where none was needed
    seconds: of wall time
    error: why it could not be graded at all, or ""
    exercises: verdicts, in the order of the lab
    repairs: what was put right in the notebook, in plain words
    replay: submission sha256, lab version, package versions, data set, the secret seed's name (never its value)
    outputs: nbformat outputs by cell id, for the feedback
    by_hand: points that a person gives, by cell ({"report": 6}); they are in neither points nor max_points
    integrity: large data where code belongs, in plain words, for a person to look at; it costs no points
    fault: of the grader or its machine: a sentence for instructors, then the traceback; never shown to students
    """

    submission: str
    lab: str
    points: float
    max_points: float
    sandbox: str = ""
    dataset: str = ""
    seconds: float = 0.0
    error: str = ""
    exercises: tuple[Verdict, ...] = ()
    repairs: tuple[str, ...] = ()
    replay: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    by_hand: Mapping[str, float] = field(default_factory=dict)
    integrity: tuple[str, ...] = ()
    fault: str = ""
