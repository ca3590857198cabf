"""One student's notebook in a confined process: put files, run cells, exercise tasks."""

from __future__ import annotations

import secrets
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any

import numpy as np

from grader.child import wire
from grader.child.wire import Caps, Packed
from grader.core.errors import GraderFault, ProtocolError, SandboxLostError
from grader.core.limits import Limits, NotebookLimits
from grader.core.records import CellResult, Observation, Question
from grader.sandbox import decode, exit_reasons
from grader.sandbox.connection import Connection
from grader.sandbox.process import Child
from grader.sandbox.room import Room
from grader.sandbox.scratch import disk_size
from grader.sandbox.watchdog import Breach

_FILES = Caps(1 << 16, 0)  # of an answer to `put`
_OBSERVED_TEXT = 1 << 20
_AHEAD = 1 << 16  # bytes of questions sent at once: the socket takes them whether they are read or not


class Session:
    """One student's notebook, running confined. A context manager; not for several threads at once.

    Once a cell or a probe has ended the process, `alive` is False and every further question has the same answer.
    """

    def __init__(
        self,
        child: Child,
        limits: Limits,
        packed: Packed | None = None,
        cpu: float = NotebookLimits().cpu,
        room: Room | None = None,
        claim: int = 0,
    ) -> None:
        #: Files that could not be written under their names.
        self.left_out: tuple[str, ...] = ()
        self._room, self._claim, self._opened = room, claim, time.monotonic()
        self._packed = packed or Packed()
        self._limits = limits
        self._sent_limits = limits  # those of the questions that were sent last
        self._connection = Connection(child, limits, cpu, room.sample if room else lambda: None)

    @property
    def alive(self) -> bool:
        """Whether the process is there to answer."""
        return self._connection.alive

    @property
    def killed_from_outside(self) -> bool:
        """Whether somebody else ended or stopped the process: the system for want of memory, or a person."""
        return self._connection.killed_from_outside

    @property
    def broke_off(self) -> bool:
        """Whether the process stopped answering in the grader's own part of it; the machine may have failed there."""
        return self._connection.broke_off

    @property
    def short_of_room(self) -> bool:
        """Whether the disk of its scratch folder was full at some moment, so that its failures may not be its own."""
        return self._room is not None and self._room.was_short_since(self._opened)

    @property
    def spent(self) -> float:
        """Seconds of wall time that the process took for all its answers, without what a busy machine adds."""
        return self._connection.spent

    @property
    def peak_memory(self) -> int:
        """The most bytes that the process used beyond the warm process, as far as it was measured."""
        meter = self._connection.meter
        if self.alive:
            meter.memory()
        return meter.peak

    def put(self, files: Mapping[str, bytes]) -> None:
        """Write files into the scratch folder and import the lab's modules, before any code of the student's runs.

        Whatever fails is therefore not the student's doing; a file is left out where its name alone is refused.
        Raises GraderFault; SandboxLostError where somebody else ended the process.
        """
        arrays = {name: np.frombuffer(data, dtype=np.uint8) for name, data in files.items()}
        id = _fresh_id()
        # too much of it is said at the first cell, as of what a cell writes
        limits = replace(self._limits, scratch=self._limits.scratch + disk_size(0, files)["disk"])
        frame = wire.frame({"id": id, "op": "files", "files": arrays})
        answer = self._connection.ask(id, frame, limits, _FILES)
        if isinstance(answer, Breach):
            fault = SandboxLostError if self.killed_from_outside else GraderFault
            raise fault(f"a process could not take the files of a submission: {answer.error}")
        if answer.get("status") != "ok":
            if self._room is not None:
                self._room.require()
            raise GraderFault(f"a process could not take the files of a submission: {str(answer.get('error'))[:300]}")
        self.left_out = tuple(map(str, answer.get("left_out", ())))

    def run_cell(self, source: str, cell_id: str, limits: Limits | None = None) -> CellResult:
        """Run one cell of the notebook."""
        limits = limits or self._limits
        connection = self._connection
        start = time.perf_counter()
        id = _fresh_id()
        question = wire.frame({"id": id, "op": "cell", "source": source, "cell": cell_id, "output": limits.output})
        answer = connection.ask(id, question, limits, Caps(4 * limits.output + (1 << 18), 0))
        seconds = time.perf_counter() - start
        if isinstance(answer, dict):
            breach = connection.meter.full(limits, thorough=False)  # whichever cell it was, not the one after it
            answer = connection.end(breach) if breach else answer
        if isinstance(answer, dict):
            try:
                result = decode.cell_result(answer, seconds, limits.output)
                return exit_reasons.with_limit(result, limits, connection.child.own_disk)
            except ProtocolError as error:
                answer = connection.end(exit_reasons.broken(error))
        return CellResult(answer.status, error=answer.error, seconds=seconds)

    def probe(self, name: str, probe: str, inputs: Any, limits: Limits | None = None) -> Observation:
        """Exercise the object called `name` in the student's namespace; "missing" where there is none."""
        [observation] = self.probes([Question(name, probe, inputs, limits or self._limits)])
        return observation

    def probes(self, questions: Sequence[Question]) -> Iterator[Observation]:
        """Yield the answers to questions, in their order. Small ones of the same limits are sent ahead of their turn.

        So the process goes on while its answers are judged. Nothing else may be asked before all are answered, or the
        iterator is closed, which waits for what was sent.
        """
        left, sent = deque(questions), deque[tuple[str, Caps]]()
        connection = self._connection
        try:
            while left or sent:
                start = time.perf_counter()
                breach = None if sent else self._send_next(left, sent)
                answer = breach or connection.receive(sent[0][0], self._sent_limits, sent[0][1])
                sent.popleft()
                observation = self._observation(answer, time.perf_counter() - start)
                yield observation
        finally:
            while sent and self.alive:
                id, caps = sent.popleft()
                connection.receive(id, self._sent_limits, caps)

    def _send_next(self, left: deque[Question], sent: deque[tuple[str, Caps]]) -> Breach | None:
        """Send the next question, and those after it that may go with it; `sent` gets ids and sizes of answers."""
        frames: list[bytes] = []
        self._sent_limits = left[0].limits
        while left and left[0].limits == self._sent_limits:
            question, id = left[0], _fresh_id()
            inputs, most = self._packed.of(question.inputs), min(question.arrays, wire.MOST_ARRAYS)
            frame = wire.probe_frame(id, question.task, question.probe, inputs, most)
            if frames and sum(map(len, frames)) + len(frame) > _AHEAD:
                break
            left.popleft()
            sent.append((id, Caps(_OBSERVED_TEXT, most)))
            frames.append(frame)
        return self._connection.send(b"".join(frames), self._sent_limits)

    def _observation(self, answer: dict[str, Any] | Breach, seconds: float) -> Observation:
        """Decode an answer; one of a process that has ended carries its checkpoint."""
        connection = self._connection
        if isinstance(answer, dict):
            try:
                found = decode.observation(answer, seconds, connection.used)
                return exit_reasons.with_limit(found, self._sent_limits, connection.child.own_disk)
            except ProtocolError as error:
                answer = connection.end(exit_reasons.broken(error))
        limit = "" if answer.chosen else answer.error
        return Observation(
            answer.status, connection.checkpoint, error=answer.error, seconds=seconds, cpu=connection.used, limit=limit
        )

    def close(self) -> None:
        """End the process and remove what it left behind."""
        try:
            self._connection.close()
        finally:
            if self._room is not None:
                self._room.release(self._claim)

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _fresh_id() -> str:
    return secrets.token_hex(8)
