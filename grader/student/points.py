"""What each recorded case earns an answer."""

from __future__ import annotations

from grader.core.records import CaseVerdict
from grader.judge.cases import Findings
from grader.judge.credit import credited
from grader.student.lookup import Found


def verdicts_with_credit(found: Found, findings: Findings) -> list[CaseVerdict]:
    """The verdicts on cases that were run, with what each earns; of a challenge's, each earns all or nothing."""
    recording = found.recording
    computed = found.facts is not None and any(found.facts.needed(case.inputs) for case in recording.cases)
    if computed and recording.training:
        return findings.verdicts
    by_output = not findings.nondeterministic and not computed
    return credited(findings.cases, shares=recording.shares, by_output=by_output)
