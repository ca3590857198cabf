"""Hands in archives whose entries lead outside: a link to the secret, a name with dots, an absolute one."""

from tests.attacks.attack import Attack
from tests.submission.zips import link, zipped

ATTACK = Attack(
    __doc__,
    layers=("reading with caps",),
    files={
        "data.zip": link("data.npy", "@SECRET@"),
        "more.zip": zipped({"../../../outside": b"x", "/outside": b"x"}, compression=0),
    },
    earns=True,
    says="",
)
