"""Wrong answers to lab 11, the challenge."""

from __future__ import annotations

from tests.corpus import WrongAnswer

ANSWERS = (
    WrongAnswer(
        "log_run",
        "argmax as it comes",
        "best_epoch counts from 0.",
        {"epochs from 0"},
        """
def log_run(log, config, seed, curve):
    record = {}
    record["run"] = len(log) + 1
    record["config"] = config.copy()
    record["seed"] = int(seed)
    record["curve"] = [float(c) for c in curve]
    record["best"] = float(np.max(curve))
    record["best_epoch"] = int(np.argmax(curve))
    log.append(record)
    return record
""",
    ),
    WrongAnswer(
        "log_run",
        "NumPy's integer in the log",
        "The seed stays a NumPy integer, which JSON does not take.",
        {"seed not a Python int", "JSON does not take it", "a NumPy value that json cannot write"},
        """
def log_run(log, config, seed, curve):
    accs = [float(a) for a in curve]
    log.append({
        "run": len(log) + 1,
        "config": dict(config),
        "seed": seed,
        "curve": accs,
        "best": max(accs),
        "best_epoch": accs.index(max(accs)) + 1,
    })
    return log[-1]
""",
        kind="raises",
    ),
    WrongAnswer(
        "log_run",
        "everything kept as it is",
        "The config and the curve are kept themselves instead of copies.",
        {"keeps the config itself", "keeps the curve itself"},
        """
def log_run(log, config, seed, curve):
    if not isinstance(curve, list):
        curve = [float(v) for v in curve]
    best = max(curve)
    entry = dict(run=len(log) + 1, config=config, seed=int(seed), curve=curve, best=best,
                 best_epoch=curve.index(best) + 1)
    log.append(entry)
    return entry
""",
        kind="two",
    ),
    WrongAnswer(
        "log_run",
        "greater or equal",
        "Where the best is reached twice, the later epoch is named.",
        {"the last of equal epochs"},
        """
def log_run(log, config, seed, curve):
    best, best_epoch = 0.0, 0
    for i, acc in enumerate(curve):
        if acc >= best:
            best, best_epoch = float(acc), i + 1
    entry = {"run": len(log) + 1, "config": dict(config), "seed": int(seed),
             "curve": [float(a) for a in curve], "best": best, "best_epoch": best_epoch}
    log.append(entry)
    return entry
""",
    ),
    WrongAnswer(
        "log_run",
        "a new list",
        "log + [entry] makes a new list; the caller's log stays as it was.",
        {"never logged"},
        """
def log_run(log, config, seed, curve):
    points = list(map(float, curve))
    top = max(points)
    entry = {
        "run": len(log) + 1,
        "config": {k: v for k, v in config.items()},
        "seed": int(seed),
        "curve": points,
        "best": top,
        "best_epoch": points.index(top) + 1,
    }
    log = log + [entry]
    return entry
""",
    ),
    WrongAnswer(
        "log_run",
        "best to come",
        "best and best_epoch are not there yet.",
        {"best and best_epoch missing", "a key missing", "best is still to come"},
        """
def log_run(log, config, seed, curve):
    entry = {
        "run": len(log) + 1,
        "config": dict(config),
        "seed": int(seed),
        "curve": [float(x) for x in curve],
    }
    log.append(entry)
    return entry
""",
        kind="half",
    ),
    WrongAnswer(
        "log_run",
        "tolist of a list",
        "A curve that is a list has no tolist, so it raises AttributeError.",
        {"a list where an array belongs", "the curve may be a list", "AttributeError: tolist"},
        """
def log_run(log, config, seed, curve):
    entry = {
        "run": len(log) + 1,
        "config": dict(config),
        "seed": int(seed),
        "curve": curve.tolist(),
        "best": float(curve.max()),
        "best_epoch": int(curve.argmax()) + 1,
    }
    log.append(entry)
    return entry
""",
        kind="raises",
    ),
    WrongAnswer(
        "train",
        "probabilities for labels",
        "predict gives ten probabilities for each image instead of the class.",
        {"gives probabilities", "gives scores"},
        """
def build_network(rng):
    return {"W": rng.normal(0, 0.01, (784, 10)), "b": np.zeros(10)}


def probabilities(net, x):
    z = x @ net["W"] + net["b"]
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def predict(network, images):
    return probabilities(network, images)


def train(network, images, labels, *, rng, epochs=None, keep=lambda network: None):
    history = []
    for epoch in range(epochs or 20):
        order = rng.permutation(len(images))
        losses = []
        for s in range(0, len(order), 50):
            idx = order[s:s + 50]
            p = probabilities(network, images[idx])
            rows = np.arange(len(idx))
            losses.append(-np.log(p[rows, labels[idx]] + 1e-12).mean())
            p[rows, labels[idx]] -= 1
            network["W"] -= 0.1 * images[idx].T @ p / len(idx)
            network["b"] -= 0.1 * p.mean(axis=0)
        history.append(float(np.mean(losses)))
        keep(network)
    return history
""",
    ),
    WrongAnswer(
        "train",
        "np.random in the shuffle",
        "The images are shuffled by NumPy's global random state, so one seed gives another training each time.",
        {"unseeded training", "NumPy's global random state"},
        """
def build_network(rng):
    return [rng.normal(0, 0.05, (784, 30)), np.zeros(30), rng.normal(0, 0.2, (30, 10)), np.zeros(10)]


def predict(network, images):
    W1, b1, W2, b2 = network
    return np.argmax(np.maximum(images @ W1 + b1, 0) @ W2 + b2, axis=1)


def train(network, images, labels, *, rng, epochs=None, keep=lambda network: None):
    W1, b1, W2, b2 = network
    T = np.eye(10)[labels]
    curve = []
    for _ in range(epochs or 5):
        idx = np.random.permutation(len(images))
        total = 0.0
        for i in range(0, len(idx), 10):
            b = idx[i:i + 10]
            h = np.maximum(images[b] @ W1 + b1, 0)
            s = h @ W2 + b2
            p = np.exp(s - s.max(axis=1, keepdims=True))
            p /= p.sum(axis=1, keepdims=True)
            total -= np.sum(T[b] * np.log(p + 1e-9))
            d = (p - T[b]) / len(b)
            dh = d @ W2.T * (h > 0)
            W2 -= 0.1 * h.T @ d
            b2 -= 0.1 * d.sum(0)
            W1 -= 0.1 * images[b].T @ dh
            b1 -= 0.1 * dh.sum(0)
        curve.append(total / len(images))
    return curve
""",
    ),
    WrongAnswer(
        "train",
        "weights rebound",
        "The weights are bound to new arrays, so the network that was handed in never changes.",
        {"never trains", "rebinds the parameter", "rebinds the weights"},
        """
def build_network(rng):
    return (rng.normal(0, 0.01, (784, 10)), np.zeros(10))


def predict(network, images):
    W, b = network
    return (images @ W + b).argmax(axis=1)


def train(network, images, labels, *, rng, epochs=None, keep=lambda network: None):
    W, b = network
    onehot = np.eye(10)[labels]
    losses = []
    for _ in range(epochs or 10):
        total = 0
        order = rng.permutation(len(images))
        for k in range(0, len(images), 20):
            sel = order[k:k + 20]
            z = images[sel] @ W + b
            z = z - z.max(axis=1, keepdims=True)
            p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
            total += -(onehot[sel] * np.log(p + 1e-10)).sum()
            W = W - 0.1 * images[sel].T @ (p - onehot[sel]) / len(sel)
            b = b - 0.1 * (p - onehot[sel]).mean(axis=0)
        losses.append(total / len(images))
    return losses
""",
    ),
    WrongAnswer(
        "train",
        "build_network under another name",
        "There is no build_network: the function has another name.",
        {"build_network missing", "names not kept"},
        """
def init_network(rng):
    return {"W": np.zeros((784, 10))}


def predict(network, images):
    return (images @ network["W"]).argmax(axis=1)


def train(network, images, labels, *, rng, epochs=None, keep=lambda network: None):
    return [0.0] * (epochs or 1)
""",
        kind="raises",
    ),
)
