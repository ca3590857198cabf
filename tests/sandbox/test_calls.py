"""Test the system calls of student code: network, processes and kernel features are refused, ordinary code runs."""

import errno
import platform

import pytest

from tests.sandbox.reading import describe_result, text

NETWORK = {
    "tcp": "import socket; socket.create_connection(('127.0.0.1', 9), timeout=2)",
    "udp": "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
    "unix": "import socket; socket.socket(socket.AF_UNIX).connect('/run/x')",
    "abstract": "import socket; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).bind('\\0descent')",
    "netlink": "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "raw": "import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW)",
    "listen": "import socket; socket.create_server(('127.0.0.1', 0))",
    "url": "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/', timeout=2)",
    "by number": "import ctypes; print(ctypes.CDLL(None).syscall(41, 2, 1, 0) >= 0 or 1/0)",
    "datagram pair": "import socket; socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
    "send to an address": "import socket; a, b = socket.socketpair(); a.sendto(b'x', '/run/x')",
    "pass a descriptor": "import socket; socket.send_fds(socket.socket(fileno=3), [b'x'], [0])",
}  # fmt: skip


@pytest.mark.parametrize("name", NETWORK)
def test_network_calls_are_refused(run, name):
    result = run(NETWORK[name])
    assert result.status in ("blocked", "raised"), describe_result(result)
    assert text(result) == ""


#: What must be refused for want of permission. The arguments are such that little would happen if it were not.
OTHERS = {
    "signal the parent": "os.kill(os.getppid(), 0)",
    "signal everybody": "os.kill(-1, 0)",
    "signal the group": "os.killpg(0, 0)",
    "signal by thread": "call(200, os.getppid(), 0)",
    "signal by pidfd": "os.pidfd_open(os.getppid())",
    "queue a signal": "call(129, os.getppid(), 0, 0)",
    "own the parent through a descriptor": "import fcntl; fcntl.fcntl(3, fcntl.F_SETOWN, os.getppid())",
    "ptrace": "call(101, 16, os.getppid(), 0, 0)",
    "read its memory": "call(310, os.getppid(), 0, 0, 0, 0, 0)",
    "write its memory": "call(311, os.getppid(), 0, 0, 0, 0, 0)",
    "limit it": "import resource; resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (9999, 9999))",
    "move it": "os.sched_setaffinity(os.getppid(), {0})",
    "slow it down": "os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)",
    "set own limits": "call(160, 4, 0)",
    "set own limits anew": "import resource; resource.prlimit(0, resource.RLIMIT_CORE, (0, 0))",
    "forget the parent's death": "call(157, 1, 0, 0, 0, 0)",
    "become dumpable": "call(157, 4, 1, 0, 0, 0)",
    "another user": "os.setuid(os.getuid())",
    "another session": "call(112)",
    "namespaces": "call(272, 0x10000000)",
    "join a namespace": "call(308, -1, 0)",
    "chroot": "os.chroot('.')",
    "mount": "call(165, b'none', b'.', b'no-such-type', 0, 0)",
    "memfd": "os.memfd_create('x')",
    "shared memory": "from multiprocessing import shared_memory; shared_memory.SharedMemory(create=True, size=10)",
    "sysv shared memory": "call(29, 123456789, 0, 0)",
    "io_uring": "call(425, 0, 0)",
    "bpf": "call(321, 999, 0, 0)",
    "userfaultfd": "call(323, -1)",
    "perf": "call(298, 0, 0, -1, -1, 0)",
    "keyring": "call(250, 0, -3, 0)",
    "terminal": "import fcntl; fcntl.ioctl(0, 0x5412, b'x')",
    "fifo": "os.mkfifo('fifo')",
    "device": "os.mknod('dev', 0o020600, 0)",
    "a link to a file": "os.symlink('a', 'b')",
    "a file by handle": "call(304, -100, 0, 0)",
    "a table of descriptors of one's own": "call(436, 50, 60, 2)",
    "a thread with such a table": "call(56, 0x3d0f00 & ~0x400, 0, 0, 0, 0)",
    "a folder that nobody can list": "os.mkdir('closed', 0o300)",
    "a larger socket buffer": "import socket; socket.socketpair()[0].setsockopt(1, socket.SO_SNDBUF, 1 << 24)",
    "a larger pipe": "import fcntl; fcntl.fcntl(os.pipe()[0], 1031, 1 << 20)",
    "a device by renaming": "open('a', 'w').close(); call(316, -100, b'a', -100, b'b', 4)",
    "move pages into a pipe": "call(278, os.pipe()[1], 0, 0, 0)",
}
TRY = """
import os, ctypes
libc = ctypes.CDLL(None, use_errno=True)
def call(*arguments):
    ctypes.set_errno(0)
    if libc.syscall(*arguments) == -1:
        raise OSError(ctypes.get_errno(), "refused")
"""


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers of system calls are those of x86-64")
@pytest.mark.parametrize("name", OTHERS)
def test_calls_on_other_processes_and_the_kernel_are_refused(session, name):
    result = session.run_cell(f"{TRY}{OTHERS[name]}\n", "cell")
    refused = [f"[Errno {number}]" for number in (errno.EPERM, errno.EACCES, errno.ENOSYS)]
    assert any(number in result.error for number in refused), describe_result(result)
    assert session.alive


