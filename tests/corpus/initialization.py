"""Wrong answers to lab 04, initialization."""

from __future__ import annotations

from tests.corpus import WrongAnswer

ANSWERS = (
    WrongAnswer(
        "zeros_init",
        "the fans for the sides",
        "The array is (fan_in, fan_out) instead of the shape asked for.",
        {"fans for the shape"},
        """
def zeros_init(shape, fan_in, fan_out, rng):
    w = []
    for i in range(fan_in):
        w.append([0.0] * fan_out)
    return np.array(w)
""",
    ),
    WrongAnswer(
        "zeros_init",
        "an integer array",
        "np.full with the integer 0 makes an array of integers.",
        {"integers"},
        """
def zeros_init(shape, fan_in, fan_out, rng):
    return np.full(shape, 0)
""",
    ),
    WrongAnswer(
        "zeros_init",
        "the shape taken apart",
        "The shape is unpacked into two numbers, so a convolution raises.",
        {"works for two axes only"},
        """
def zeros_init(shape, fan_in, fan_out, rng):
    rows, cols = shape
    return np.zeros([rows, cols])
""",
        kind="raises",
    ),
    WrongAnswer(
        "distinct_units",
        "columns of W1",
        "Only what goes into a unit is compared.",
        {"looks at W1 alone"},
        """
def distinct_units(W1, W2):
    seen = set()
    for j in range(W1.shape[1]):
        seen.add(tuple(W1[:, j]))
    return len(seen)
""",
    ),
    WrongAnswer(
        "distinct_units",
        "allclose",
        "Units that are nearly equal count as the same, because allclose compares with a tolerance.",
        {"nearly the same is the same"},
        """
def distinct_units(W1, W2):
    kept = []
    for j in range(W1.shape[1]):
        unit = np.concatenate([W1[:, j], W2[j]])
        if not any(np.allclose(unit, other) for other in kept):
            kept.append(unit)
    return len(kept)
""",
    ),
    WrongAnswer(
        "distinct_units",
        "the smaller of two counts",
        "Columns and rows are counted apart and the larger count is returned.",
        {"columns and rows counted apart"},
        """
def distinct_units(W1, W2):
    ins = len(np.unique(W1, axis=1)[0])
    outs = len(np.unique(W2, axis=0))
    return max(ins, outs)
""",
    ),
    WrongAnswer(
        "distinct_units",
        "rows of W1, columns of W2",
        "The wrong sides are joined: rows of W1 and columns of W2.",
        {"rows for columns", "sides confused", "an index out of range"},
        """
def distinct_units(W1, W2):
    units = {(tuple(W1[i, :]), tuple(W2[:, i])) for i in range(W1.shape[1])}
    return len(units)
""",
        kind="raises",
    ),
    WrongAnswer(
        "fans",
        "the first two sides",
        "The kernel is left out, and a convolution's channels are the wrong way round.",
        {"kernel left out", "a convolution read like a dense layer"},
        """
def fans(weights):
    return weights.shape[0], weights.shape[1]
""",
        kind="two",
    ),
    WrongAnswer(
        "fans",
        "torch's dense layer",
        "A dense layer is read as (n_out, n_in), as torch keeps it.",
        {"a dense layer read as torch keeps it"},
        """
def fans(weights):
    n_out, n_in = weights.shape[:2]
    receptive = 1
    for s in weights.shape[2:]:
        receptive *= s
    return n_in * receptive, n_out * receptive
""",
    ),
    WrongAnswer(
        "fans",
        "square kernels",
        "The area is the square of the first side, so kernels that are not square are wrong.",
        {"kernel's first side squared"},
        """
def fans(weights):
    s = weights.shape
    if len(s) == 2:
        return s
    k = s[2]
    area = k ** (len(s) - 2)
    return s[1] * area, s[0] * area
""",
    ),
    WrongAnswer(
        "fans",
        "two or four axes",
        "Convolutions with one side are not written yet: unpacking raises.",
        {"kernels with one side left out", "three axes raise"},
        """
def fans(weights):
    if weights.ndim == 2:
        return weights.shape[0], weights.shape[1]
    c_out, c_in, kh, kw = weights.shape
    return c_in * kh * kw, c_out * kh * kw
""",
        kind="half",
    ),
    WrongAnswer(
        "fans",
        "Keras's kernels",
        "Kernels are read in Keras's order, (k_h, k_w, c_in, c_out).",
        {"Keras' order of a convolution"},
        """
def fans(weights):
    shape = list(weights.shape)
    if len(shape) == 2:
        return shape[0], shape[1]
    field = int(np.prod(shape[:-2]))
    return field * shape[-2], field * shape[-1]
""",
    ),
    WrongAnswer(
        "xavier",
        "np.random",
        "It draws from NumPy's global random state; rng is not used.",
        {"NumPy's global random state"},
        """
def xavier(shape, fan_in, fan_out, rng):
    return np.random.randn(*shape) / np.sqrt(fan_in)
""",
    ),
    WrongAnswer(
        "xavier",
        "variance for the scale",
        "The variance 1 / fan_in is handed over where the standard deviation belongs.",
        {"divided by fan_in without the root"},
        """
def xavier(shape, fan_in, fan_out, rng):
    scale = 1.0 / fan_in
    return rng.normal(loc=0, scale=scale, size=tuple(shape))
""",
    ),
    WrongAnswer(
        "xavier",
        "the torch kind, with np.random",
        "The scale is Glorot's, of both fans, and the numbers come from NumPy's global random state.",
        {"Glorot's average of both fans", "NumPy's global random state"},
        """
def xavier(shape, fan_in, fan_out, rng):
    sigma = np.sqrt(2.0 / (fan_in + fan_out))
    return np.random.normal(0.0, sigma, tuple(shape))
""",
        kind="two",
    ),
    WrongAnswer(
        "xavier",
        "randn of a generator",
        "A Generator has no randn, so it raises AttributeError.",
        {"a Generator has no randn", "AttributeError: randn", "a function or method that NumPy does not have"},
        """
def xavier(shape, fan_in, fan_out, rng):
    return rng.randn(*shape) / np.sqrt(fan_in)
""",
        kind="raises",
    ),
    WrongAnswer(
        "xavier",
        "one over a hundred",
        "The scale is 0.01 whatever the fans are.",
        {"a fixed scale", "the scale is the same for every shape"},
        """
def xavier(shape, fan_in, fan_out, rng):
    return 0.01 * rng.standard_normal(tuple(shape))
""",
        kind="half",
    ),
    WrongAnswer(
        "signal_variance",
        "np.var",
        "The variance is taken about the mean, not about 0.",
        {"variance about the mean"},
        """
def signal_variance(x, weights, activation):
    out = []
    for W in weights:
        x = activation(np.dot(x, W))
        out.append(np.var(x))
    return out
""",
    ),
    WrongAnswer(
        "signal_variance",
        "the standard deviation",
        "np.std: the root of the variance, and about the mean.",
        {"variance about the mean", "the root of it", "standard deviation"},
        """
def signal_variance(x, weights, activation):
    stds = []
    h = x
    for i in range(len(weights)):
        h = activation(h @ weights[i])
        stds.append(h.std())
    return stds
""",
        kind="two",
    ),
    WrongAnswer(
        "signal_variance",
        "the signal before the activation",
        "The strength is taken before the activation.",
        {"before the activation"},
        """
def signal_variance(x, weights, activation):
    result = []
    for w in weights:
        z = x.dot(w)
        result.append(float((z * z).mean()))
        x = activation(z)
    return result
""",
    ),
    WrongAnswer(
        "signal_variance",
        "always from the input",
        "Every layer is fed the input x instead of the layer before.",
        {"every layer is fed the input", "shapes that do not fit in a matrix product"},
        """
def signal_variance(x, weights, activation):
    strengths = np.zeros(len(weights))
    for l, W in enumerate(weights):
        h = activation(x @ W)
        strengths[l] = np.sum(h ** 2) / h.size
    return strengths
""",
        kind="raises",
    ),
    WrongAnswer(
        "signal_variance",
        "summed over the units",
        "The squares are summed over the units and averaged over the samples only.",
        {"summed over the units"},
        """
def signal_variance(x, weights, activation):
    h, energies = x, []
    for W in weights:
        h = activation(h @ W)
        total = 0.0
        for row in h:
            total += np.dot(row, row)
        energies.append(total / len(h))
    return energies
""",
    ),
    WrongAnswer(
        "signal_variance",
        "linear so far",
        "The activation is not applied yet.",
        {"activation left out"},
        """
def signal_variance(x, weights, activation):
    signal = x
    out = []
    for W in weights:
        signal = np.matmul(signal, W)
        out.append(np.average(np.square(signal)))
    return np.array(out)
""",
        kind="half",
    ),
    WrongAnswer(
        "he_normal",
        "no root",
        "The factor 2 / fan_in is used without its root.",
        {"divided by fan_in / 2 without the root", "variance instead of its root"},
        """
def he_normal(shape, fan_in, fan_out, rng):
    return rng.standard_normal(shape) * (2 / fan_in)
""",
    ),
    WrongAnswer(
        "he_normal",
        "a seed of its own",
        "It makes a generator of its own with a fixed seed.",
        {"a generator of its own, always the same seed"},
        """
def he_normal(shape, fan_in, fan_out, rng):
    rng = np.random.default_rng(42)
    std = np.sqrt(2.0 / fan_in)
    return rng.normal(0, std, shape)
""",
    ),
    WrongAnswer(
        "he_normal",
        "shape[0]",
        "The first side of the shape is taken for fan_in, which is c_out for a convolution.",
        {"first side for fan_in"},
        """
def he_normal(shape, fan_in, fan_out, rng):
    n = shape[0]
    w = rng.normal(size=np.prod(shape)) * np.sqrt(2 / n)
    return w.reshape(shape)
""",
    ),
    WrongAnswer(
        "he_normal",
        "Keras's, truncated",
        "The weights are truncated at two standard deviations, as Keras does, without a correction of the scale.",
        {
            "truncated at two standard deviations",
            "truncated, scale not corrected",
            "the scale is off by a constant factor",
        },
        """
def he_normal(shape, fan_in, fan_out, rng):
    sd = (2.0 / fan_in) ** 0.5
    w = rng.normal(0.0, sd, shape)
    bad = np.abs(w) > 2 * sd
    while bad.any():
        w[bad] = rng.normal(0.0, sd, bad.sum())
        bad = np.abs(w) > 2 * sd
    return w
""",
    ),
    WrongAnswer(
        "he_normal",
        "fan_out, no factor",
        "fan_out is used for fan_in, and the factor 2 is missing.",
        {"fan_out for fan_in", "factor 2 left out"},
        """
def he_normal(shape, fan_in, fan_out, rng):
    return rng.normal(0.0, 1.0 / np.sqrt(fan_out), tuple(shape))
""",
        kind="two",
    ),
    WrongAnswer(
        "he_normal",
        "math without an import",
        "math is read but never imported, so it raises NameError.",
        {"a name is never set", "name never set", "NameError: math", "module not imported"},
        """
def he_normal(shape, fan_in, fan_out, rng):
    return rng.normal(0.0, math.sqrt(2.0 / fan_in), shape)
""",
        kind="raises",
    ),
    WrongAnswer(
        "he_uniform",
        "the normal's scale",
        "The limit is the standard deviation, sqrt(2 / fan_in).",
        {"standard deviation as limit"},
        """
def he_uniform(shape, fan_in, fan_out, rng):
    bound = np.sqrt(2 / fan_in)
    return rng.uniform(-bound, bound, tuple(shape))
""",
    ),
    WrongAnswer(
        "he_uniform",
        "from zero",
        "It draws from 0 to the limit: there are no negative weights.",
        {"only positive weights"},
        """
def he_uniform(shape, fan_in, fan_out, rng):
    a = np.sqrt(6.0 / fan_in)
    return a * rng.random(tuple(shape))
""",
    ),
    WrongAnswer(
        "he_uniform",
        "torch's default layer",
        "The limit is 1 / sqrt(fan_in), as in torch's linear layer.",
        {
            "1 / sqrt(fan_in) as limit",
            "a factor is left out",
            "torch's default limit",
            "the scale is off by a constant factor",
        },
        """
def he_uniform(shape, fan_in, fan_out, rng):
    k = 1 / fan_in
    return rng.uniform(low=-np.sqrt(k), high=np.sqrt(k), size=shape)
""",
    ),
    WrongAnswer(
        "he_uniform",
        "from zero, without the root",
        "It draws from 0 to the limit, and the root is missing.",
        {"only positive weights", "root left out"},
        """
def he_uniform(shape, fan_in, fan_out, rng):
    limit = 6 / fan_in
    return rng.uniform(0, limit, shape)
""",
        kind="two",
    ),
    WrongAnswer(
        "he_uniform",
        "the normal form for now",
        "It still draws from a normal distribution of variance 2 / fan_in.",
        {"normal instead of uniform", "He's normal instead"},
        """
def he_uniform(shape, fan_in, fan_out, rng):
    # same variance as he_normal, uniform comes next
    return np.sqrt(2 / fan_in) * rng.standard_normal(shape)
""",
        kind="half",
    ),
    WrongAnswer(
        "glorot_normal",
        "the uniform's six",
        "The limit of the uniform form, sqrt(6 / (fan_in + fan_out)), is the scale.",
        {"the uniform limit as scale"},
        """
def glorot_normal(shape, fan_in, fan_out, rng):
    s = np.sqrt(6.0 / (fan_in + fan_out))
    return rng.normal(scale=s, size=shape)
""",
    ),
    WrongAnswer(
        "glorot_normal",
        "counted from the shape",
        "The fans are the first two sides of the shape; a convolution's kernel is left out.",
        {"sides of the array for fans"},
        """
def glorot_normal(shape, fan_in, fan_out, rng):
    n_in, n_out = shape[0], shape[1]
    return rng.standard_normal(shape) * np.sqrt(2 / (n_in + n_out))
""",
    ),
    WrongAnswer(
        "glorot_normal",
        "root of one number only",
        "The root is taken of the 2 alone.",
        {"root of the factor alone", "root over the 2 alone", "root of the 2 alone"},
        """
def glorot_normal(shape, fan_in, fan_out, rng):
    std = np.sqrt(2) / (fan_in + fan_out)
    return rng.normal(0, std, shape)
""",
    ),
    WrongAnswer(
        "glorot_normal",
        "the slides' Xavier, global state",
        "Only fan_in counts, as on slides, and the numbers come from NumPy's global random state.",
        {"fan_in alone (Xavier of the slides)", "NumPy's global random state"},
        """
def glorot_normal(shape, fan_in, fan_out, rng):
    return np.random.randn(*shape) * np.sqrt(1 / fan_in)
""",
        kind="two",
    ),
    WrongAnswer(
        "glorot_uniform",
        "a normal with the limit",
        "It draws normal numbers with the limit as their scale.",
        {"normal instead of uniform", "the limit as a normal's scale", "the scale is off by a constant factor"},
        """
def glorot_uniform(shape, fan_in, fan_out, rng):
    limit = np.sqrt(6 / (fan_in + fan_out))
    return rng.normal(0, limit, shape)
""",
    ),
    WrongAnswer(
        "glorot_uniform",
        "He's limit",
        "The limit is He's: fan_in alone.",
        {"fan_in alone (He's limit)"},
        """
def glorot_uniform(shape, fan_in, fan_out, rng):
    r = (6 / fan_in) ** 0.5
    return rng.uniform(-r, r, size=tuple(shape))
""",
    ),
    WrongAnswer(
        "glorot_uniform",
        "half an interval",
        "The limit is the width of the interval: it runs from -a/2 to a/2.",
        {"limit as the width of the interval"},
        """
def glorot_uniform(shape, fan_in, fan_out, rng):
    a = np.sqrt(6.0 / (fan_in + fan_out))
    return (rng.random(shape) - 0.5) * a
""",
    ),
    WrongAnswer(
        "glorot_uniform",
        "the product of the fans",
        "The fans are multiplied instead of added.",
        {"fans multiplied"},
        """
def glorot_uniform(shape, fan_in, fan_out, rng):
    lim = np.sqrt(6 / (fan_in * fan_out))
    return rng.uniform(-lim, lim, shape)
""",
    ),
    WrongAnswer(
        "lecun_normal",
        "not truncated so far",
        "The weights are not truncated yet.",
        {"not truncated", "not truncated, no correction"},
        """
def lecun_normal(shape, fan_in, fan_out, rng):
    return rng.normal(0, np.sqrt(1 / fan_in), tuple(shape))
""",
        kind="half",
    ),
    WrongAnswer(
        "lecun_normal",
        "clip for truncation",
        "What lies outside is clipped to the edge instead of drawn again.",
        {"clipped instead of drawn again"},
        """
def lecun_normal(shape, fan_in, fan_out, rng):
    spread = fan_in ** -0.5 / 0.87962566103423978
    return np.clip(rng.normal(0, spread, shape), -2 * spread, 2 * spread)
""",
    ),
    WrongAnswer(
        "lecun_normal",
        "early TensorFlow",
        "The scale is not corrected for the cut, as in early TensorFlow.",
        {"scale not corrected"},
        """
def lecun_normal(shape, fan_in, fan_out, rng):
    sigma = 1 / np.sqrt(fan_in)
    flat = []
    n = int(np.prod(shape))
    while len(flat) < n:
        z = rng.standard_normal(n)
        flat.extend(z[np.abs(z) <= 2])
    return sigma * np.array(flat[:n]).reshape(shape)
""",
    ),
    WrongAnswer(
        "lecun_normal",
        "He's factor, not corrected",
        "The variance is 2 / fan_in, and the scale is not corrected for the cut.",
        {"He's factor of 2", "scale not corrected", "the scale is off by a constant factor"},
        """
def lecun_normal(shape, fan_in, fan_out, rng):
    std = np.sqrt(2 / fan_in)
    w = rng.normal(0, std, size=shape)
    while True:
        far = np.abs(w) > 2 * std
        if not far.any():
            return w
        w[far] = rng.normal(0, std, size=np.count_nonzero(far))
""",
        kind="two",
    ),
    WrongAnswer(
        "lecun_normal",
        "the cut at two standard deviations of the result",
        "It cuts at two standard deviations of the result, not of the spread before the cut.",
        {"cut at two standard deviations of the result", "the scale is off by a constant factor"},
        """
def lecun_normal(shape, fan_in, fan_out, rng):
    target = np.sqrt(1 / fan_in)
    spread = target / 0.87962566103423978
    w = rng.normal(0, spread, shape)
    out = np.abs(w) > 2 * target
    while out.any():
        w[out] = rng.normal(0, spread, out.sum())
        out = np.abs(w) > 2 * target
    return w
""",
    ),
)
