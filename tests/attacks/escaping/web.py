"""Fetches a page from this machine."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp", "Landlock's network rules", "bubblewrap"),
    source="""
import http.client
import urllib.request

ACTS = (
    lambda: urllib.request.urlopen("http://127.0.0.1:@PORT@/", timeout=2).read(),
    lambda: http.client.HTTPConnection("127.0.0.1", @PORT@, timeout=2).request("GET", "/"),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
)
