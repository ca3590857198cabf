"""Exchange frames with one confined process under its limits; kill, reap and clean up once one is broken."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from grader.child.wire import Answer, Caps
from grader.core.errors import ProtocolError, SandboxError, SandboxLostError
from grader.core.limits import Limits
from grader.probes import checkpoint
from grader.sandbox import exit_reasons, scratch
from grader.sandbox.process import Child, open_scratch, readable
from grader.sandbox.watchdog import STOPPED, Breach, Meter

_TICK = 15  # milliseconds between two checks of the limits
_START = Limits(cpu=20.0, wall=60.0)  # for a child to confine itself
_EXIT_WAIT = 2.0  # seconds between the end of the wire and that of its process, on a busy machine
_KILL_WAIT = 5.0  # seconds for a killed process to vanish


class Connection:
    """The parent's end of one process's wire. Raises SandboxError where the process does not confine itself.

    What the child does is a Breach. What the machine does (no memory, no descriptor, an error of the socket that is
    gone when it is tried again) is an exception.

    child: the process.
    limits: memory and file size that the kernel holds it to already.
    cpu: seconds of CPU time that it may use in its life.
    watch_disk: called at every check of the limits and after every answer.
    """

    def __init__(self, child: Child, limits: Limits, cpu: float, watch_disk: Callable[[], None] = lambda: None) -> None:
        self.child = child
        self._watch_disk = watch_disk
        #: Why the process has ended; None while it runs.
        self.ended: Breach | None = None
        #: Seconds of CPU time of the latest answer.
        self.used = 0.0
        #: Seconds of wall time that the process took for all its answers, without what a busy machine adds.
        self.spent = 0.0
        #: Whether somebody else ended or stopped the process: the system for want of memory, or a person. Itself it
        #: cannot, where there is seccomp.
        self.killed_from_outside = False
        #: Whether the loop that answers has ended, be it by the notebook's code or by a failure of the machine.
        self.broke_off = False
        #: Arrays of the checkpoint that the process left, once it has ended.
        self.checkpoint: dict[str, np.ndarray] = {}
        self._cpu = cpu
        self._kernel_limits = limits.memory, limits.scratch
        self._surplus = b""  # bytes that arrived with an answer and belong to the next
        self._closed = False
        self._scratch = -1  # a descriptor of the scratch folder, once there is one
        child.link.setblocking(False)
        self._poll = select.poll()
        self._poll.register(child.pidfd, select.POLLIN)
        self._poll.register(child.link, select.POLLIN)
        try:
            self.meter = Meter(child.pid, child.folder, cpu)
        except BaseException as error:
            child.link.close()
            os.close(child.pidfd)
            scratch.remove(child.folder)
            if not isinstance(error, OSError):
                raise
            # it was reaped already, as happens when its warm process is killed
            raise SandboxLostError(f"a process cannot be watched, or has ended: {error.strerror}") from error
        try:
            self._expect_confined()
        except BaseException:
            self.close()
            raise

    @property
    def alive(self) -> bool:
        """Whether the process is there to answer."""
        return self.ended is None and not self._closed

    def ask(self, id: str, request: bytes, limits: Limits, caps: Caps) -> dict[str, Any] | Breach:
        """Send a request and receive its answer, or why there is none."""
        return self.send(request, limits) or self.receive(id, limits, caps)

    def send(self, requests: bytes, limits: Limits) -> Breach | None:
        """Send requests; their time counts from here. Returns why the process has ended, if it has."""
        if self._closed:
            raise SandboxError("this session is closed; open another")
        if self.ended is not None:
            return self.ended
        if self._surplus:
            return self.end(exit_reasons.broken(ProtocolError("an answer to a question that was not asked")))
        self.set_kernel_limits(limits)
        self.meter.start()
        return self._write(requests, limits)

    def receive(self, id: str, limits: Limits, caps: Caps) -> dict[str, Any] | Breach:
        """Receive the answer to a request that was sent; the next one's time counts from its arrival."""
        answer = self.ended or self._read(id, limits, caps)
        self._watch_disk()
        if isinstance(answer, dict):
            self.used = self.meter.used()
            self.spent += self.meter.own()
            self.meter.start()
        return answer

    def set_kernel_limits(self, limits: Limits) -> None:
        """Let the kernel's limits of memory and of a file's size follow this request's."""
        if (limits.memory, limits.scratch) != self._kernel_limits and self.child.allow(limits):
            self._kernel_limits = limits.memory, limits.scratch

    def close(self) -> None:
        """End the process and remove what it left behind."""
        if self._closed:
            return
        if self.ended is None:
            self.meter.start()  # what was not asked for is not spent
            self.end(Breach("killed", "the session is closed"))
        self._closed = True

    def end(self, breach: Breach | None) -> Breach:
        """Kill, wait, reap, remove. The reason is `breach`; where it is None, what the exit status tells."""
        if self.ended is not None:
            return self.ended
        child = self.child
        self.ended = breach or Breach("killed", "the process ended itself")
        self.killed_from_outside = breach is STOPPED
        facts: Mapping[str, Any] = {}
        try:
            try:
                exited = not breach and self._exits()
                self.spent += self.meter.own()
                self.used = self.meter.used()
                with suppress(OSError):
                    signal.pidfd_send_signal(child.pidfd, signal.SIGKILL)
                gone = readable(child.pidfd, int(_KILL_WAIT * 1000))
            finally:
                child.link.close()
                os.close(child.pidfd)
                self.meter.close()
            facts = child.reap() if gone else {}
        except SandboxLostError:
            if not breach:
                raise  # it died with its warm process
        finally:
            if self._scratch >= 0:
                self.checkpoint = checkpoint.find(".", self._scratch)
                os.close(self._scratch)
                self._scratch = -1
            scratch.remove(child.folder)
        if exited and facts:
            status = facts["status"]
            self.ended = exit_reasons.own_end(status, self._cpu)
            self.broke_off = os.WIFEXITED(status) and os.WEXITSTATUS(status) == exit_reasons.BROKE_OFF
            self.killed_from_outside = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
            if self.killed_from_outside and facts["cpu"] > self._cpu:  # the kernel's own limit
                self.killed_from_outside = False
                self.ended = Breach("timed out", f"used up the {self._cpu:g} s of CPU time that a whole notebook has")
        elif not breach:
            self.ended = Breach("killed", "the process closed its connection to the grader")
        return self.ended

    def _exits(self) -> bool:
        """Wait for the end of a process whose wire has ended; one that only closed it pays for the wait."""
        end = time.monotonic() + _EXIT_WAIT
        while not readable(self.child.pidfd, _TICK):
            if self.meter.sample() > end:
                return False
        return True

    def _expect_confined(self) -> None:
        """Wait until the process says that it is confined."""
        self.meter.start()
        answer = self._read("", _START, Caps(1 << 16, 0))
        if isinstance(answer, Breach) and self.killed_from_outside:
            raise SandboxLostError("a process was ended from outside before it was confined")
        if isinstance(answer, Breach):
            raise SandboxError(f"a process could not be confined: it {answer.error}")
        if answer.get("confined") is not True:
            raise SandboxError(f"a process could not be confined: {str(answer.get('error'))[:300]}")
        try:
            self._scratch = open_scratch(self.child)
        except OSError as error:
            raise SandboxError(f"the scratch folder of a process could not be opened: {error}") from error
        self.meter.watch(self._scratch, self.child.own_disk)
        self.meter.zero()

    def _write(self, data: bytes, limits: Limits) -> Breach | None:
        """Write all bytes to the wire, whatever the child does meanwhile."""
        view = memoryview(data)
        link, poll = self.child.link, None
        refused = False
        while view:
            try:
                view = view[link.send(view) :]
                continue
            except BlockingIOError:
                pass
            except ConnectionError:  # only what is refused again was closed by the child
                if refused:
                    return self.end(None)
                refused = True
                continue
            if poll is None:
                poll = select.poll()
                poll.register(self.child.pidfd, select.POLLIN)
                poll.register(link, select.POLLOUT)
            events = dict(poll.poll(_TICK))
            if self.child.pidfd in events:
                return self.end(None)
            breach = self.meter.breach(limits)
            if breach:
                return self.end(breach)
        return None

    def _read(self, id: str, limits: Limits, caps: Caps) -> dict[str, Any] | Breach:
        """Read one frame from the wire, and check the limits at every tick."""
        link, pidfd = self.child.link, self.child.pidfd
        answer, buffered = Answer(caps, self._surplus), bool(self._surplus)
        next_check = time.monotonic() + _TICK / 1000
        checked = cut_off = False
        while True:
            events = {} if buffered else dict(self._poll.poll(_TICK))
            if buffered or link.fileno() in events:
                try:
                    if answer.receive(None if buffered else link):
                        self._surplus = answer.rest
                        message = answer.message(id)
                        breach = self.meter.full(limits) if checked or self.meter.due() else None
                        return self.end(breach) if breach else message
                    buffered = False
                except BlockingIOError:
                    pass
                except ProtocolError as error:
                    return self.end(exit_reasons.broken(error))
                except (EOFError, ConnectionError):  # it ended, or closed its end of the wire, if that happens again
                    if cut_off:
                        return self.end(None)
                    cut_off = True
            elif pidfd in events:
                return self.end(None)
            if time.monotonic() >= next_check:
                self._watch_disk()
                breach = self.meter.breach(limits)
                if breach:
                    return self.end(breach)
                next_check, checked = time.monotonic() + _TICK / 1000, True
