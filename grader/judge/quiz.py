"""Judge the answer to a quiz by its sheet: a pure function from what was read to a Verdict."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.core.literal_answer import LiteralAnswer
from grader.core.quiz_sheet import QuizSheet
from grader.core.records import Verdict
from grader.core.spelling import bare, left_of_answer
from grader.core.terminal import one_line
from grader.judge.score import NOT_ATTEMPTED, without_points

_LONGEST_SHOWN = 60  # characters of an answer in a message


@dataclass(frozen=True, eq=False)
class _Match:
    """What one given text was recognised as.

    text: as given
    keys: to what is said, by outcome of the sheet; several where a slip leads to several right answers, none where the
        text was not recognised
    slip: whether the spelling was mended
    """

    text: str
    keys: Mapping[int, int] = field(default_factory=dict)
    slip: bool = False


def judge_quiz(sheet: QuizSheet, answer: LiteralAnswer) -> Verdict:
    """Judge an answer. The explanation is in the verdict where all of it is right.

    sheet: one that tells
    """
    name, points = sheet.exercise, sheet.points
    if answer.problem:
        return without_points(name, points, "missing", answer.problem)
    if not answer.given:
        return without_points(name, points, "not attempted", NOT_ATTEMPTED)
    if sheet.wanted == 0:
        return _judge_statement(sheet, str(answer.given[0]))
    return _judge_words(sheet, [str(text) for text in answer.given])


def _judge_statement(sheet: QuizSheet, given: str) -> Verdict:
    ((outcome, key),) = sheet.find("exact", given).items()
    if outcome < sheet.rights:
        return Verdict(sheet.exercise, "right", sheet.points, sheet.points, explanation=sheet.explained(key))
    hints = (sheet.hint,) if sheet.hint else ()
    return Verdict(sheet.exercise, "wrong", 0.0, sheet.points, message=f"the answer is not {given}", hints=hints)


def _judge_words(sheet: QuizSheet, texts: Sequence[str]) -> Verdict:
    """Judge answers in words: each accepted one earns its share, two of one meaning count once."""
    matches = [dataclasses.replace(_match(sheet, text), text=_shown(text)) for text in texts]
    refused = [match for match in matches if not _is_right(sheet, match)]
    accepted: dict[int, _Match] = {}
    repeated: list[tuple[_Match, _Match]] = []
    for match in sorted((m for m in matches if _is_right(sheet, m)), key=lambda m: len(m.keys)):
        free = [outcome for outcome in match.keys if outcome not in accepted]
        if free:
            accepted[free[0]] = match
        else:
            repeated.append((match, accepted[next(iter(match.keys))]))
    slips = tuple(
        f"has “{match.text}”, read as “{_said(sheet, match, outcome)['name']}”"
        for outcome, match in accepted.items()
        if match.slip
    )
    if len(accepted) == sheet.wanted:
        outcome, match = next(iter(accepted.items()))
        explanation = sheet.explained(match.keys[outcome])
        return Verdict(sheet.exercise, "right", sheet.points, sheet.points, notes=slips, explanation=explanation)
    known = [_said(sheet, match, outcome) for match in refused for outcome in match.keys]
    names = list(dict.fromkeys(said["name"] for said in known if "name" in said))
    hints = list(dict.fromkeys(said["hint"] for said in known if "hint" in said))
    if sheet.hint and not hints:
        hints = [sheet.hint]
    share = round(sheet.points * len(accepted) / sheet.wanted, 4)
    return Verdict(
        sheet.exercise,
        "wrong",
        min(share, sheet.points - 1e-4) if accepted else 0.0,
        sheet.points,
        misconception=" + ".join(names) or None,
        message=_message(sheet, [m for m in matches if m in accepted.values()], refused, repeated),
        hints=tuple(hints),
        notes=slips,
    )


def _match(sheet: QuizSheet, text: str) -> _Match:
    """Recognise a text: as it stands, else with slips of spelling forgiven where they lead to right answers alone."""
    if exact := sheet.find("exact", bare(text)):
        return _Match(text, exact)
    near = {outcome: key for left in left_of_answer(text) for outcome, key in sheet.find("near", left).items()}
    if not near or len({outcome < sheet.rights for outcome in near}) > 1:
        return _Match(text)
    if min(near) >= sheet.rights:
        near = {min(near): near[min(near)]}
    return _Match(text, dict(sorted(near.items())), slip=True)


def _is_right(sheet: QuizSheet, match: _Match) -> bool:
    return bool(match.keys) and min(match.keys) < sheet.rights


def _shown(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _LONGEST_SHOWN else f"{line[: _LONGEST_SHOWN - 1]}…"


def _said(sheet: QuizSheet, match: _Match, outcome: int) -> dict[str, str]:
    found: dict[str, str] = json.loads(sheet.said(outcome, match.keys[outcome]))
    return found


def _message(
    sheet: QuizSheet, accepted: Sequence[_Match], refused: Sequence[_Match], repeated: Sequence[tuple[_Match, _Match]]
) -> str:
    """Say which of the answers are accepted, which are not, and how many are missing."""
    parts = [_count(accepted, "accepted")] if accepted else []
    parts += [_count(refused, "not an accepted answer", "not accepted answers")] if refused else []
    parts += [f"“{again.text}” means the same as “{first.text}”" for again, first in repeated]
    missing = sheet.wanted - len(accepted) - len(refused) - len(repeated)
    parts += [f"{missing} more {'is' if missing == 1 else 'are'} asked for"] if missing else []
    return "; ".join(parts)


def _count(matches: Sequence[_Match], one: str, several: str = "") -> str:
    texts = [f"“{match.text}”" for match in matches]
    listed = " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)
    return f"{listed} is {one}" if len(texts) == 1 else f"{listed} are {several or one}"
