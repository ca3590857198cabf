"""Holds sixteen megabytes of deleted files in a table of descriptors of a thread of its own."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp", "own disk"),
    source="""
import ctypes
import os
import threading
import time

libc = ctypes.CDLL(None)
done = threading.Event()


def hold():
    libc.syscall(436, 50, 60, 2)
    files = []
    for number in range(16):
        files.append(os.open(str(number), os.O_CREAT | os.O_RDWR))
        os.unlink(str(number))
        os.write(files[-1], bytes(1 << 20))
    time.sleep(0.5)
    done.set()
    time.sleep(5)


threading.Thread(target=hold, daemon=True).start()
if done.wait(3):
    print(@WON@)
""",
    status=("killed", "raised", "wrong"),
)