@pytest.mark.skipif(platform.machine() != "x86_64", reason="only x86-64 has other sets of calls")
def test_32_bit_system_calls_end_the_process(session):
    # mov eax, 20 (getpid for i386); int 0x80; ret
    source = """
import ctypes, mmap
code = mmap.mmap(-1, 4096, prot=7)
code.write(bytes.fromhex("b814000000cd80c3"))
address = ctypes.addressof(ctypes.c_char.from_buffer(code))
print(ctypes.CFUNCTYPE(ctypes.c_int)(address)())
"""
    result = session.run_cell(source, "cell")
    assert (result.status, session.alive) == ("killed", False), describe_result(result)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="only x86-64 has other sets of calls")
def test_x32_system_calls_are_refused(session):
    result = session.run_cell(f"{TRY}call(0x40000000 + 39)\n", "cell")
    assert result.status in ("killed", "raised", "blocked"), describe_result(result)


def test_calls_of_ordinary_code_are_allowed(run):
    source = """
import os, tempfile, shutil, sqlite3, threading, asyncio, hashlib, zipfile, json, pickle, socket, time, signal
with tempfile.TemporaryDirectory() as d:
    open(d + "/a", "w").write("x")
    shutil.copy(d + "/a", d + "/b"); shutil.copytree(d, "tree"); shutil.rmtree("tree")
    os.rename(d + "/b", d + "/c"); os.truncate
    with open(d + "/a", "r+") as f: f.truncate(0)
db = sqlite3.connect("x.db"); db.execute("create table t(a)"); db.commit(); db.close()
t = threading.Thread(target=hashlib.sha256, args=(b"x",)); t.start(); t.join()
asyncio.run(asyncio.sleep(0)) if False else None
a, b = socket.socketpair(); a.send(b"x"); assert b.recv(1) == b"x"
with zipfile.ZipFile("z.zip", "w") as z: z.writestr("a", "b")
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(4) as pool: assert list(pool.map(abs, [-1, -2])) == [1, 2]
os.urandom(8); os.cpu_count(); time.sleep(0.01); os.getpid(); os.kill(os.getpid(), 0)
open(os.devnull, "w").write("x"); open("/dev/urandom", "rb").read(4)
a.settimeout(1); a.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1); os.closerange(50, 60)
os.umask(0o777); os.makedirs("deep/er"); open("deep/er/file", "w").write("x"); assert os.listdir("deep/er") == ["file"]
with open("room", "wb") as f: os.posix_fallocate(f.fileno(), 0, 8192); assert os.fstat(f.fileno()).st_size == 8192
import datetime, zoneinfo; zoneinfo.ZoneInfo("Europe/Berlin")
class K: pass
pickle.loads(pickle.dumps(K()))
print("all of it")
"""
    result = run(source)
    assert text(result) == "all of it\n", describe_result(result)
