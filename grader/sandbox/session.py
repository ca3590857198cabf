"""The parent's end of one confined process: asks, watches while it waits, and ends it when a limit is broken."""

from __future__ import annotations

import os
import secrets
import select
import signal
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any

import numpy as np

from grader.child import wire
from grader.child.wire import Answer, Caps, Packed
from grader.core.errors import ProtocolError, SandboxError, SandboxLostError
from grader.core.limits import Limits, NotebookLimits
from grader.core.records import CellResult, Observation, Question
from grader.probes import checkpoint
from grader.sandbox import decode, exit_reasons, scratch
from grader.sandbox.process import Child, readable
from grader.sandbox.watchdog import Breach, Meter

#: Milliseconds between two looks at the meter.
_TICK = 15
_START = Limits(cpu=20.0, wall=60.0)  # for a child to confine itself
_OBSERVED = Caps(4 << 20, wire.MOST_ARRAYS)
_AHEAD = 1 << 16  # bytes of questions handed over at once: the socket takes them whether they are read or not
_PARTING = 2000  # milliseconds between the end of the wire and that of its process, on a busy machine
_GRACE = 5.0  # seconds for a killed process to vanish


class Session:
    """One student's notebook, running confined. A context manager; not for several threads at once.

    Once a cell or a probe has ended the process, `alive` is False and every further question has the same answer.
    """

    def __init__(
        self, child: Child, limits: Limits, packed: Packed | None = None, cpu: float = NotebookLimits().cpu
    ) -> None:
        self._child = child
        self._packed = packed or Packed()
        self._limits, self._most = limits, cpu
        self._allowed = limits.memory, limits.scratch
        self._asked = limits  # those of the questions that were handed over last
        self._used = 0.0  # seconds of CPU time of the latest answer
        #: Seconds of wall time that the process took for all its answers, without what a busy machine adds.
        self.spent = 0.0
        self._rest = b""  # of the answers, what arrived with the one before
        self._ended: Breach | None = None
        #: Whether somebody else ended the process at once: the system for want of memory, a person, or itself.
        self.killed_from_outside = False
        self._kept: dict[str, np.ndarray] = {}  # what the child left for the case that it would be ended
        self._closed = False
        child.link.setblocking(False)
        self._poll = select.poll()
        self._poll.register(child.pidfd, select.POLLIN)
        self._poll.register(child.link, select.POLLIN)
        try:
            self._meter = Meter(child.pid, child.folder, cpu)
        except OSError as error:  # it was reaped already, as happens when its warm process is killed
            child.link.close()
            os.close(child.pidfd)
            scratch.remove(child.folder)
            raise SandboxLostError("the process has ended before anything was asked of it") from error
        try:
            self._expect_confined()
        except BaseException:
            self.close()
            raise

    @property
    def alive(self) -> bool:
        """Whether the process is there to answer."""
        return self._ended is None and not self._closed

    @property
    def peak_memory(self) -> int:
        """The most bytes that the process held beyond the warm process, as far as it was seen."""
        if self.alive:
            self._meter.memory()
        return self._meter.peak

    def put(self, files: Mapping[str, bytes]) -> None:
        """Write files into the scratch folder; the lab's modules are imported. A failure shows when they are used."""
        arrays = {name: np.frombuffer(data, dtype=np.uint8) for name, data in files.items()}
        id = _fresh_id()
        self._ask(id, wire.frame({"id": id, "op": "files", "files": arrays}), self._limits, Caps(1 << 16, 0))

    def run_cell(self, source: str, cell_id: str, limits: Limits | None = None) -> CellResult:
        """Run one cell of the notebook."""
        limits = limits or self._limits
        start = time.perf_counter()
        id = _fresh_id()
        question = wire.frame({"id": id, "op": "cell", "source": source, "cell": cell_id, "output": limits.output})
        answer = self._ask(id, question, limits, Caps(8 * limits.output + (1 << 20), 0))
        seconds = time.perf_counter() - start
        if isinstance(answer, dict):
            breach = self._meter.full(limits, thorough=False)  # whichever cell it was, not the one after it
            answer = self._end(breach) if breach else answer
        if isinstance(answer, dict):
            try:
                return exit_reasons.with_limit(decode.cell_result(answer, seconds, limits.output), limits)
            except ProtocolError as error:
                answer = self._end(exit_reasons.broken(error))
        return CellResult(answer.status, error=answer.error, seconds=seconds)

    def probe(self, name: str, probe: str, inputs: Any, limits: Limits | None = None) -> Observation:
        """Exercise the object called `name` in the student's namespace; "missing" where there is none."""
        [seen] = self.probes([Question(name, probe, inputs, limits or self._limits)])
        return seen

    def probes(self, questions: Sequence[Question]) -> Iterator[Observation]:
        """The answers to questions, in their order. Small ones of the same limits are handed over ahead of their turn.

        So the process goes on while its answers are judged. Nothing else may be asked before all are answered, or the
        iterator is closed, which waits for what was handed over.
        """
        left, sent = deque(questions), deque[str]()
        try:
            while left or sent:
                start = time.perf_counter()
                breach = None if sent else self._hand_over(left, sent)
                answer = breach or self._next(sent[0], self._asked, _OBSERVED)
                sent.popleft()
                yield exit_reasons.with_limit(self._observation(answer, time.perf_counter() - start), self._asked)
        finally:
            while sent and self.alive:
                self._next(sent.popleft(), self._asked, _OBSERVED)

    def _hand_over(self, left: deque[Question], sent: deque[str]) -> Breach | None:
        """Send the next question, and those after it that may go with it; the ids of what was sent."""
        frames: list[bytes] = []
        self._asked = left[0].limits
        while left and left[0].limits == self._asked:
            question, id = left[0], _fresh_id()
            frame = wire.probe_frame(id, question.task, question.probe, self._packed.of(question.inputs))
            if frames and sum(map(len, frames)) + len(frame) > _AHEAD:
                break
            left.popleft()
            sent.append(id)
            frames.append(frame)
        return self._put(b"".join(frames), self._asked)

    def _observation(self, answer: dict[str, Any] | Breach, seconds: float) -> Observation:
        if isinstance(answer, dict):
            try:
                return decode.observation(answer, seconds, self._used)
            except ProtocolError as error:
                answer = self._end(exit_reasons.broken(error))
        return Observation(answer.status, self._kept, error=answer.error, seconds=seconds, cpu=self._used)

    def close(self) -> None:
        """End the process and remove what it left behind."""
        if self._closed:
            return
        if self._ended is None:
            self._meter.start()  # what was not asked for is not spent
            self._end(Breach("killed", "the session is closed"))
        self._closed = True

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _expect_confined(self) -> None:
        self._meter.start()
        answer = self._wait("", _START, Caps(1 << 16, 0))
        if isinstance(answer, Breach) and self.killed_from_outside:
            raise SandboxLostError("a process was ended from outside before it was confined")
        if isinstance(answer, Breach):
            raise SandboxError(f"a process could not be confined: it {answer.error}")
        if answer.get("confined") is not True:
            raise SandboxError(f"a process could not be confined: {str(answer.get('error'))[:300]}")
        self._meter.zero()

    def _ask(self, id: str, question: bytes, limits: Limits, caps: Caps) -> dict[str, Any] | Breach:
        """The answer to a question, or why there is none."""
        return self._put(question, limits) or self._next(id, limits, caps)

    def _put(self, questions: bytes, limits: Limits) -> Breach | None:
        """Hand questions over; their time counts from here."""
        if self._closed:
            raise SandboxError("this session is closed; open another")
        if self._ended is not None:
            return self._ended
        if self._rest:
            return self._end(exit_reasons.broken(ProtocolError("an answer to a question that was not asked")))
        self._allow(limits)
        self._meter.start()
        return self._write(questions, limits)

    def _next(self, id: str, limits: Limits, caps: Caps) -> dict[str, Any] | Breach:
        """The answer to a question that was handed over; the next one's time counts from its arrival."""
        answer = self._ended or self._wait(id, limits, caps)
        if isinstance(answer, dict):
            self._used = self._meter.used()
            self.spent += self._meter.own()
            self._meter.start()
        return answer

    def _allow(self, limits: Limits) -> None:
        """Let the kernel's limits of memory and of a file's size follow this question's."""
        if (limits.memory, limits.scratch) != self._allowed and self._child.allow(limits):
            self._allowed = limits.memory, limits.scratch

    def _write(self, data: bytes, limits: Limits) -> Breach | None:
        """Hand a question over, whatever the child does meanwhile."""
        view = memoryview(data)
        link, poll = self._child.link, None
        while view:
            try:
                view = view[link.send(view) :]
                continue
            except BlockingIOError:
                pass
            except OSError:
                return self._died()
            if poll is None:
                poll = select.poll()
                poll.register(self._child.pidfd, select.POLLIN)
                poll.register(link, select.POLLOUT)
            events = dict(poll.poll(_TICK))
            if self._child.pidfd in events:
                return self._died()
            breach = self._meter.breach(limits)
            if breach:
                return self._end(breach)
        return None

    def _wait(self, id: str, limits: Limits, caps: Caps) -> dict[str, Any] | Breach:
        """Receive one frame, looking at the meter at every tick."""
        link, pidfd = self._child.link, self._child.pidfd
        answer, here = Answer(caps, self._rest), bool(self._rest)
        look = time.monotonic() + _TICK / 1000
        looked = False
        while True:
            events = {} if here else dict(self._poll.poll(_TICK))
            if here or link.fileno() in events:
                try:
                    if answer.receive(None if here else link):
                        self._rest = answer.rest
                        message = answer.message(id)
                        breach = self._meter.full(limits) if looked or self._meter.due() else None
                        return self._end(breach) if breach else message
                    here = False
                except BlockingIOError:
                    pass
                except EOFError:
                    return self._died()
                except ProtocolError as error:
                    return self._end(exit_reasons.broken(error))
                except OSError:
                    return self._died()
            elif pidfd in events:
                return self._died()
            if time.monotonic() >= look:
                breach = self._meter.breach(limits)
                if breach:
                    return self._end(breach)
                look, looked = time.monotonic() + _TICK / 1000, True

    def _died(self) -> Breach:
        """The process ended by itself, or closed its end of the wire, which comes to the same."""
        return self._end(None)

    def _end(self, breach: Breach | None) -> Breach:
        """Kill, wait, reap, remove; the reason is `breach`, or what the process's end tells."""
        if self._ended is not None:
            return self._ended
        child = self._child
        self.spent += self._meter.own()
        self._used = self._meter.used()
        self._ended = breach or Breach("killed", "the process ended itself")
        left_alone = not breach and bool(readable(child.pidfd, _PARTING))
        with suppress(OSError):
            signal.pidfd_send_signal(child.pidfd, signal.SIGKILL)
        gone = readable(child.pidfd, int(_GRACE * 1000))
        self._meter.close()
        child.link.close()
        os.close(child.pidfd)
        facts: Mapping[str, Any] = {}
        try:
            facts = child.reap() if gone else {}
        except SandboxLostError:
            if not breach:
                raise  # it died with its warm process
        finally:
            self._kept = checkpoint.find(child.folder)
            scratch.remove(child.folder)
        if left_alone and facts:
            status = facts["status"]
            self.killed_from_outside = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
            self._ended = exit_reasons.own_end(status, self._most)
        elif not breach:
            self._ended = Breach("killed", "the process closed its connection to the grader")
        return self._ended


def _fresh_id() -> str:
    return secrets.token_hex(8)
