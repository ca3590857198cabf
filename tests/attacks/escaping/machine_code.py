"""Runs machine code of its own that calls the kernel."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import ctypes
import mmap

# mov eax, 57 (fork); syscall; ret
code = mmap.mmap(-1, 4096, prot=7)
code.write(bytes.fromhex("b8390000000f05c3"))
result = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
if result != -1:
    print(@WON@, result)
""",
    x86=True,
)
