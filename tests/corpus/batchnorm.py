"""Wrong answers to lab 05, batch normalization."""

from __future__ import annotations

from tests.corpus import WrongAnswer

ANSWERS = (
    WrongAnswer(
        "zca_whiten",
        "np.cov",
        "np.cov divides by N - 1.",
        {"divides by N - 1"},
        """
def zca_whiten(x, eps=0.0):
    xc = x - np.mean(x, axis=0)
    sigma = np.cov(xc, rowvar=False)
    U, S, Vt = np.linalg.svd(sigma)
    P = np.dot(U, np.dot(np.diag(1.0 / np.sqrt(S + eps)), U.T))
    return xc.dot(P), P
""",
    ),
    WrongAnswer(
        "zca_whiten",
        "the rotation of PCA",
        "The whitened columns stay in the basis of the eigenvectors: PCA whitening.",
        {"not rotated back"},
        """
def zca_whiten(x, eps=0.0):
    n = x.shape[0]
    mu = x.mean(0)
    diff = x - mu
    cov = diff.T.dot(diff) / n
    lam, u = np.linalg.eigh(cov)
    p = u.dot(np.diag(1 / np.sqrt(lam + eps)))
    return diff.dot(p), p
""",
    ),
    WrongAnswer(
        "zca_whiten",
        "columns scaled one by one",
        "It standardises each column and leaves the correlations; p is a diagonal matrix.",
        {"only standardised"},
        """
def zca_whiten(x, eps=0.0):
    n, d = x.shape
    out = np.zeros((n, d))
    p = np.zeros((d, d))
    for j in range(d):
        col = x[:, j] - x[:, j].mean()
        std = np.sqrt((col ** 2).mean() + eps)
        out[:, j] = col / std
        p[j, j] = 1 / std
    return out, p
""",
    ),
    WrongAnswer(
        "zca_whiten",
        "no eps, unbiased",
        "eps is not used, and the covariance divides by N - 1.",
        {"eps ignored", "divides by N - 1"},
        """
def zca_whiten(x, eps=0.0):
    mean = x.mean(axis=0)
    z = x - mean
    C = z.T @ z / (x.shape[0] - 1)
    w, V = np.linalg.eigh(C)
    root = V @ np.diag(w ** -0.5) @ V.T
    return z @ root, root
""",
        kind="two",
    ),
    WrongAnswer(
        "zca_whiten",
        "p alone",
        "Only the whitened batch is returned; p is missing.",
        {"p not returned", "one output missing"},
        """
def zca_whiten(x, eps=0.0):
    x = x - x.mean(axis=0)
    cov = np.matmul(x.T, x) / x.shape[0]
    vals, vecs = np.linalg.eigh(cov)
    D = np.diag(1.0 / np.sqrt(vals + eps))
    zca = np.matmul(np.matmul(vecs, D), vecs.T)
    return np.matmul(x, zca)
""",
        kind="half",
    ),
    WrongAnswer(
        "batchnorm_forward",
        "rows as in the paper's slides",
        "It works for two axes only, and its variance is unbiased.",
        {"unbiased variance", "works for two axes only", "images: every pixel for itself"},
        """
def batchnorm_forward(x, gamma, beta, eps=1e-5):
    mu = np.mean(x, axis=0)
    var = np.var(x, axis=0, ddof=1)
    x_norm = (x - mu) / np.sqrt(var + eps)
    return gamma * x_norm + beta, mu, var
""",
        kind="two",
    ),
    WrongAnswer(
        "batchnorm_forward",
        "two axes so far",
        "Images are not written yet: it averages over the first axis alone.",
        {"works for two axes only", "images: every pixel for itself"},
        """
def batchnorm_forward(x, gamma, beta, eps=1e-5):
    N = len(x)
    mean = sum(x) / N
    var = sum((row - mean) ** 2 for row in x) / N
    y = gamma * (x - mean) / np.sqrt(var + eps) + beta
    return y, mean, var
""",
        kind="half",
    ),
    WrongAnswer(
        "batchnorm_forward",
        "keepdims everywhere",
        "mean and var keep the axes that were averaged over; their numbers are right.",
        {
            "statistics of shape (1, C)",
            "statistics with every axis kept",
            "right numbers with an axis of length 1 too many or too few",
        },
        """
def batchnorm_forward(x, gamma, beta, eps=1e-5):
    ax = (0,) if x.ndim == 2 else (0, 2, 3)
    sh = (1, -1) if x.ndim == 2 else (1, -1, 1, 1)
    mean = np.mean(x, axis=ax, keepdims=True)
    var = np.mean((x - mean) ** 2, axis=ax, keepdims=True)
    xhat = (x - mean) / np.sqrt(var + eps)
    return gamma.reshape(sh) * xhat + beta.reshape(sh), mean, var
""",
    ),
    WrongAnswer(
        "batchnorm_forward",
        "the root plus Keras's eps",
        "eps is 1e-3 whatever was given, and stands outside the root.",
        {"eps outside the root", "ignores the given eps", "an eps of its own, outside the root"},
        """
def batchnorm_forward(x, gamma, beta, eps=1e-5):
    epsilon = 1e-3
    if x.ndim == 4:
        n, c, h, w = x.shape
        flat = x.transpose(0, 2, 3, 1).reshape(-1, c)
    else:
        flat = x
    mean = flat.mean(axis=0)
    var = flat.var(axis=0)
    out = gamma * (flat - mean) / (np.sqrt(var) + epsilon) + beta
    if x.ndim == 4:
        out = out.reshape(n, h, w, c).transpose(0, 3, 1, 2)
    return out, mean, var
""",
        kind="two",
    ),
    WrongAnswer(
        "batchnorm_forward",
        "the standard deviation handed back",
        "The third value is the standard deviation, not the variance.",
        {"standard deviation returned for the variance", "root of var with eps returned"},
        """
def batchnorm_forward(x, gamma, beta, eps=1e-5):
    axes = (0,) + tuple(range(2, x.ndim))
    view = [1] * x.ndim
    view[1] = x.shape[1]
    mu = x.mean(axis=axes)
    centered = x - mu.reshape(view)
    sigma = np.sqrt((centered ** 2).mean(axis=axes) + eps)
    y = gamma.reshape(view) * centered / sigma.reshape(view) + beta.reshape(view)
    return y, mu, sigma
""",
    ),
    WrongAnswer(
        "batchnorm_forward",
        "variance with eps handed back",
        "eps is added to the variance that is returned.",
        {"var with eps returned", "eps in what is returned"},
        """
def batchnorm_forward(x, gamma, beta, eps=1e-5):
    axes = (0,) if x.ndim == 2 else (0, 2, 3)
    bc = (slice(None),) if x.ndim == 2 else (slice(None), None, None)
    mean = x.mean(axis=axes)
    var = x.var(axis=axes) + eps
    y = (x - mean[bc]) / np.sqrt(var[bc]) * gamma[bc] + beta[bc]
    return y, mean, var
""",
    ),
    WrongAnswer(
        "batchnorm_forward",
        "mean and var the wrong way round",
        "mean and variance are returned in the wrong order.",
        {"mean and variance swapped", "order of outputs", "two outputs are swapped"},
        """
def batchnorm_forward(x, gamma, beta, eps=1e-5):
    def chan(v):
        return v if x.ndim == 2 else v[:, None, None]
    axes = tuple(i for i in range(x.ndim) if i != 1)
    m, v = np.average(x, axis=axes), np.var(x, axis=axes)
    out = chan(gamma) * ((x - chan(m)) / np.sqrt(chan(v) + eps)) + chan(beta)
    return out, v, m
""",
    ),
    WrongAnswer(
        "batchnorm_forward",
        "gamma and beta to come",
        "gamma and beta are not applied yet.",
        {"gamma and beta left out"},
        """
def batchnorm_forward(x, gamma, beta, eps=1e-5):
    axes = (0, 2, 3)[: x.ndim - 1]
    mean, var = np.mean(x, axes), np.var(x, axes)
    shape = (1, x.shape[1]) + (1,) * (x.ndim - 2)
    normalized = (x - mean.reshape(shape)) / np.sqrt(var.reshape(shape) + eps)
    return normalized, mean, var
""",
        kind="half",
    ),
    WrongAnswer(
        "batchnorm_forward",
        "gamma forgotten",
        "gamma is not applied; beta is.",
        {"a factor is left out", "gamma left out"},
        """
def batchnorm_forward(x, gamma, beta, eps=1e-5):
    C = x.shape[1]
    y = np.empty_like(x)
    mean, var = np.empty(C, x.dtype), np.empty(C, x.dtype)
    for c in range(C):
        channel = x[:, c]
        mean[c] = channel.mean()
        var[c] = ((channel - mean[c]) ** 2).mean()
        y[:, c] = (channel - mean[c]) / np.sqrt(var[c] + eps) + beta[c]
    return y, mean, var
""",
    ),
    WrongAnswer(
        "batchnorm_forward",
        "gamma on the last axis of images",
        "gamma and beta are broadcast along the last axis of images, which holds no channels.",
        {"channels taken from the last axis", "gamma and beta broadcast along the last axis"},
        """
def batchnorm_forward(x, gamma, beta, eps=1e-5):
    axes = (0,) if x.ndim == 2 else (0, 2, 3)
    mean = x.mean(axis=axes, keepdims=True)
    var = x.var(axis=axes, keepdims=True)
    y = gamma * (x - mean) / np.sqrt(var + eps) + beta
    return y, mean.ravel(), var.ravel()
""",
    ),
    WrongAnswer(
        "batchnorm_forward",
        "torch's methods",
        "An array's view takes a dtype and no shape, so images raise TypeError.",
        {"a method of torch's tensors", "TypeError: view", "works for two axes only"},
        """
def batchnorm_forward(x, gamma, beta, eps=1e-5):
    if x.ndim == 2:
        m, v = x.mean(0), x.var(0)
        return (x - m) / np.sqrt(v + eps) * gamma + beta, m, v
    m = x.mean(axis=(0, 2, 3))
    v = x.var(axis=(0, 2, 3))
    xhat = (x - m.view(1, -1, 1, 1)) / np.sqrt(v.view(1, -1, 1, 1) + eps)
    return xhat * gamma.view(1, -1, 1, 1) + beta.view(1, -1, 1, 1), m, v
""",
        kind="raises",
    ),
    WrongAnswer(
        "batchnorm_backward",
        "constants on the way back",
        "Mean and variance are taken for constants.",
        {"mean and variance taken for constants"},
        """
def batchnorm_backward(dout, x, gamma, eps=1e-5):
    axis = (0,) if x.ndim == 2 else (0, 2, 3)
    mu = x.mean(axis=axis, keepdims=True)
    var = x.var(axis=axis, keepdims=True)
    sigma = np.sqrt(var + eps)
    xn = (x - mu) / sigma
    dbeta = np.sum(dout, axis=axis)
    dgamma = np.sum(dout * xn, axis=axis)
    dx = dout * gamma.reshape(mu.shape) / sigma
    return dx, dgamma, dbeta
""",
    ),
    WrongAnswer(
        "batchnorm_backward",
        "N for m",
        "m counts the samples of an image batch, not its pixels.",
        {"m counts the samples of an image batch"},
        """
def batchnorm_backward(dout, x, gamma, eps=1e-5):
    axis = (0,) if x.ndim == 2 else (0, 2, 3)
    N = x.shape[0]
    g = gamma if x.ndim == 2 else gamma[None, :, None, None]
    ivar = 1.0 / np.sqrt(x.var(axis=axis, keepdims=True) + eps)
    xhat = (x - x.mean(axis=axis, keepdims=True)) * ivar
    dxhat = dout * g
    s1 = dxhat.sum(axis=axis, keepdims=True)
    s2 = (dxhat * xhat).sum(axis=axis, keepdims=True)
    dx = (1.0 / N) * ivar * (N * dxhat - s1 - xhat * s2)
    return dx, (dout * xhat).sum(axis=axis), dout.sum(axis=axis)
""",
    ),
    WrongAnswer(
        "batchnorm_backward",
        "two axes so far, dgamma and dbeta swapped",
        "It works for two axes only, and dgamma and dbeta are returned in the wrong order.",
        {
            "another axis",
            "dgamma and dbeta swapped",
            "works for two axes only",
            "two axes only, images raise",
            "a fixed number of values unpacked",
        },
        """
def batchnorm_backward(dout, x, gamma, eps=1e-5):
    N, D = x.shape
    mu = x.mean(axis=0)
    xmu = x - mu
    var = (xmu ** 2).mean(axis=0)
    inv = 1 / np.sqrt(var + eps)
    xhat = xmu * inv
    dbeta = dout.sum(axis=0)
    dgamma = (dout * xhat).sum(axis=0)
    dxhat = dout * gamma
    dvar = np.sum(dxhat * xmu * -0.5 * inv ** 3, axis=0)
    dmu = np.sum(-dxhat * inv, axis=0)
    dx = dxhat * inv + dvar * 2 * xmu / N + dmu / N
    return dx, dbeta, dgamma
""",
        kind="two",
    ),
    WrongAnswer(
        "batchnorm_backward",
        "two axes so far",
        "Images are not written yet: unpacking their shape raises.",
        {"works for two axes only", "two axes only, images raise"},
        """
def batchnorm_backward(dout, x, gamma, eps=1e-5):
    m, C = x.shape
    mean, var = np.mean(x, 0), np.var(x, 0)
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    dgamma = np.zeros(C)
    dbeta = np.zeros(C)
    for i in range(m):
        dgamma += dout[i] * x_hat[i]
        dbeta += dout[i]
    dx = np.zeros_like(x)
    for i in range(m):
        dx[i] = gamma / std * (dout[i] - dbeta / m - x_hat[i] * dgamma / m)
    return dx, dgamma, dbeta
""",
        kind="half",
    ),
    WrongAnswer(
        "batchnorm_backward",
        "no path through the variance",
        "The path through the variance is left out of dx.",
        {"path through the variance left out"},
        """
def batchnorm_backward(dout, x, gamma, eps=1e-5):
    axis = (0,) if x.ndim == 2 else (0, 2, 3)
    sh = (1, -1) if x.ndim == 2 else (1, -1, 1, 1)
    mu = x.mean(axis=axis).reshape(sh)
    std = np.sqrt(x.var(axis=axis).reshape(sh) + eps)
    xhat = (x - mu) / std
    dgamma = (dout * xhat).sum(axis=axis)
    dbeta = dout.sum(axis=axis)
    dxhat = gamma.reshape(sh) * dout
    dx = (dxhat - dxhat.mean(axis=axis).reshape(sh)) / std
    return dx, dgamma, dbeta
""",
    ),
    WrongAnswer(
        "batchnorm_backward",
        "averages with keepdims",
        "dgamma and dbeta are means instead of sums, and keep an axis too many.",
        {"dgamma and dbeta averaged", "dgamma of shape (1, C)"},
        """
def batchnorm_backward(dout, x, gamma, eps=1e-5):
    axis = (0,) if x.ndim == 2 else (0, 2, 3)
    g = gamma.reshape((1, -1) + (1,) * (x.ndim - 2))
    mu = x.mean(axis=axis, keepdims=True)
    std = np.sqrt(x.var(axis=axis, keepdims=True) + eps)
    xhat = (x - mu) / std
    dbeta = dout.mean(axis=axis, keepdims=True)
    dgamma = (dout * xhat).mean(axis=axis, keepdims=True)
    dx = g / std * (dout - dbeta - xhat * dgamma)
    return dx, dgamma, dbeta
""",
        kind="two",
    ),
    WrongAnswer(
        "batchnorm_backward",
        "an eps of its own",
        "eps is 1e-8 whatever was given.",
        {"ignores the given eps"},
        """
def batchnorm_backward(dout, x, gamma, eps=1e-5):
    axis = tuple(k for k in range(x.ndim) if k != 1)
    sh = tuple(-1 if k == 1 else 1 for k in range(x.ndim))
    m = np.prod([x.shape[k] for k in axis])
    mu = x.mean(axis=axis).reshape(sh)
    inv_std = 1 / np.sqrt(x.var(axis=axis).reshape(sh) + 1e-8)
    xhat = (x - mu) * inv_std
    dbeta = dout.sum(axis=axis)
    dgamma = (dout * xhat).sum(axis=axis)
    inner = m * dout - dbeta.reshape(sh) - xhat * dgamma.reshape(sh)
    return gamma.reshape(sh) * inv_std / m * inner, dgamma, dbeta
""",
    ),
    WrongAnswer(
        "batchnorm_backward",
        "dgamma and dbeta so far",
        "dx is still zeros; dgamma and dbeta are right.",
        {"dx is still 0", "dx not written"},
        """
def batchnorm_backward(dout, x, gamma, eps=1e-5):
    axes = (0,) if x.ndim == 2 else (0, 2, 3)
    centered = x - x.mean(axis=axes, keepdims=True)
    xhat = centered / np.sqrt((centered ** 2).mean(axis=axes, keepdims=True) + eps)
    dx = np.zeros_like(x)
    return dx, np.sum(dout * xhat, axis=axes), np.sum(dout, axis=axes)
""",
        kind="half",
    ),
    WrongAnswer(
        "exponential_average",
        "decay on the new value, no correction",
        "decay weighs the new value, and correct is not written yet.",
        {"decay on the new value", "never corrected"},
        """
def exponential_average(values, decay, init=0.0, correct=False):
    avg = init
    out = []
    for x in values:
        avg = decay * x + (1 - decay) * avg
        out.append(avg)
    return np.array(out)
""",
        kind="half",
    ),
    WrongAnswer(
        "exponential_average",
        "correct to come",
        "correct is not written yet.",
        {"never corrected"},
        """
def exponential_average(values, decay, init=0.0, correct=False):
    h = np.zeros_like(values)
    prev = init
    for t in range(len(values)):
        prev = decay * prev + (1 - decay) * values[t]
        h[t] = prev
    return h
""",
        kind="half",
    ),
    WrongAnswer(
        "exponential_average",
        "enumerate counts from 0",
        "t counts from 0 in the correction, so the first value divides 0 by 0.",
        {"t counts from 0"},
        """
def exponential_average(values, decay, init=0.0, correct=False):
    result = np.empty_like(values)
    h = init
    for t, v in enumerate(values):
        h = decay * h + (1 - decay) * v
        if correct:
            result[t] = h / (1 - decay ** t)
        else:
            result[t] = h
    return result
""",
    ),
    WrongAnswer(
        "exponential_average",
        "the slot before the first",
        "A slot for h_0 stands in front, so there is one state too many.",
        {"the start is returned too", "one state too many"},
        """
def exponential_average(values, decay, init=0.0, correct=False):
    h = [np.zeros_like(values[0]) + init]
    for v in values:
        h.append(decay * h[-1] + (1 - decay) * v)
    h = np.array(h)
    if correct:
        for t in range(1, len(h)):
            h[t] = h[t] / (1 - decay ** t)
    return h
""",
    ),
    WrongAnswer(
        "exponential_average",
        "pandas without adjust",
        "It starts at the first value, as pandas does, and init is not used.",
        {"starts at the first value", "ignores init"},
        """
def exponential_average(values, decay, init=0.0, correct=False):
    ema = np.zeros(values.shape)
    ema[0] = values[0]
    for i in range(1, values.shape[0]):
        ema[i] = ema[i - 1] * decay + values[i] * (1 - decay)
    if correct:
        steps = np.arange(1, len(values) + 1)
        factor = 1 - decay ** steps
        ema = (ema.T / factor).T
    return ema
""",
    ),
    WrongAnswer(
        "update_running_statistics",
        "TensorFlow's momentum",
        "momentum is the weight of the old value, as in TensorFlow.",
        {"momentum reversed"},
        """
def update_running_statistics(running_mean, running_var, x, momentum=0.1):
    if x.ndim == 4:
        x = np.moveaxis(x, 1, -1).reshape(-1, x.shape[1])
    mu = x.mean(0)
    var = x.var(0, ddof=1)
    running_mean = momentum * running_mean + (1 - momentum) * mu
    running_var = momentum * running_var + (1 - momentum) * var
    return running_mean, running_var
""",
    ),
    WrongAnswer(
        "update_running_statistics",
        "TensorFlow's momentum and variance",
        "momentum is the weight of the old value, and the variance is biased.",
        {"momentum reversed", "biased variance", "TensorFlow's momentum and variance"},
        """
def update_running_statistics(running_mean, running_var, x, momentum=0.1):
    axes = [0] + list(range(2, x.ndim))
    batch_mean = np.mean(x, axis=tuple(axes))
    batch_var = np.var(x, axis=tuple(axes))
    new_mean = running_mean * momentum + batch_mean * (1 - momentum)
    new_var = running_var * momentum + batch_var * (1 - momentum)
    return new_mean, new_var
""",
        kind="two",
    ),
    WrongAnswer(
        "update_running_statistics",
        "changed in place, not returned",
        "The arrays handed in are changed, and nothing is returned.",
        {"nothing returned"},
        """
def update_running_statistics(running_mean, running_var, x, momentum=0.1):
    axes = (0,) if x.ndim == 2 else (0, 2, 3)
    running_mean *= 1 - momentum
    running_mean += momentum * x.mean(axis=axes)
    running_var *= 1 - momentum
    running_var += momentum * x.var(axis=axes, ddof=1)
""",
        kind="half",
    ),
    WrongAnswer(
        "update_running_statistics",
        "about the running mean",
        "The variance is taken about the running mean instead of the batch's.",
        {"variance about the running mean", "variance about the new running mean"},
        """
def update_running_statistics(running_mean, running_var, x, momentum=0.1):
    rows = x if x.ndim == 2 else x.transpose(0, 2, 3, 1).reshape(-1, x.shape[1])
    m = rows.shape[0]
    mean = (1 - momentum) * running_mean + momentum * rows.mean(axis=0)
    var = ((rows - mean) ** 2).sum(axis=0) / (m - 1)
    return mean, (1 - momentum) * running_var + momentum * var
""",
    ),
    WrongAnswer(
        "update_running_statistics",
        "two axes so far",
        "Images are not written yet: the statistics are of the first axis alone.",
        {"works for two axes only", "images: every pixel for itself"},
        """
def update_running_statistics(running_mean, running_var, x, momentum=0.1):
    n = x.shape[0]
    mu = x.sum(axis=0) / n
    s2 = ((x - mu) ** 2).sum(axis=0) / (n - 1)
    return running_mean + momentum * (mu - running_mean), running_var + momentum * (s2 - running_var)
""",
        kind="half",
    ),
    WrongAnswer(
        "update_running_statistics",
        "torch's argument",
        "NumPy's var has no argument unbiased, so it raises TypeError.",
        {
            "a call with other arguments than the function takes",
            "an argument that NumPy does not have",
            "TypeError: unbiased",
        },
        """
def update_running_statistics(running_mean, running_var, x, momentum=0.1):
    axes = (0,) if x.ndim == 2 else (0, 2, 3)
    mean = x.mean(axis=axes)
    var = x.var(axis=axes, unbiased=True)
    running_mean = (1 - momentum) * running_mean + momentum * mean
    running_var = (1 - momentum) * running_var + momentum * var
    return running_mean, running_var
""",
        kind="raises",
    ),
    WrongAnswer(
        "batchnorm_inference",
        "the root plus eps",
        "eps is added to the root, not under it.",
        {"eps outside the root"},
        """
def batchnorm_inference(x, gamma, beta, running_mean, running_var, eps=1e-5):
    if x.ndim == 4:
        gamma, beta, running_mean, running_var = [
            a.reshape(1, -1, 1, 1) for a in (gamma, beta, running_mean, running_var)
        ]
    std = np.sqrt(running_var) + eps
    return gamma * (x - running_mean) / std + beta
""",
    ),
    WrongAnswer(
        "batchnorm_inference",
        "x normalised and no more",
        "gamma and beta are left out, and eps is not used.",
        {"gamma and beta left out", "eps missing"},
        """
def batchnorm_inference(x, gamma, beta, running_mean, running_var, eps=1e-5):
    out = np.zeros_like(x)
    for c in range(x.shape[1]):
        out[:, c] = (x[:, c] - running_mean[c]) / np.sqrt(running_var[c])
    return out
""",
        kind="two",
    ),
    WrongAnswer(
        "batchnorm_inference",
        "no reshape for images",
        "The channels of images are not reshaped, so broadcasting raises.",
        {"works for two axes only", "channels taken from the last axis"},
        """
def batchnorm_inference(x, gamma, beta, running_mean, running_var, eps=1e-5):
    xhat = (x - running_mean) / np.sqrt(running_var + eps)
    return gamma * xhat + beta
""",
        kind="raises",
    ),
    WrongAnswer(
        "batchnorm_inference",
        "beta subtracted",
        "beta is subtracted instead of added.",
        {"a sign is flipped", "beta subtracted", "sign of beta"},
        """
def batchnorm_inference(x, gamma, beta, running_mean, running_var, eps=1e-5):
    scale = gamma / np.sqrt(running_var + eps)
    shift = -beta - running_mean * scale
    shape = (1, -1) if x.ndim == 2 else (1, -1, 1, 1)
    return x * scale.reshape(shape) + shift.reshape(shape)
""",
    ),
    WrongAnswer(
        "fold_batchnorm",
        "no Bessel, eps outside",
        "The variance is biased, and eps is added to the root.",
        {"biased variance", "eps outside the root"},
        """
def fold_batchnorm(means, variances, m, gamma, beta, eps=1e-5):
    E = means.mean(axis=0)
    V = variances.mean(axis=0)
    a = gamma / (np.sqrt(V) + eps)
    return a, beta - a * E
""",
        kind="two",
    ),
    WrongAnswer(
        "fold_batchnorm",
        "no Bessel",
        "The factor m / (m - 1) is missing.",
        {"biased variance"},
        """
def fold_batchnorm(means, variances, m, gamma, beta, eps=1e-5):
    B = len(means)
    mean_of_means = sum(means) / B
    mean_of_vars = sum(variances) / B
    scale = gamma / np.sqrt(mean_of_vars + eps)
    shift = beta - scale * mean_of_means
    return scale, shift
""",
    ),
    WrongAnswer(
        "fold_batchnorm",
        "eps meets Bessel's factor",
        "eps is multiplied with m / (m - 1) along with the variance.",
        {"eps inside Bessel's factor"},
        """
def fold_batchnorm(means, variances, m, gamma, beta, eps=1e-5):
    mu = np.mean(means, axis=0)
    var = np.mean(variances, axis=0)
    a = gamma / np.sqrt(m / (m - 1) * (var + eps))
    c = beta - a * mu
    return a, c
""",
    ),
    WrongAnswer(
        "fold_batchnorm",
        "c not scaled",
        "The mean is subtracted from beta without the scale.",
        {"mean not scaled"},
        """
def fold_batchnorm(means, variances, m, gamma, beta, eps=1e-5):
    expected = np.average(means, axis=0)
    unbiased = np.average(variances, axis=0) * m / (m - 1)
    a = gamma * (unbiased + eps) ** -0.5
    c = beta - expected
    return a, c
""",
    ),
    WrongAnswer(
        "fold_batchnorm",
        "averages over the channels",
        "The means are taken along the channels instead of the batches.",
        {"average over the wrong axis", "axis", "average over the channels", "shapes that do not broadcast"},
        """
def fold_batchnorm(means, variances, m, gamma, beta, eps=1e-5):
    E = means.mean(axis=1)
    Var = m / (m - 1) * variances.mean(axis=1)
    a = gamma / np.sqrt(Var + eps)
    return a, beta - a * E
""",
        kind="raises",
    ),
    WrongAnswer(
        "fold_batchnorm",
        "a first, c later",
        "c is still beta: the mean is not taken off.",
        {"c without the mean"},
        """
def fold_batchnorm(means, variances, m, gamma, beta, eps=1e-5):
    correction = m / (m - 1)
    var = correction * variances.sum(axis=0) / variances.shape[0]
    scale = gamma / np.sqrt(var + eps)
    return scale, beta.copy()
""",
        kind="half",
    ),
    WrongAnswer(
        "BatchNorm",
        "Keras's layer",
        "momentum is the weight of the old value, and the running variance is biased, as in Keras.",
        {"momentum reversed", "biased running variance", "Keras's momentum and variance"},
        """
class BatchNorm:
    def __init__(self, gamma, beta, momentum=0.1, eps=1e-5):
        self.gamma, self.beta = gamma, beta
        self.momentum, self.eps = momentum, eps
        self.training = True
        self.running_mean = np.zeros(gamma.shape, gamma.dtype)
        self.running_var = np.ones(gamma.shape, gamma.dtype)

    def bc(self, a, x):
        return a.reshape((1, -1) + (1,) * (x.ndim - 2))

    def forward(self, x):
        axes = (0,) + tuple(range(2, x.ndim))
        if self.training:
            mu, var = x.mean(axis=axes), x.var(axis=axes)
            self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mu
            self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
        else:
            mu, var = self.running_mean, self.running_var
        self.std = np.sqrt(self.bc(var, x) + self.eps)
        self.xhat = (x - self.bc(mu, x)) / self.std
        return self.bc(self.gamma, x) * self.xhat + self.bc(self.beta, x)

    def backward(self, dout):
        axes = (0,) + tuple(range(2, dout.ndim))
        m = dout.size // dout.shape[1]
        self.dbeta = dout.sum(axis=axes)
        self.dgamma = (dout * self.xhat).sum(axis=axes)
        inner = dout - self.bc(self.dbeta, dout) / m - self.xhat * self.bc(self.dgamma, dout) / m
        return self.bc(self.gamma, dout) / self.std * inner
""",
        kind="two",
    ),
    WrongAnswer(
        "BatchNorm",
        "biased memory",
        "The running variance is biased.",
        {"biased running variance"},
        """
class BatchNorm:
    def __init__(self, gamma, beta, momentum=0.1, eps=1e-5):
        self.gamma = gamma
        self.beta = beta
        self.momentum = momentum
        self.eps = eps
        self.training = True
        self.running_mean = gamma * 0
        self.running_var = gamma * 0 + 1

    def forward(self, x):
        self.shape4 = x.shape if x.ndim == 4 else None
        rows = self._rows(x)
        if self.training:
            mean = rows.mean(axis=0)
            var = rows.var(axis=0)
            self.running_mean = self.running_mean + self.momentum * (mean - self.running_mean)
            self.running_var = self.running_var + self.momentum * (var - self.running_var)
        else:
            mean, var = self.running_mean, self.running_var
        self.inv = 1 / np.sqrt(var + self.eps)
        self.z = (rows - mean) * self.inv
        return self._back(self.gamma * self.z + self.beta)

    def _rows(self, a):
        return a if a.ndim == 2 else a.transpose(0, 2, 3, 1).reshape(-1, a.shape[1])

    def _back(self, rows):
        if self.shape4 is None:
            return rows
        n, c, h, w = self.shape4
        return rows.reshape(n, h, w, c).transpose(0, 3, 1, 2)

    def backward(self, dout):
        d = self._rows(dout)
        self.dbeta = d.sum(axis=0)
        self.dgamma = np.sum(d * self.z, axis=0)
        dz = d * self.gamma
        dx = self.inv * (dz - dz.mean(axis=0) - self.z * (dz * self.z).mean(axis=0))
        return self._back(dx)
""",
    ),
    WrongAnswer(
        "BatchNorm",
        "no test mode so far",
        "The switch is not read yet: the batch's statistics are always used.",
        {"the switch changes nothing"},
        """
class BatchNorm:
    def __init__(self, gamma, beta, momentum=0.1, eps=1e-5):
        self.gamma, self.beta, self.momentum, self.eps = gamma, beta, momentum, eps
        self.training = True
        self.running_mean = np.zeros_like(gamma)
        self.running_var = np.ones_like(gamma)

    def forward(self, x):
        ax = (0,) if x.ndim == 2 else (0, 2, 3)
        self.sh = (1, -1) if x.ndim == 2 else (1, -1, 1, 1)
        mu, var = x.mean(axis=ax), x.var(axis=ax)
        m = x.size / x.shape[1]
        self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mu
        self.running_var = (1 - self.momentum) * self.running_var + self.momentum * var * m / (m - 1)
        self.std = np.sqrt(var + self.eps).reshape(self.sh)
        self.xh = (x - mu.reshape(self.sh)) / self.std
        return self.gamma.reshape(self.sh) * self.xh + self.beta.reshape(self.sh)

    def backward(self, dout):
        ax = (0,) if dout.ndim == 2 else (0, 2, 3)
        self.dbeta = dout.sum(axis=ax)
        self.dgamma = (dout * self.xh).sum(axis=ax)
        g = dout * self.gamma.reshape(self.sh)
        a = g.mean(axis=ax, keepdims=True)
        b = (g * self.xh).mean(axis=ax, keepdims=True)
        return (g - a - self.xh * b) / self.std
""",
        kind="half",
    ),
    WrongAnswer(
        "BatchNorm",
        "a memory that starts at zero",
        "The running variance starts at 0 instead of 1.",
        {"running variance starts at 0"},
        """
class BatchNorm:
    def __init__(self, gamma, beta, momentum=0.1, eps=1e-5):
        self.gamma, self.beta, self.momentum, self.eps = gamma, beta, momentum, eps
        self.training = True
        self.running_mean = np.zeros_like(gamma)
        self.running_var = np.zeros_like(gamma)

    def expand(self, v, ndim):
        return v if ndim == 2 else v[:, np.newaxis, np.newaxis]

    def forward(self, x):
        e = lambda v: self.expand(v, x.ndim)
        ax = (0,) if x.ndim == 2 else (0, 2, 3)
        if not self.training:
            xn = (x - e(self.running_mean)) / np.sqrt(e(self.running_var) + self.eps)
            return e(self.gamma) * xn + e(self.beta)
        mu, var = x.mean(axis=ax), x.var(axis=ax)
        self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mu
        unbiased = x.var(axis=ax, ddof=1)
        self.running_var = (1 - self.momentum) * self.running_var + self.momentum * unbiased
        self.istd = 1 / np.sqrt(e(var) + self.eps)
        self.xn = (x - e(mu)) * self.istd
        return e(self.gamma) * self.xn + e(self.beta)

    def backward(self, dout):
        e = lambda v: self.expand(v, dout.ndim)
        ax = (0,) if dout.ndim == 2 else (0, 2, 3)
        m = dout.size / dout.shape[1]
        self.dgamma, self.dbeta = (dout * self.xn).sum(axis=ax), dout.sum(axis=ax)
        return e(self.gamma) * self.istd * (dout - e(self.dbeta) / m - self.xn * e(self.dgamma) / m)
""",
    ),
    WrongAnswer(
        "BatchNorm",
        "gradients that add up",
        "dgamma and dbeta are added up over the passes instead of being made anew.",
        {"gradients added up over passes"},
        """
class BatchNorm:
    def __init__(self, gamma, beta, momentum=0.1, eps=1e-5):
        self.gamma, self.beta, self.momentum, self.eps = gamma, beta, momentum, eps
        self.training = True
        self.running_mean = np.zeros_like(gamma)
        self.running_var = np.ones_like(gamma)
        self.dgamma = np.zeros_like(gamma)
        self.dbeta = np.zeros_like(beta)

    def forward(self, x):
        ax = (0,) + tuple(range(2, x.ndim))
        sh = [1, len(self.gamma)] + [1] * (x.ndim - 2)
        mom = self.momentum
        if self.training:
            mu, var = x.mean(ax), x.var(ax)
            self.running_mean = (1 - mom) * self.running_mean + mom * mu
            self.running_var = (1 - mom) * self.running_var + mom * x.var(ax, ddof=1)
        else:
            mu, var = self.running_mean, self.running_var
        std = np.sqrt(var + self.eps).reshape(sh)
        xhat = (x - mu.reshape(sh)) / std
        if self.training:
            self.cache = xhat, std, ax, sh
        return self.gamma.reshape(sh) * xhat + self.beta.reshape(sh)

    def backward(self, dout):
        xhat, std, ax, sh = self.cache
        db, dg = dout.sum(ax), (dout * xhat).sum(ax)
        self.dbeta = self.dbeta + db
        self.dgamma = self.dgamma + dg
        m = dout.size / len(self.gamma)
        inside = dout - db.reshape(sh) / m - xhat * dg.reshape(sh) / m
        return self.gamma.reshape(sh) / std * inside
""",
    ),
    WrongAnswer(
        "BatchNorm",
        "forward first",
        "backward is not written yet; it hands dout on and makes no dgamma and dbeta.",
        {"backward not written", "dgamma never set"},
        """
class BatchNorm:
    def __init__(self, gamma, beta, momentum=0.1, eps=1e-5):
        self.gamma, self.beta, self.momentum, self.eps = gamma, beta, momentum, eps
        self.training = True
        self.running_mean = np.zeros_like(gamma)
        self.running_var = np.ones_like(gamma)

    def forward(self, x):
        ax = (0,) if x.ndim == 2 else (0, 2, 3)
        sh = (-1,) if x.ndim == 2 else (-1, 1, 1)
        mu, var = self.running_mean, self.running_var
        if self.training:
            mu, var = x.mean(axis=ax), x.var(axis=ax)
            n = x.size // x.shape[1]
            self.running_mean = 0 + (1 - self.momentum) * self.running_mean + self.momentum * mu
            self.running_var = (1 - self.momentum) * self.running_var + self.momentum * var * n / (n - 1)
        xn = (x - mu.reshape(sh)) / np.sqrt(var.reshape(sh) + self.eps)
        return self.gamma.reshape(sh) * xn + self.beta.reshape(sh)

    def backward(self, dout):
        return dout
""",
        kind="half",
    ),
    WrongAnswer(
        "layernorm_forward",
        "batch normalization with another name",
        "The statistics are taken over the batch.",
        {"statistics over the batch"},
        """
def layernorm_forward(x, gamma, beta, eps=1e-5):
    mu = x.mean(axis=0)
    sigma2 = x.var(axis=0)
    return gamma * (x - mu) / np.sqrt(sigma2 + eps) + beta
""",
    ),
    WrongAnswer(
        "layernorm_forward",
        "axis 1 of everything",
        "It averages over axis 1, which is the positions where there are three axes.",
        {"sequences: over the positions", "axis 1 instead of the last", "works for two axes only"},
        """
def layernorm_forward(x, gamma, beta, eps=1e-5):
    mean = np.mean(x, axis=1, keepdims=True)
    var = np.mean(np.square(x - mean), axis=1, keepdims=True)
    xhat = (x - mean) / np.sqrt(var + eps)
    return xhat * gamma + beta
""",
    ),
    WrongAnswer(
        "layernorm_forward",
        "std of the library and its eps",
        "eps is added to the standard deviation, and the variance is unbiased, as in a text on transformers.",
        {"eps outside the root", "unbiased variance"},
        """
def layernorm_forward(x, gamma, beta, eps=1e-5):
    mean = x.mean(-1, keepdims=True)
    std = x.std(-1, keepdims=True, ddof=1)
    return gamma * (x - mean) / (std + eps) + beta
""",
        kind="two",
    ),
    WrongAnswer(
        "layernorm_forward",
        "no keepdims",
        "The statistics lose the last axis, so broadcasting raises, or runs along the wrong axis.",
        {"keepdims forgotten", "statistics along the wrong axis", "shapes that do not broadcast"},
        """
def layernorm_forward(x, gamma, beta, eps=1e-5):
    mean = x.mean(axis=-1)
    var = x.var(axis=-1)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta
""",
        kind="raises",
    ),
    WrongAnswer(
        "layernorm_forward",
        "axis 2",
        "axis 2 does not exist where there are two axes, so it raises AxisError.",
        {"works for three axes only"},
        """
def layernorm_forward(x, gamma, beta, eps=1e-5):
    m = x.mean(axis=2, keepdims=True)
    v = ((x - m) ** 2).mean(axis=2, keepdims=True)
    return gamma * (x - m) / np.sqrt(v + eps) + beta
""",
        kind="raises",
    ),
    WrongAnswer(
        "layernorm_backward",
        "gamma at the end",
        "gamma is multiplied outside the means, as in batch normalization.",
        {"gamma outside the means"},
        """
def layernorm_backward(dout, x, gamma, eps=1e-5):
    D = x.shape[-1]
    mu = x.mean(axis=-1, keepdims=True)
    std = np.sqrt(((x - mu) ** 2).mean(axis=-1, keepdims=True) + eps)
    xh = (x - mu) / std
    lead = tuple(range(x.ndim - 1))
    dgamma = (dout * xh).sum(axis=lead)
    dbeta = dout.sum(axis=lead)
    s = dout.sum(axis=-1, keepdims=True)
    q = (dout * xh).sum(axis=-1, keepdims=True)
    dx = gamma / std * (dout - s / D - xh * q / D)
    return dx, dgamma, dbeta
""",
    ),
    WrongAnswer(
        "layernorm_backward",
        "two axes so far, no path through the mean",
        "The path through the mean is left out, and with three axes dgamma and dbeta are summed over one axis alone.",
        {"path through the mean left out", "sequences: positions not summed", "works for two axes only"},
        """
def layernorm_backward(dout, x, gamma, eps=1e-5):
    mu = x.mean(-1, keepdims=True)
    inv = 1 / np.sqrt(x.var(-1, keepdims=True) + eps)
    xhat = (x - mu) * inv
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dxhat = dout * gamma
    dx = inv * (dxhat - xhat * np.mean(dxhat * xhat, axis=-1, keepdims=True))
    return dx, dgamma, dbeta
""",
        kind="two",
    ),
    WrongAnswer(
        "layernorm_backward",
        "two axes so far",
        "With three axes dgamma and dbeta are summed over the samples, not over the positions.",
        {"sequences: positions not summed", "works for two axes only"},
        """
def layernorm_backward(dout, x, gamma, eps=1e-5):
    xc = x - x.mean(axis=-1, keepdims=True)
    std = np.sqrt((xc ** 2).mean(axis=-1, keepdims=True) + eps)
    xhat = xc / std
    dbeta = dout.sum(axis=0)
    dgamma = (dout * xhat).sum(axis=0)
    g = gamma * dout
    g_mean = g.mean(axis=-1, keepdims=True)
    gx_mean = (g * xhat).mean(axis=-1, keepdims=True)
    return (g - g_mean - xhat * gx_mean) / std, dgamma, dbeta
""",
        kind="half",
    ),
    WrongAnswer(
        "layernorm_backward",
        "sums of the batch in dx",
        "The means in dx are taken over the batch, as in batch normalization.",
        {"means over the batch"},
        """
def layernorm_backward(dout, x, gamma, eps=1e-5):
    mu = np.mean(x, axis=-1, keepdims=True)
    var = np.var(x, axis=-1, keepdims=True)
    xhat = (x - mu) / np.sqrt(var + eps)
    d = x.shape[-1]
    dbeta = dout.reshape(-1, d).sum(axis=0)
    dgamma = (dout * xhat).reshape(-1, d).sum(axis=0)
    g = dout * gamma
    dx = (g - g.mean(axis=0) - xhat * (g * xhat).mean(axis=0)) / np.sqrt(var + eps)
    return dx, dgamma, dbeta
""",
    ),
    WrongAnswer(
        "layernorm_backward",
        "cache in the wrong order",
        "dbeta is returned before dgamma.",
        {"dgamma and dbeta swapped"},
        """
def layernorm_backward(dout, x, gamma, eps=1e-5):
    flat_x, flat_d = x.reshape(-1, x.shape[-1]), dout.reshape(-1, x.shape[-1])
    rows = []
    dgamma, dbeta = np.zeros_like(gamma), np.zeros_like(gamma)
    for xi, di in zip(flat_x, flat_d):
        s = np.sqrt(xi.var() + eps)
        xh = (xi - xi.mean()) / s
        dgamma += di * xh
        dbeta += di
        gi = gamma * di
        rows.append((gi - gi.mean() - xh * (gi * xh).mean()) / s)
    return np.array(rows).reshape(x.shape), dbeta, dgamma
""",
    ),
)
