"""Reads disks and the kernel's memory."""

from tests.attacks.attack import FILES, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
for path in ("/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/nvme0n1", "/proc/kcore", "/dev/tty"):
    try:
        print(@WON@, open(path, "rb").read(1))
    except OSError as error:
        print(type(error))
""",
    unproven="there are no disks where attacks are let through",
)
