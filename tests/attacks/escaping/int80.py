"""Makes system calls of 32-bit machines, which have other numbers."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import ctypes
import mmap

code = mmap.mmap(-1, 4096, prot=7)
code.write(bytes.fromhex("b814000000cd80c3"))
address = ctypes.addressof(ctypes.c_char.from_buffer(code))
print(@WON@, ctypes.CFUNCTYPE(ctypes.c_int)(address)())
""",
    status=("killed",),
    says=r"its cell: the process crashed with SIG(SYS|SEGV): ",
    x86=True,
)
