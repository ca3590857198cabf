"""Wrong answers to lab 02, losses and descent."""

from __future__ import annotations

from tests.corpus import WrongAnswer

ANSWERS = (
    WrongAnswer(
        "linear_regression_step",
        "half the loss",
        "The gradients lack the factor 2: they belong to a loss with a factor 1/2.",
        {"no factor 2"},
        """
def linear_regression_step(w, b, x, y, lr):
    m = len(x)
    y_hat = w * x + b
    dw = (1 / m) * np.sum((y_hat - y) * x)
    db = (1 / m) * np.sum(y_hat - y)
    return w - lr * dw, b - lr * db
""",
    ),
    WrongAnswer(
        "linear_regression_step",
        "summed, without the 2",
        "The gradients are summed instead of averaged, and lack the factor 2.",
        {"no factor 2", "sum instead of mean", "gradient of half the sum"},
        """
def linear_regression_step(w, b, x, y, lr):
    grad_w, grad_b = 0.0, 0.0
    for xi, yi in zip(x, y):
        err = (w * xi + b) - yi
        grad_w += err * xi
        grad_b += err
    return w - lr * grad_w, b - lr * grad_b
""",
        kind="two",
    ),
    WrongAnswer(
        "linear_regression_step",
        "the new slope in the second gradient",
        "The gradient of b is taken at the new w.",
        {"b sees the new w"},
        """
def linear_regression_step(w, b, x, y, lr):
    n = x.shape[0]
    w = w - lr * 2 / n * ((w * x + b - y) * x).sum()
    b = b - lr * 2 / n * (w * x + b - y).sum()
    return w, b
""",
    ),
    WrongAnswer(
        "linear_regression_step",
        "target minus prediction",
        "The error is taken the other way round and still subtracted, so the step climbs.",
        {"climbs"},
        """
def linear_regression_step(w, b, x, y, lr):
    error = y - (w * x + b)
    w_new = w - lr * 2 * np.mean(error * x)
    b_new = b - lr * 2 * np.mean(error)
    return w_new, b_new
""",
    ),
    WrongAnswer(
        "linear_regression_step",
        "signs of the errors",
        "It is the gradient of the mean absolute error: only the sign of each error counts.",
        {"gradient of the absolute error", "absolute errors"},
        """
def linear_regression_step(w, b, x, y, lr):
    s = np.sign(w * x + b - y)
    return w - lr * (s * x).mean(), b - lr * s.mean()
""",
    ),
    WrongAnswer(
        "linear_regression_step",
        "a dot product of the wrong names",
        "y_pred is read but never set, so it raises NameError.",
        {"name never set", "NameError: y_pred"},
        """
def linear_regression_step(w, b, x, y, lr):
    pred = np.dot(w, x) + b
    dw = 2 * np.mean((y_pred - y) * x)
    db = 2 * np.mean(y_pred - y)
    w -= lr * dw
    b -= lr * db
    return w, b
""",
        kind="raises",
    ),
    WrongAnswer(
        "minibatches",
        "full ones only",
        "The number of mini-batches is rounded down, whatever drop_last says.",
        {"always drops the short one"},
        """
def minibatches(order, batch_size, drop_last=False):
    num = len(order) // batch_size
    out = []
    for i in range(num):
        out.append(order[i * batch_size:(i + 1) * batch_size])
    return out
""",
    ),
    WrongAnswer(
        "minibatches",
        "drop_last to come",
        "drop_last is not read yet.",
        {"ignores drop_last"},
        """
def minibatches(order, batch_size, drop_last=False):
    batches = []
    i = 0
    while i < len(order):
        batches.append(order[i:i + batch_size])
        i += batch_size
    return batches
""",
        kind="half",
    ),
    WrongAnswer(
        "minibatches",
        "even pieces",
        "array_split makes pieces of nearly equal length instead of full ones and a short last one.",
        {"pieces of nearly equal length"},
        """
def minibatches(order, batch_size, drop_last=False):
    count = int(np.ceil(len(order) / batch_size))
    parts = np.array_split(order, count)
    if drop_last:
        parts = [p for p in parts if len(p) == batch_size]
    return parts
""",
    ),
    WrongAnswer(
        "minibatches",
        "a table of rows",
        "reshape needs a number of samples that batch_size divides; elsewhere it raises ValueError.",
        {"reshape needs a multiple of batch_size", "a short last mini-batch raises"},
        """
def minibatches(order, batch_size, drop_last=False):
    return list(order.reshape(-1, batch_size))
""",
        kind="raises",
    ),
    WrongAnswer(
        "minibatches",
        "the switch reversed",
        "drop_last does the opposite of what it says.",
        {"drop_last reversed"},
        """
def minibatches(order, batch_size, drop_last=False):
    result = [order[s:s + batch_size] for s in range(0, len(order), batch_size)]
    if not drop_last and len(result[-1]) < batch_size:
        result = result[:-1]
    return result
""",
    ),
    WrongAnswer(
        "mse",
        "the library's mean",
        "The loss is the mean of the squares and its gradient is divided by their number, as in torch and Keras.",
        {"mean over all elements", "mean of the squares", "mean without the half"},
        """
def mse(predictions, targets):
    diff = predictions - targets
    loss = np.mean(diff ** 2)
    grad = 2 * diff / diff.size
    return loss, grad
""",
    ),
    WrongAnswer(
        "mse",
        "half the mean",
        "The loss is half the mean, not half the sum, and the gradient is divided by the number of elements.",
        {"mean over all elements", "half the mean"},
        """
def mse(predictions, targets):
    n = predictions.size
    total = 0.0
    for p, t in zip(predictions.ravel(), targets.ravel()):
        total += (p - t) ** 2
    return total / (2 * n), (predictions - targets) / n
""",
    ),
    WrongAnswer(
        "mse",
        "loss without the half, gradient turned round",
        "The loss lacks the half, and the gradient has the wrong sign.",
        {"no half in the loss", "gradient of the wrong sign"},
        """
def mse(predictions, targets):
    delta = targets - predictions
    return (delta * delta).sum(), delta
""",
        kind="two",
    ),
    WrongAnswer(
        "mse",
        "the loss alone",
        "The gradient is not returned yet.",
        {"gradient not returned", "one output missing"},
        """
def mse(predictions, targets):
    return 0.5 * np.sum(np.square(predictions - targets))
""",
        kind="half",
    ),
    WrongAnswer(
        "mse",
        "a sum over rows",
        "Python's sum adds up the rows only, so a batch gets one loss per column.",
        {"another axis", "one loss per column", "summed over one axis only", "summed over the samples only"},
        """
def mse(predictions, targets):
    err = predictions - targets
    loss = sum(e ** 2 for e in err) / 2
    return loss, err
""",
    ),
    WrongAnswer(
        "softmax",
        "the printed formula, axis 1",
        "There is no shift, and axis 1 is the last axis only where there are two.",
        {"another axis", "axis 1 instead of the last", "no shift", "axis 1 and no shift"},
        """
def softmax(logits):
    e = np.exp(logits)
    return e / np.sum(e, axis=1, keepdims=True)
""",
        kind="two",
    ),
    WrongAnswer(
        "softmax",
        "axis 1",
        "Axis 1 is the last axis only where there are two.",
        {"axis 1 instead of the last", "works for two axes only"},
        """
def softmax(logits):
    z = logits - logits.max(axis=1, keepdims=True)
    num = np.exp(z)
    return num / num.sum(axis=1, keepdims=True)
""",
    ),
    WrongAnswer(
        "softmax",
        "the book's vector form",
        "One shift and one sum serve the whole array.",
        {"one sum for everything", "one shift for everything", "one shift and one sum for everything"},
        """
def softmax(a):
    c = np.max(a)
    exp_a = np.exp(a - c)
    sum_exp_a = np.sum(exp_a)
    y = exp_a / sum_exp_a
    return y
""",
        kind="two",
    ),
    WrongAnswer(
        "softmax",
        "one maximum",
        "One shift serves the whole array, so rows far below the others underflow to 0 / 0.",
        {"one shift for everything"},
        """
def softmax(logits):
    shifted = logits - np.max(logits)
    ex = np.exp(shifted)
    return ex / ex.sum(axis=-1, keepdims=True)
""",
    ),
    WrongAnswer(
        "softmax",
        "columns",
        "The softmax runs along the first axis.",
        {"over the wrong axis"},
        """
def softmax(logits):
    m = np.max(logits, axis=0)
    e = np.exp(logits - m)
    return e / e.sum(axis=0)
""",
    ),
    WrongAnswer(
        "softmax",
        "a small number below",
        "1e-6 is added to the sum, so no row sums to 1.",
        {"a small number added to the sum"},
        """
def softmax(logits):
    ex = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return ex / (np.sum(ex, axis=-1, keepdims=True) + 1e-6)
""",
    ),
    WrongAnswer(
        "softmax",
        "sums without an axis",
        "keepdims is missing, so the sums don't broadcast to the rows and it raises.",
        {"keepdims forgotten"},
        """
def softmax(logits):
    b = logits.max(axis=-1)
    ex = np.exp(logits - b)
    return ex / ex.sum(axis=-1)
""",
        kind="raises",
    ),
    WrongAnswer(
        "softmax",
        "clipped before the exponential",
        "The logits are clipped to 500 instead of shifted, so large ones become equal.",
        {"clipped logits", "logits clipped instead of shifted"},
        """
def softmax(logits):
    safe = np.clip(logits, -500, 500)
    powers = np.exp(safe)
    total = np.expand_dims(powers.sum(axis=-1), -1)
    return powers / total
""",
        forbidden={"no shift"},
    ),
    WrongAnswer(
        "softmax",
        "about the mean",
        "The mean is taken off instead of the maximum, so large logits still overflow.",
        {"mean taken off instead of the maximum", "another shift than the maximum"},
        """
def softmax(logits):
    centered = logits - np.mean(logits, axis=-1, keepdims=True)
    weights = np.exp(centered)
    return weights / np.sum(weights, axis=-1, keepdims=True)
""",
    ),
    WrongAnswer(
        "softmax",
        "the stable form to come",
        "There is no shift yet, so logits of 1000 overflow.",
        {"no shift"},
        """
def softmax(logits):
    # the stable version comes later
    numerator = np.exp(logits)
    denominator = np.exp(logits).sum(-1)
    return numerator / denominator[..., None]
""",
        kind="half",
    ),
    WrongAnswer(
        "cross_entropy",
        "1e-15 inside",
        "1e-15 is added inside the logarithm.",
        {"a small number inside the logarithm"},
        """
def cross_entropy(probabilities, targets):
    return -np.sum(targets * np.log(probabilities + 1e-15))
""",
    ),
    WrongAnswer(
        "cross_entropy",
        "clipped at 1e-12",
        "The probabilities are clipped at 1e-12.",
        {"clipped probabilities"},
        """
def cross_entropy(probabilities, targets):
    p = np.clip(probabilities, 1e-12, 1.0)
    loss = 0
    for pi, ti in zip(p.reshape(-1), targets.reshape(-1)):
        loss += ti * np.log(pi)
    return -loss
""",
    ),
    WrongAnswer(
        "cross_entropy",
        "Keras's loss",
        "The probabilities are clipped at 1e-7, and the loss is averaged over the samples, as in Keras.",
        {"clipped probabilities", "mean over the samples", "clipped and averaged, as in Keras", "mean over the rows"},
        """
def cross_entropy(probabilities, targets):
    epsilon = 1e-7
    probs = np.clip(probabilities, epsilon, 1.0 - epsilon)
    per_sample = -np.sum(targets * np.log(probs), axis=-1)
    return np.mean(per_sample)
""",
        kind="two",
    ),
    WrongAnswer(
        "cross_entropy",
        "the label's probability alone",
        "Only the class with the largest target counts: it is right for one-hot targets alone.",
        {"one-hot targets only", "only the class with the largest target"},
        """
def cross_entropy(probabilities, targets):
    k = targets.shape[-1]
    p = probabilities.reshape(-1, k)
    label = targets.reshape(-1, k).argmax(axis=1)
    picked = p[np.arange(len(p)), label]
    return -np.log(picked).sum()
""",
    ),
    WrongAnswer(
        "cross_entropy",
        "bits without a minus",
        "The logarithm is to base 2, and the minus is missing.",
        {"base 2", "no minus"},
        """
def cross_entropy(probabilities, targets):
    mask = targets != 0
    return (targets[mask] * np.log2(probabilities[mask])).sum()
""",
        kind="two",
    ),
    WrongAnswer(
        "cross_entropy",
        "a loss per row",
        "The loss is summed over the classes only: one number per sample.",
        {"one loss per sample"},
        """
def cross_entropy(probabilities, targets):
    logs = np.log(np.where(targets == 0, 1.0, probabilities))
    return -(targets * logs).sum(axis=-1)
""",
    ),
    WrongAnswer(
        "cross_entropy",
        "two nested loops",
        "It loops over two axes, so arrays with more raise.",
        {"works for two axes only"},
        """
def cross_entropy(probabilities, targets):
    total = 0.0
    n, k = targets.shape
    for i in range(n):
        for j in range(k):
            if targets[i, j] > 0:
                total -= targets[i, j] * np.log(probabilities[i, j])
    return total
""",
        kind="raises",
    ),
    WrongAnswer(
        "cross_entropy",
        "no care for zeros so far",
        "0 log 0 is not cared for: it gives NaN.",
        {"0 log 0 is NaN"},
        """
def cross_entropy(probabilities, targets):
    h = [-t * np.log(p) for p, t in zip(probabilities, targets)]
    return np.sum(h)
""",
        kind="half",
    ),
    WrongAnswer(
        "softmax_cross_entropy",
        "softmax, then its logarithm",
        "The logarithm is taken of probabilities that may be 0, and the exponential has no shift.",
        {
            "no shift",
            "logarithm of a probability that is 0",
            "softmax first, then its logarithm",
            "softmax without a shift, then its logarithm",
        },
        """
def softmax_cross_entropy(logits, targets):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.sum(targets * np.log(p))
    return loss, p - targets
""",
        kind="two",
    ),
    WrongAnswer(
        "softmax_cross_entropy",
        "1e-9 inside",
        "1e-9 is added inside the logarithm.",
        {"a small number inside the logarithm"},
        """
def softmax_cross_entropy(logits, targets):
    z = logits - np.max(logits, axis=1, keepdims=True)
    probs = np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)
    loss = -(targets * np.log(probs + 1e-9)).sum()
    grad = probs - targets
    return loss, grad
""",
    ),
    WrongAnswer(
        "softmax_cross_entropy",
        "F.cross_entropy",
        "Loss and gradient are averaged over the batch, as torch does by default.",
        {"mean over the batch"},
        """
def softmax_cross_entropy(logits, targets):
    N = logits.shape[0]
    m = logits.max(axis=1, keepdims=True)
    lse = m + np.log(np.exp(logits - m).sum(axis=1, keepdims=True))
    logp = logits - lse
    loss = -(targets * logp).sum() / N
    dz = (np.exp(logp) - targets) / N
    return loss, dz
""",
    ),
    WrongAnswer(
        "softmax_cross_entropy",
        "Keras's clip, loss averaged",
        "Probabilities are clipped at 1e-7 and the loss is averaged; the gradient is not.",
        {"clipped probabilities", "loss averaged, gradient summed"},
        """
def softmax_cross_entropy(logits, targets):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    y = np.exp(shifted)
    y /= y.sum(axis=-1, keepdims=True)
    y_clipped = np.clip(y, 1e-7, 1 - 1e-7)
    loss = np.mean(-np.sum(targets * np.log(y_clipped), axis=-1))
    return loss, y - targets
""",
        kind="two",
    ),
    WrongAnswer(
        "softmax_cross_entropy",
        "labels from targets",
        "Targets are turned into labels, so soft targets are rounded to one class.",
        {"one-hot targets only", "soft targets rounded to one class", "only the class with the largest target"},
        """
def softmax_cross_entropy(logits, targets):
    n = len(logits)
    y = np.argmax(targets, axis=1)
    s = logits - logits.max(axis=1)[:, None]
    logsum = np.log(np.exp(s).sum(axis=1))
    loss = np.sum(logsum - s[np.arange(n), y])
    d = np.exp(s - logsum[:, None])
    d[np.arange(n), y] -= 1
    return loss, d
""",
    ),
    WrongAnswer(
        "softmax_cross_entropy",
        "the loss alone",
        "The gradient is not returned yet.",
        {"gradient not returned", "one output missing"},
        """
def softmax_cross_entropy(logits, targets):
    loss = 0.0
    for z, t in zip(logits, targets):
        z = z - z.max()
        loss += np.log(np.exp(z).sum()) - np.dot(t, z)
    return loss
""",
        kind="half",
    ),
    WrongAnswer(
        "softmax_cross_entropy",
        "gradient by the probabilities",
        "The gradient is by the probabilities, -t / p, not by the logits.",
        {"gradient by the probabilities"},
        """
def softmax_cross_entropy(logits, targets):
    z = logits - logits.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = np.sum(targets * (log_sum - z))
    p = np.exp(z - log_sum)
    return loss, -targets / p
""",
    ),
    WrongAnswer(
        "affine_forward",
        "torch's layout",
        "W is transposed, as torch keeps it.",
        {"weights transposed"},
        """
def affine_forward(X, W, b):
    out = np.matmul(X, W.T)
    return out + b
""",
    ),
    WrongAnswer(
        "affine_forward",
        "a column of biases",
        "The bias is added along the samples.",
        {"bias along the samples"},
        """
def affine_forward(X, W, b):
    z = np.dot(X, W)
    return z + b.reshape(-1, 1)
""",
    ),
    WrongAnswer(
        "affine_forward",
        "bias inside the inner loop",
        "The bias is added once per input instead of once.",
        {"bias added once per input"},
        """
def affine_forward(X, W, b):
    n, d = X.shape
    m = W.shape[1]
    Y = np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            for k in range(d):
                Y[i, j] += X[i, k] * W[k, j] + b[j]
    return Y
""",
    ),
    WrongAnswer(
        "affine_forward",
        "column vectors, as in the lecture",
        "The factors are swapped: W x + b for columns.",
        {"factors swapped"},
        """
def affine_forward(X, W, b):
    return np.dot(W, X) + b
""",
        kind="raises",
    ),
    WrongAnswer(
        "affine_forward",
        "no bias, transposed",
        "W is transposed, and the bias is missing.",
        {"weights transposed", "no bias"},
        """
def affine_forward(X, W, b):
    return np.einsum("ij,kj->ik", X, W)
""",
        kind="two",
    ),
    WrongAnswer(
        "affine_backward",
        "for weights of torch",
        "W is taken for (M, D): dX multiplies with W untransposed, and dW is transposed.",
        {"weights not transposed", "dW transposed", "weights of shape (M, D)"},
        """
def affine_backward(dY, X, W):
    dX = dY.dot(W)
    dW = dY.T.dot(X)
    db = dY.sum(0)
    return dX, dW, db
""",
        kind="two",
    ),
    WrongAnswer(
        "affine_backward",
        "averages of the course on neural networks",
        "dW and db are divided by the number of samples.",
        {"divided by N again"},
        """
def affine_backward(dY, X, W):
    m = X.shape[0]
    dW = (1. / m) * np.dot(X.T, dY)
    db = (1. / m) * np.sum(dY, axis=0)
    dX = np.dot(dY, W.T)
    return dX, dW, db
""",
    ),
    WrongAnswer(
        "affine_backward",
        "weights first",
        "The gradients are returned in another order: dW, db, dX.",
        {"order of outputs", "dX last instead of first"},
        """
def affine_backward(dY, X, W):
    grad_input = np.matmul(dY, np.transpose(W))
    grad_weight = np.matmul(np.transpose(X), dY)
    grad_bias = np.sum(dY, axis=0)
    return grad_weight, grad_bias, grad_input
""",
    ),
    WrongAnswer(
        "affine_backward",
        "the last sample alone",
        "dW is overwritten in the loop: it holds the last sample's outer product.",
        {"dW of the last sample alone"},
        """
def affine_backward(dY, X, W):
    dX = np.zeros_like(X)
    db = np.zeros(W.shape[1])
    for n in range(len(X)):
        dX[n] = W @ dY[n]
        dW = np.outer(X[n], dY[n])
        db += dY[n]
    return dX, dW, db
""",
    ),
    WrongAnswer(
        "affine_backward",
        "one number for db",
        "db is summed over everything.",
        {"all axes instead of some", "db summed over everything"},
        """
def affine_backward(dY, X, W):
    return dY @ W.T, X.T @ dY, np.sum(dY)
""",
    ),
    WrongAnswer(
        "affine_backward",
        "db with keepdims, averaged",
        "db is a mean, and has an axis too many.",
        {"db averaged", "db with one axis too many"},
        """
def affine_backward(dY, X, W):
    db = np.mean(dY, axis=0, keepdims=True)
    dw = np.tensordot(X, dY, axes=([0], [0]))
    dx = np.tensordot(dY, W, axes=([1], [1]))
    return dx, dw, db
""",
        kind="two",
    ),
    WrongAnswer(
        "affine_backward",
        "dX alone so far",
        "dW and db are still zeros.",
        {"dW and db are still 0", "dW and db not written"},
        """
def affine_backward(dY, X, W):
    dX = np.array([[np.dot(dy, w) for w in W] for dy in dY])
    dW = np.zeros_like(W)
    db = np.zeros(W.shape[1], W.dtype)
    # TODO dW, db
    return dX, dW, db
""",
        kind="half",
    ),
    WrongAnswer(
        "affine_forward",
        "zeros of two numbers",
        "np.zeros takes the shape as one tuple, so it raises TypeError.",
        {"np.zeros called with two numbers"},
        """
def affine_forward(X, W, b):
    out = np.zeros(len(X), len(b))
    for i, row in enumerate(X):
        out[i] = row @ W + b
    return out
""",
        kind="raises",
    ),
    WrongAnswer(
        "gradient_check",
        "never put back",
        "Each element is moved up and down and not put back where it was.",
        {"elements stay moved", "never put back"},
        """
def gradient_check(f, x, grad, h=1e-5):
    num = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"])
    while not it.finished:
        i = it.multi_index
        x[i] += h
        up = f(x)
        x[i] -= 2 * h
        down = f(x)
        num[i] = (up - down) / (2 * h)
        it.iternext()
    err = np.abs(grad - num) / np.maximum(1e-8, np.abs(grad) + np.abs(num))
    return num, err.max()
""",
    ),
    WrongAnswer(
        "gradient_check",
        "forward difference",
        "It takes the forward difference.",
        {"forward difference"},
        """
def gradient_check(f, x, grad, h=1e-5):
    base = f(x)
    numeric = np.zeros(x.shape)
    for idx in np.ndindex(*x.shape):
        xp = x.copy()
        xp[idx] += h
        numeric[idx] = (f(xp) - base) / h
    rel = abs(grad - numeric) / np.maximum(1e-8, abs(grad) + abs(numeric))
    return numeric, np.max(rel)
""",
    ),
    WrongAnswer(
        "gradient_check",
        "one norm, as in the course on neural networks",
        "The error is one quotient of norms instead of the largest of the elements' errors.",
        {"one norm for everything"},
        """
def gradient_check(f, x, grad, h=1e-5):
    approx = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        plus, minus = x.copy(), x.copy()
        plus[idx] = plus[idx] + h
        minus[idx] = minus[idx] - h
        approx[idx] = (f(plus) - f(minus)) / (2 * h)
    numerator = np.linalg.norm(grad - approx)
    denominator = np.linalg.norm(grad) + np.linalg.norm(approx)
    return approx, numerator / max(1e-8, denominator)
""",
    ),
    WrongAnswer(
        "gradient_check",
        "no floor, its own h",
        "h is 1e-5 whatever was given, and the quotient has no floor, so 0 / 0 is NaN.",
        {"ignores the given h", "no floor"},
        """
def gradient_check(f, x, grad, h=1e-5):
    eps = 1e-5
    numeric = np.empty_like(x)
    for k in range(x.size):
        old = x.flat[k]
        x.flat[k] = old + eps
        a = f(x)
        x.flat[k] = old - eps
        b = f(x)
        x.flat[k] = old
        numeric.flat[k] = (a - b) / (2 * eps)
    error = np.abs(grad - numeric) / (np.abs(grad) + np.abs(numeric))
    return numeric, error.max()
""",
        kind="two",
    ),
    WrongAnswer(
        "gradient_check",
        "the larger of the two below",
        "The difference is divided by the larger of the two sizes, not by their sum.",
        {"relative to the larger of the two"},
        """
def gradient_check(f, x, grad, h=1e-5):
    numeric = np.zeros_like(x)
    worst = 0.0
    for idx in np.ndindex(x.shape):
        keep = x[idx]
        x[idx] = keep + h
        fp = f(x)
        x[idx] = keep - h
        fm = f(x)
        x[idx] = keep
        numeric[idx] = (fp - fm) / (2 * h)
        scale = max(1e-8, abs(grad[idx]), abs(numeric[idx]))
        worst = max(worst, abs(grad[idx] - numeric[idx]) / scale)
    return numeric, worst
""",
    ),
    WrongAnswer(
        "gradient_check",
        "the error first",
        "The error and the numeric gradient are returned in the wrong order.",
        {"order of outputs", "two outputs are swapped"},
        """
def gradient_check(f, x, grad, h=1e-5):
    numeric = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[idx] = h
        numeric[idx] = (f(x + e) - f(x - e)) / 2 / h
    denom = np.abs(grad) + np.abs(numeric)
    denom[denom < 1e-8] = 1e-8
    return np.max(np.abs(grad - numeric) / denom), numeric
""",
    ),
    WrongAnswer(
        "gradient_check",
        "a loop over rows",
        "It moves whole rows at once: the loop runs over the first axis.",
        {"whole rows moved at once", "loops over the first axis only"},
        """
def gradient_check(f, x, grad, h=1e-5):
    numeric = np.zeros_like(x)
    for i in range(len(x)):
        tmp = x[i].copy()
        x[i] = tmp + h
        f1 = f(x)
        x[i] = tmp - h
        f2 = f(x)
        x[i] = tmp
        numeric[i] = (f1 - f2) / (2 * h)
    error = np.abs(grad - numeric) / np.maximum(np.abs(grad) + np.abs(numeric), 1e-8)
    return numeric, error.max()
""",
    ),
    WrongAnswer(
        "gradient_check",
        "the numeric gradient first",
        "The error is still 0.",
        {"error is still 0", "error not written"},
        """
def gradient_check(f, x, grad, h=1e-5):
    num_grad = np.zeros_like(x)
    for i in range(x.size):
        a, b = x.copy(), x.copy()
        a.flat[i] += h
        b.flat[i] -= h
        num_grad.flat[i] = (f(a) - f(b)) / (2 * h)
    return num_grad, 0.0
""",
        kind="half",
    ),
    WrongAnswer(
        "softmax_regression",
        "the mean gradient",
        "The gradients are divided by the size of the mini-batch.",
        {"divided by the size of the mini-batch"},
        """
def softmax_regression(images, labels, batches, loss, *, classes=10, lr=0.01):
    D = images.shape[1]
    W = np.zeros((D, classes), dtype=images.dtype)
    b = np.zeros((classes,), dtype=images.dtype)
    hist = []
    for idx in batches:
        x, y = images[idx], labels[idx]
        onehot = np.zeros((len(idx), classes), dtype=images.dtype)
        onehot[np.arange(len(idx)), y] = 1
        l, dscores = loss(x.dot(W) + b, onehot)
        hist.append(l)
        dscores = dscores / len(idx)
        W = W - lr * x.T.dot(dscores)
        b = b - lr * dscores.sum(axis=0)
    return W, b, hist
""",
    ),
    WrongAnswer(
        "softmax_regression",
        "small random weights",
        "The weights start at random numbers instead of 0.",
        {"starts at random weights"},
        """
def softmax_regression(images, labels, batches, loss, *, classes=10, lr=0.01):
    W = 0.01 * np.random.randn(images.shape[1], classes).astype(images.dtype)
    b = np.zeros(classes, dtype=images.dtype)
    T = np.eye(classes)[labels].astype(images.dtype)
    losses = []
    for i in batches:
        value, g = loss(images[i] @ W + b, T[i])
        W -= lr * (images[i].T @ g)
        b -= lr * np.sum(g, axis=0)
        losses.append(value)
    return W, b, losses
""",
    ),
    WrongAnswer(
        "softmax_regression",
        "ten classes for ever",
        "The number of classes is 10, whatever was given.",
        {"ignores the given classes"},
        """
def softmax_regression(images, labels, batches, loss, *, classes=10, lr=0.01):
    weights = np.zeros((images.shape[1], 10), images.dtype)
    bias = np.zeros(10, images.dtype)
    all_losses = []
    for batch in batches:
        x = images[batch]
        t = (labels[batch][:, None] == np.arange(10)).astype(images.dtype)
        l, d = loss(x @ weights + bias, t)
        weights -= lr * x.T @ d
        bias -= lr * d.sum(axis=0)
        all_losses.append(float(l))
    return weights, bias, all_losses
""",
    ),
    WrongAnswer(
        "softmax_regression",
        "labels where targets belong",
        "The labels are handed to the loss as they are, not one-hot.",
        {"labels not one-hot"},
        """
def softmax_regression(images, labels, batches, loss, *, classes=10, lr=0.01):
    W = np.zeros((images.shape[1], classes))
    b = np.zeros(classes)
    losses = []
    for batch in batches:
        L, dZ = loss(images[batch] @ W + b, labels[batch])
        W -= lr * images[batch].T @ dZ
        b -= lr * dZ.sum(0)
        losses.append(L)
    return W, b, losses
""",
    ),
    WrongAnswer(
        "softmax_regression",
        "weights alone so far, mean losses",
        "The bias never moves, and the losses are divided by the size of the mini-batch.",
        {"bias never moves", "mean loss"},
        """
def softmax_regression(images, labels, batches, loss, *, classes=10, lr=0.01):
    W = np.zeros([images.shape[1], classes], dtype=images.dtype)
    b = np.zeros(classes, images.dtype)
    losses = []
    for k in range(len(batches)):
        x = images[batches[k]]
        target = np.eye(classes, dtype=images.dtype)[labels[batches[k]]]
        batch_loss, delta = loss(np.dot(x, W) + b, target)
        W = W - lr * np.dot(x.T, delta)
        losses.append(batch_loss / len(x))
    return W, b, losses
""",
        kind="two",
    ),
    WrongAnswer(
        "softmax_regression",
        "the bias to come",
        "The bias never moves.",
        {"bias never moves"},
        """
def softmax_regression(images, labels, batches, loss, *, classes=10, lr=0.01):
    n_features = images.shape[1]
    W, b = np.zeros((n_features, classes), images.dtype), np.zeros(classes, images.dtype)
    targets = np.zeros((len(labels), classes), images.dtype)
    for n, c in enumerate(labels):
        targets[n, c] = 1
    track = []
    for batch in batches:
        out = loss(images[batch] @ W + b, targets[batch])
        track.append(out[0])
        W -= lr * images[batch].T @ out[1]
        # b stays 0 for now
    return W, b, track
""",
        kind="half",
    ),
    WrongAnswer(
        "softmax_regression",
        "Adam's habit of averaging the losses",
        "One number is returned for the losses, their mean, instead of the list.",
        {"one mean of all losses", "a single loss"},
        """
def softmax_regression(images, labels, batches, loss, *, classes=10, lr=0.01):
    W = np.zeros([images.shape[1], classes], dtype=images.dtype)
    b = np.zeros((classes), images.dtype)
    total = 0
    for batch in batches:
        X, T = images[batch], np.identity(classes, images.dtype)[labels[batch]]
        value, dS = loss(X @ W + b, T)
        total += value
        W -= lr * X.T @ dS
        b -= lr * dS.sum(axis=0)
    return W, b, total / len(batches)
""",
    ),
)
