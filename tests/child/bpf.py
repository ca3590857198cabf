"""Interpret a seccomp filter for one made-up system call, so that other architectures can be tested too."""

from __future__ import annotations

import struct

ALLOW, ERRNO, KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD_WORD, _AND, _RETURN, _JUMP = 0x20, 0x54, 0x06, 0x05
_COMPARE = {
    0x15: lambda a, k: a == k,
    0x25: lambda a, k: a > k,
    0x35: lambda a, k: a >= k,
    0x45: lambda a, k: a & k != 0,
}


def run(program: bytes, architecture: int, number: int, *arguments: int) -> int:
    """Evaluate the filter. Raises ValueError for an instruction that libseccomp does not use."""
    padded = (*arguments, *[0] * 6)[:6]
    data = struct.pack("<IIQ6Q", number & 0xFFFFFFFF, architecture, 0, *(a & 0xFFFFFFFFFFFFFFFF for a in padded))
    instructions = list(struct.iter_unpack("<HBBI", program))
    place = accumulator = 0
    while True:
        code, yes, no, k = instructions[place]
        place += 1
        if code == _LOAD_WORD:
            (accumulator,) = struct.unpack_from("<I", data, k)
        elif code == _AND:
            accumulator &= k
        elif code == _JUMP:
            place += k
        elif code in _COMPARE:
            place += yes if _COMPARE[code](accumulator, k) else no
        elif code == _RETURN:
            return int(k)
        else:
            raise ValueError(f"instruction {place - 1} has the code {code:#x}")
