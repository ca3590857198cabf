"""Wrong answers to lab 03, activations."""

from __future__ import annotations

from tests.corpus import WrongAnswer

ANSWERS = (
    WrongAnswer(
        "collapse_linear",
        "biases added up",
        "The biases are added up without passing the layers behind them.",
        {"biases added up"},
        """
def collapse_linear(weights, biases):
    W = weights[0]
    for w in weights[1:]:
        W = np.dot(W, w)
    b = sum(biases)
    return W, b
""",
    ),
    WrongAnswer(
        "collapse_linear",
        "from the last to the first",
        "The matrices are multiplied in the wrong order, and only the last bias is returned.",
        {"multiplied in the wrong order", "only the last bias"},
        """
def collapse_linear(weights, biases):
    out = weights[-1]
    for k in range(len(weights) - 2, -1, -1):
        out = out @ weights[k]
    return out, biases[-1]
""",
        kind="two",
    ),
    WrongAnswer(
        "collapse_linear",
        "weights first, biases later",
        "W is right; b is still 0.",
        {"b is still 0", "biases left out"},
        """
def collapse_linear(weights, biases):
    W = np.linalg.multi_dot(weights) if len(weights) > 1 else weights[0]
    b = np.zeros(W.shape[1], W.dtype)
    return W, b
""",
        kind="half",
    ),
    WrongAnswer(
        "collapse_linear",
        "bias before the product",
        "Each bias is added before the layer's product instead of after it.",
        {"bias added too early"},
        """
def collapse_linear(weights, biases):
    W, b = weights[0], biases[0]
    for i in range(1, len(weights)):
        W = W.dot(weights[i])
        b = (b + biases[i]).dot(weights[i])
    return W, b
""",
    ),
    WrongAnswer(
        "Sigmoid",
        "e^x above and below",
        "e^x / (1 + e^x) is infinity / infinity for large x.",
        {"overflows for large x"},
        """
class Sigmoid:
    def forward(self, x):
        self.out = np.exp(x) / (np.exp(x) + 1)
        return self.out

    def backward(self, dout):
        return dout * self.out * (1 - self.out)
""",
    ),
    WrongAnswer(
        "Sigmoid",
        "the slope alone",
        "The slope is returned without dout.",
        {"ignores dout"},
        """
def _sig(v):
    return 1.0 / (1.0 + np.exp(-v))


class Sigmoid:
    def forward(self, x):
        self.x = x
        return _sig(x)

    def backward(self, dout):
        s = _sig(self.x)
        return s * (1 - s)
""",
    ),
    WrongAnswer(
        "Sigmoid",
        "e^x and no dout",
        "It overflows for large x, and the slope is returned without dout.",
        {"overflows for large x", "ignores dout"},
        """
class Sigmoid:
    def forward(self, x):
        e = np.exp(x)
        self.y = e / (1 + e)
        return self.y

    def backward(self, dout):
        return self.y - self.y ** 2
""",
        kind="two",
    ),
    WrongAnswer(
        "Sigmoid",
        "clipped at six",
        "The input is clipped to [-6, 6], so the tails are flat.",
        {"input clipped"},
        """
class Sigmoid:
    def forward(self, x):
        z = np.clip(x, -6, 6)
        self.y = 1 / (1 + np.exp(-z))
        return self.y

    def backward(self, dout):
        return dout * (1.0 - self.y) * self.y
""",
    ),
    WrongAnswer(
        "Sigmoid",
        "the input where the output belongs",
        "The short form y (1 - y) is applied to the input.",
        {"slope written with the input"},
        """
class Sigmoid:
    def forward(self, x):
        self.cache = x
        return 1 / (1 + np.exp(-x))

    def backward(self, dout):
        x = self.cache
        return dout * x * (1 - x)
""",
    ),
    WrongAnswer(
        "Tanh",
        "the printed quotient",
        "The quotient of exponentials is infinity / infinity for large x.",
        {"overflows for large inputs"},
        """
class Tanh:
    def forward(self, x):
        ep, em = np.exp(x), np.exp(-x)
        self.y = (ep - em) / (ep + em)
        return self.y

    def backward(self, dout):
        return dout * (1 - self.y * self.y)
""",
    ),
    WrongAnswer(
        "Tanh",
        "two sigmoids",
        "It is 2 sigmoid(x) - 1: the input is not doubled.",
        {"sigmoid without the doubled input"},
        """
class Tanh:
    def forward(self, x):
        sig = 1 / (1 + np.exp(-x))
        self.t = 2 * sig - 1
        return self.t

    def backward(self, dout):
        return dout * (1 - self.t ** 2)
""",
    ),
    WrongAnswer(
        "Tanh",
        "tanh of the input is forgotten",
        "The slope is 1 - x^2, written with the input.",
        {"slope written with the input"},
        """
class Tanh:
    def forward(self, x):
        self.saved = x
        return np.tanh(x)

    def backward(self, dout):
        return dout * (1 - self.saved ** 2)
""",
    ),
    WrongAnswer(
        "Tanh",
        "no way back so far",
        "backward hands dout on as it is.",
        {"a factor is left out", "a term is left out", "backward hands dout on", "gradient passes untouched"},
        """
class Tanh:
    def forward(self, x):
        return np.tanh(x)

    def backward(self, dout):
        return dout.copy()
""",
        kind="half",
    ),
    WrongAnswer(
        "Softsign",
        "no bars",
        "The absolute value is missing.",
        {"no absolute value"},
        """
class Softsign:
    def forward(self, x):
        self.d = 1.0 + x
        return x / self.d

    def backward(self, dout):
        return dout * (1 / self.d ** 2)
""",
    ),
    WrongAnswer(
        "Softsign",
        "quotient rule half done",
        "The slope lacks the derivative of the denominator: it is 1 / (1 + |x|).",
        {"slope not squared"},
        """
class Softsign:
    def forward(self, x):
        self.x = x
        return np.array([xi / (1 + abs(xi)) for xi in x.ravel()]).reshape(x.shape)

    def backward(self, dout):
        return dout / (1 + abs(self.x))
""",
    ),
    WrongAnswer(
        "Softsign",
        "a sign too many",
        "The slope is multiplied by the sign of x.",
        {"slope with the sign of x"},
        """
class Softsign:
    def forward(self, x):
        self.x = x
        return x / (np.abs(x) + 1)

    def backward(self, dout):
        return dout * np.sign(self.x) / (1 + np.abs(self.x)) ** 2
""",
    ),
    WrongAnswer(
        "Softsign",
        "slope of |x| squared, without dout",
        "Only |x| is squared in the slope, and dout is left out.",
        {"square inside the denominator", "ignores dout"},
        """
class Softsign:
    def forward(self, x):
        self.x = x
        return x / (1 + np.abs(x))

    def backward(self, dout):
        return 1 / (1 + self.x ** 2)
""",
        kind="two",
    ),
    WrongAnswer(
        "Softsign",
        "a module that is not imported",
        "math is read but never imported, so it raises NameError.",
        {"a name is never set", "name never set", "NameError: math", "module not imported"},
        """
class Softsign:
    def forward(self, x):
        self.denominator = 1 + math.fabs(x)
        return x / self.denominator

    def backward(self, dout):
        return dout / self.denominator ** 2
""",
        kind="raises",
    ),
    WrongAnswer(
        "collapse_linear",
        "an array of matrices",
        "The matrices have different shapes and don't stack into one array, so it raises ValueError.",
        {"matrices of different shapes stacked", "arrays of different shapes in one array"},
        """
def collapse_linear(weights, biases):
    ws, bs = np.array(weights), np.array(biases)
    W = ws[0]
    b = bs[0]
    for i in range(1, len(ws)):
        W = W @ ws[i]
        b = b @ ws[i] + bs[i]
    return W, b
""",
        kind="raises",
    ),
    WrongAnswer(
        "gradient_norms",
        "one layer for all",
        "One activation object serves all layers, so its memory is the last one's.",
        {"one layer object for all"},
        """
def gradient_norms(x, weights, activation, dout):
    act = activation()
    hs = [x]
    for W in weights:
        hs.append(act.forward(hs[-1] @ W))
    norms = []
    d = dout
    for l in range(len(weights) - 1, -1, -1):
        d = act.backward(d)
        norms.insert(0, np.sqrt(np.sum((hs[l].T @ d) ** 2)))
        d = d @ weights[l].T
    return norms
""",
        kind="raises",
    ),
    WrongAnswer(
        "gradient_norms",
        "last layer first",
        "The norms come in the order of the way back: the last layer's first.",
        {"last layer first"},
        """
def gradient_norms(x, weights, activation, dout):
    inputs, acts = [], []
    h = x
    for W in weights:
        inputs.append(h)
        a = activation()
        h = a.forward(np.dot(h, W))
        acts.append(a)
    out = []
    g = dout
    for W, h, a in zip(weights[::-1], inputs[::-1], acts[::-1]):
        g = a.backward(g)
        out.append(np.linalg.norm(np.dot(h.T, g)))
        g = np.dot(g, W.T)
    return out
""",
    ),
    WrongAnswer(
        "gradient_norms",
        "squares, last layer first",
        "The root is missing, and the last layer's norm comes first.",
        {"squared norms", "last layer first"},
        """
def gradient_norms(x, weights, activation, dout):
    tape = []
    for W in weights:
        layer = activation()
        tape.append((x, W, layer))
        x = layer.forward(x @ W)
    sizes = []
    while tape:
        h, W, layer = tape.pop()
        dz = layer.backward(dout)
        dW = h.T @ dz
        sizes.append((dW * dW).sum())
        dout = dz @ W.T
    return sizes
""",
        kind="two",
    ),
    WrongAnswer(
        "gradient_norms",
        "the wrong side of the layer",
        "dW is made with the output of the layer instead of its input.",
        {"output of the layer instead of its input", "the old value is used, or the new one where the old belongs"},
        """
def gradient_norms(x, weights, activation, dout):
    outs, acts = [], []
    h = x
    for W in weights:
        acts.append(activation())
        h = acts[-1].forward(h @ W)
        outs.append(h)
    norms = [0.0] * len(weights)
    for l in reversed(range(len(weights))):
        dout = acts[l].backward(dout)
        norms[l] = float(np.linalg.norm(outs[l].T @ dout))
        dout = dout @ weights[l].T
    return norms
""",
    ),
    WrongAnswer(
        "gradient_norms",
        "the activations to come",
        "The slope of the activations is not on the way back yet.",
        {"activation skipped on the way back"},
        """
def gradient_norms(x, weights, activation, dout):
    acts = [x]
    for W in weights:
        acts.append(activation().forward(acts[-1] @ W))
    norms = []
    delta = dout
    for h, W in zip(reversed(acts[:-1]), reversed(weights)):
        norms.append(np.sqrt(((h.T @ delta) ** 2).sum()))
        delta = delta @ W.T  # activation.backward is missing here
    return norms[::-1]
""",
        kind="half",
    ),
    WrongAnswer(
        "ReLU",
        "the book's mask, greater or equal",
        "The slope at 0 is 1.",
        {"slope 1 at the kink"},
        """
class ReLU:
    def __init__(self):
        self.mask = None

    def forward(self, x):
        self.mask = x < 0
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dx = dout.copy()
        dx[self.mask] = 0
        return dx
""",
    ),
    WrongAnswer(
        "ReLU",
        "dout rectified",
        "The gradient itself is rectified; the input is not looked at.",
        {"mask made of the gradient"},
        """
class ReLU:
    def forward(self, x):
        return x * (x > 0)

    def backward(self, dout):
        return dout * (dout > 0)
""",
    ),
    WrongAnswer(
        "ReLU",
        "the mask of the first batch",
        "The mask is made in the first forward only and stays.",
        {"mask of the first forward", "never forgets the first forward", "remembers the first forward for ever"},
        """
class ReLU:
    mask = None

    def forward(self, x):
        if self.mask is None:
            self.mask = (x > 0)
        return np.maximum(0, x)

    def backward(self, dout):
        return dout * self.mask
""",
        kind="raises",
    ),
    WrongAnswer(
        "ReLU",
        "a list of floats",
        "np.where without dout: the slope alone is returned.",
        {"ignores dout"},
        """
class ReLU:
    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, 0.0)

    def backward(self, dout):
        return np.where(self.x > 0, 1.0, 0.0)
""",
    ),
    WrongAnswer(
        "ReLU",
        "abs and the slope of abs",
        "It is the absolute value, with a slope of 1 at 0 and above and -1 below.",
        {"absolute value", "absolute value, there and back"},
        """
class ReLU:
    def forward(self, x):
        self.sign = np.where(x >= 0, 1.0, -1.0)
        return np.abs(x)

    def backward(self, dout):
        return dout * self.sign
""",
    ),
    WrongAnswer(
        "LeakyReLU",
        "a slope of a tenth",
        "The slope is 0.1 whatever was given.",
        {"ignores the given alpha"},
        """
class LeakyReLU:
    def __init__(self, alpha=0.01):
        self.alpha = alpha

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, 0.1 * x)

    def backward(self, dout):
        dx = np.ones_like(self.x)
        dx[self.x <= 0] = 0.1
        return dx * dout
""",
    ),
    WrongAnswer(
        "LeakyReLU",
        "the larger of the two",
        "max(alpha x, x) is another function where alpha is above 1 or negative.",
        {"the larger of alpha x and x"},
        """
class LeakyReLU:
    def __init__(self, alpha=0.01):
        self.alpha = alpha

    def forward(self, x):
        self.slope = np.where(x > 0, 1, self.alpha)
        return np.maximum(x, self.alpha * x)

    def backward(self, dout):
        return dout * self.slope
""",
    ),
    WrongAnswer(
        "LeakyReLU",
        "the larger of the two, ReLU on the way back",
        "max(alpha x, x) on the way forward, and no leak on the way back.",
        {"the larger of alpha x and x", "no leak on the way back"},
        """
class LeakyReLU:
    def __init__(self, alpha=0.01):
        self.alpha = alpha

    def forward(self, x):
        self.positive = (x > 0).astype(x.dtype)
        return np.maximum(self.alpha * x, x)

    def backward(self, dout):
        return self.positive * dout
""",
        kind="two",
    ),
    WrongAnswer(
        "LeakyReLU",
        "alpha once",
        "On the way back negative inputs get alpha instead of alpha times dout.",
        {"a factor is left out", "ignores dout on the negative side", "dout left out on the negative side"},
        """
class LeakyReLU:
    def __init__(self, alpha=0.01):
        self.alpha = alpha

    def forward(self, x):
        self.neg = x <= 0
        y = x.copy()
        y[self.neg] *= self.alpha
        return y

    def backward(self, dout):
        dx = dout.copy()
        dx[self.neg] = self.alpha
        return dx
""",
    ),
    WrongAnswer(
        "PReLU",
        "no sum",
        "dalpha is not summed over the elements that share an alpha.",
        {"dalpha not summed"},
        """
class PReLU:
    def __init__(self, alpha):
        self.alpha = alpha

    def _a(self, ndim):
        return self.alpha.reshape((1, -1) + (1,) * (ndim - 2))

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self._a(x.ndim) * x)

    def backward(self, dout):
        self.dalpha = np.where(self.x > 0, 0, self.x) * dout
        return dout * np.where(self.x > 0, 1, self._a(self.x.ndim))
""",
    ),
    WrongAnswer(
        "PReLU",
        "summed over the batch alone",
        "dalpha is summed over the batch only: one alpha for all, and images, get the wrong shape.",
        {"dalpha summed over the batch alone", "works for one alpha per channel of two axes only"},
        """
class PReLU:
    def __init__(self, alpha):
        self.alpha = alpha

    def forward(self, x):
        self.x = x
        a = self.alpha if x.ndim == 2 else self.alpha[:, None, None]
        self.slope = np.where(x > 0, 1.0, a)
        return x * self.slope

    def backward(self, dout):
        self.dalpha = np.sum(dout * self.x * (self.x <= 0), axis=0)
        return dout * self.slope
""",
    ),
    WrongAnswer(
        "PReLU",
        "dx first",
        "dalpha is not made yet.",
        {"dalpha never set"},
        """
class PReLU:
    def __init__(self, alpha):
        self.alpha = alpha

    def forward(self, x):
        self.x = x
        shape = [1] * x.ndim
        shape[1] = self.alpha.size
        self.a = self.alpha.reshape(shape)
        return np.where(x > 0, x, self.a * x)

    def backward(self, dout):
        return np.where(self.x > 0, dout, self.a * dout)
""",
        kind="half",
    ),
    WrongAnswer(
        "PReLU",
        "mean of everything, wrong maximum",
        "dalpha is averaged, and the forward pass takes the larger of alpha x and x.",
        {"dalpha averaged", "the larger of alpha x and x", "the mean instead of the sum"},
        """
class PReLU:
    def __init__(self, alpha):
        self.alpha = alpha

    def forward(self, x):
        self.x = x
        self.axes = tuple(i for i in range(x.ndim) if i != 1 or self.alpha.size == 1)
        self.a = self.alpha.reshape([1, -1] + [1] * (x.ndim - 2))
        return np.maximum(x, self.a * x)

    def backward(self, dout):
        below = self.x <= 0
        self.dalpha = np.mean(dout * self.x * below, axis=self.axes).reshape(self.alpha.shape)
        return np.where(below, self.a, 1.0) * dout
""",
        kind="two",
    ),
    WrongAnswer(
        "ELU",
        "the output for the slope",
        "The slope of the negative side is y instead of y + alpha.",
        {"slope is the output"},
        """
class ELU:
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, x):
        self.x = x
        self.out = np.where(x > 0, x, self.alpha * (np.exp(np.minimum(x, 0)) - 1))
        return self.out

    def backward(self, dout):
        return dout * np.where(self.x > 0, 1, self.out)
""",
    ),
    WrongAnswer(
        "ELU",
        "alpha of one",
        "alpha is not used.",
        {"alpha left out", "ignores the given alpha"},
        """
class ELU:
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, x):
        self.e = np.exp(np.clip(x, None, 0))
        self.up = x > 0
        return np.where(self.up, x, self.e - 1)

    def backward(self, dout):
        return np.where(self.up, 1, self.e) * dout
""",
        kind="half",
    ),
    WrongAnswer(
        "ELU",
        "slope plus one",
        "The slope is y + 1 instead of y + alpha.",
        {"slope is y + 1", "alpha left out of the slope"},
        """
class ELU:
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, x):
        y = x.copy()
        neg = x <= 0
        y[neg] = self.alpha * (np.exp(x[neg]) - 1)
        self.y, self.neg = y, neg
        return y

    def backward(self, dout):
        d = np.ones_like(self.y)
        d[self.neg] = self.y[self.neg] + 1
        return d * dout
""",
    ),
    WrongAnswer(
        "ELU",
        "a mask against infinity, no dout below",
        "0 times infinity is NaN for large x, and dout is left out on the negative side.",
        {"overflows for large x", "ignores dout on the negative side"},
        """
class ELU:
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, x):
        self.x = x
        pos, neg = (x > 0), (x <= 0)
        return pos * x + neg * self.alpha * (np.exp(x) - 1)

    def backward(self, dout):
        return np.where(self.x > 0, dout, self.alpha * np.exp(np.minimum(self.x, 0)))
""",
        kind="two",
    ),
    WrongAnswer(
        "SELU",
        "rounded constants",
        "The constants are typed in, rounded to four digits.",
        {"constants rounded"},
        """
class SELU:
    scale = 1.0507
    alpha = 1.6733

    def forward(self, x):
        self.x = x
        return self.scale * np.where(x > 0, x, self.alpha * np.expm1(np.minimum(x, 0)))

    def backward(self, dout):
        slope = np.where(self.x > 0, 1.0, self.alpha * np.exp(np.minimum(self.x, 0)))
        return dout * self.scale * slope
""",
    ),
    WrongAnswer(
        "SELU",
        "scale on the way forward alone",
        "The scale is missing on the way back.",
        {"scale forgotten on the way back"},
        """
class SELU:
    scale = 1.0507009873554804934
    alpha = 1.6732632423543772848

    def forward(self, x):
        self.cache = x
        low = self.alpha * (np.exp(np.minimum(x, 0.0)) - 1)
        return self.scale * np.where(x > 0, x, low)

    def backward(self, dout):
        x = self.cache
        return np.where(x > 0, dout, dout * self.alpha * np.exp(np.minimum(x, 0.0)))
""",
    ),
    WrongAnswer(
        "SELU",
        "scale above alone, slope without alpha",
        "The scale is on the positive side only, and the slope lacks alpha.",
        {"scale on the positive side only", "slope without alpha"},
        """
class SELU:
    scale = 1.0507009873554804934
    alpha = 1.6732632423543772848

    def forward(self, x):
        self.x = x
        return np.where(x > 0, self.scale * x, self.alpha * np.expm1(np.minimum(x, 0)))

    def backward(self, dout):
        return dout * np.where(self.x > 0, self.scale, np.exp(np.minimum(self.x, 0)))
""",
        kind="two",
    ),
    WrongAnswer(
        "SELU",
        "bare names",
        "scale and alpha are read without self, so it raises NameError.",
        {"a name is never set", "self forgotten", "NameError: scale", "NameError: alpha"},
        """
class SELU:
    scale = 1.0507009873554804934
    alpha = 1.6732632423543772848

    def forward(self, x):
        self.x = x
        return np.where(x > 0, scale * x, scale * alpha * np.expm1(x))

    def backward(self, dout):
        return dout * np.where(self.x > 0, scale, scale * alpha * np.exp(self.x))
""",
        kind="raises",
    ),
    WrongAnswer(
        "Softplus",
        "the printed formula and its quotient",
        "log(1 + e^x) overflows for large x, and so does its slope, e^x / (1 + e^x).",
        {"overflows for large x", "slope overflows for large x", "overflows for large x, there and back"},
        """
class Softplus:
    def forward(self, x):
        self.e = np.exp(x)
        return np.log(1 + self.e)

    def backward(self, dout):
        return dout * self.e / (1 + self.e)
""",
        kind="two",
    ),
    WrongAnswer(
        "Softplus",
        "the printed formula",
        "log(1 + e^x) overflows for large x.",
        {"overflows for large x"},
        """
class Softplus:
    def forward(self, x):
        self.x = x
        return np.log1p(np.exp(x))

    def backward(self, dout):
        return dout / (1 + np.exp(-self.x))
""",
    ),
    WrongAnswer(
        "Softplus",
        "x itself from 5 on",
        "Above 5 it returns x itself; torch does so above 20, where the difference vanishes.",
        {"x itself above a threshold"},
        """
class Softplus:
    def forward(self, x):
        self.x = x
        return np.where(x > 5, x, np.log(1 + np.exp(np.minimum(x, 5))))

    def backward(self, dout):
        return dout * (1 / (1 + np.exp(-self.x)))
""",
        forbidden={"overflows for large x"},
    ),
    WrongAnswer(
        "Softplus",
        "slope at the output",
        "The sigmoid of the output is taken for the slope instead of the sigmoid of the input.",
        {"slope taken at the output"},
        """
class Softplus:
    def forward(self, x):
        self.y = np.logaddexp(x, 0)
        return self.y

    def backward(self, dout):
        return dout * (1 / (1 + np.exp(-self.y)))
""",
    ),
    WrongAnswer(
        "SELU",
        "an ELU so far",
        "The scale is not used yet: it is an ELU with the paper's alpha.",
        {"an ELU without scale"},
        """
class SELU:
    scale = 1.0507009873554804934
    alpha = 1.6732632423543772848

    def forward(self, x):
        self.e = self.alpha * np.exp(np.minimum(x, 0))
        self.big = x > 0
        return np.where(self.big, x, self.e - self.alpha)

    def backward(self, dout):
        return np.where(self.big, dout, dout * self.e)
""",
        kind="half",
    ),
    WrongAnswer(
        "Softplus",
        "backward to come",
        "backward hands dout on as it is.",
        {"a factor is left out", "backward hands dout on", "gradient passes untouched"},
        """
class Softplus:
    def forward(self, x):
        return np.maximum(x, 0) + np.log1p(np.exp(-abs(x)))

    def backward(self, dout):
        return 1.0 * dout
""",
        kind="half",
    ),
    WrongAnswer(
        "ReLU6",
        "a ceiling on the way forward alone",
        "The ceiling is forgotten on the way back.",
        {"ceiling forgotten on the way back"},
        """
class ReLU6:
    def forward(self, x):
        self.x = x
        return np.clip(x, 0, 6)

    def backward(self, dout):
        dx = np.array(dout)
        dx[self.x <= 0] = 0
        return dx
""",
    ),
    WrongAnswer(
        "ReLU6",
        "closed interval, slope alone",
        "The slope is 1 at both kinks, and dout is left out.",
        {"a factor is left out", "ignores dout", "slope 1 at the kinks"},
        """
class ReLU6:
    def forward(self, x):
        self.inside = (x >= 0) & (x <= 6)
        return np.minimum(np.maximum(0, x), 6)

    def backward(self, dout):
        return self.inside.astype(float)
""",
        kind="two",
    ),
    WrongAnswer(
        "ReLU6",
        "a chained comparison",
        "0 < x < 6 of an array raises ValueError: the truth value is ambiguous.",
        {"chained comparison of an array", "truth value of an array", "the truth value of an array"},
        """
class ReLU6:
    def forward(self, x):
        self.x = x
        return np.clip(x, 0, 6)

    def backward(self, dout):
        return dout * (0 < self.x < 6)
""",
        kind="raises",
    ),
    WrongAnswer(
        "ReLU6",
        "a plain ReLU so far",
        "There is no ceiling yet.",
        {"no ceiling"},
        """
class ReLU6:
    def forward(self, x):
        self.on = x > 0
        return x * self.on

    def backward(self, dout):
        return dout * self.on
""",
        kind="half",
    ),
    WrongAnswer(
        "CReLU",
        "the second half negative",
        "The second half keeps its sign: min(x, 0).",
        {"second half keeps its sign"},
        """
class CReLU:
    def __init__(self, axis=1):
        self.axis = axis

    def forward(self, x):
        self.pos = x > 0
        self.neg = x < 0
        return np.concatenate((x * self.pos, x * self.neg), axis=self.axis)

    def backward(self, dout):
        a, b = np.split(dout, 2, axis=self.axis)
        return a * self.pos - b * self.neg
""",
    ),
    WrongAnswer(
        "CReLU",
        "np.concatenate's own axis",
        "The halves are joined along axis 0.",
        {"joins along the first axis", "always joins along the first axis", "shapes that do not broadcast"},
        """
class CReLU:
    def __init__(self, axis=1):
        self.axis = axis

    def forward(self, x):
        self.x = x
        return np.concatenate([np.maximum(x, 0), np.maximum(-x, 0)])

    def backward(self, dout):
        top, bottom = dout[:len(self.x)], dout[len(self.x):]
        return np.where(self.x > 0, top, 0) - np.where(self.x < 0, bottom, 0)
""",
        kind="raises",
    ),
    WrongAnswer(
        "CReLU",
        "axis 1 for ever",
        "The halves are always joined along axis 1.",
        {"always joins along axis 1"},
        """
class CReLU:
    def __init__(self, axis=1):
        self.axis = axis

    def forward(self, x):
        self.x = x
        self.C = x.shape[1]
        return np.concatenate([np.maximum(0, x), np.maximum(0, -x)], axis=1)

    def backward(self, dout):
        d1, d2 = dout[:, :self.C], dout[:, self.C:]
        return d1 * (self.x > 0) - d2 * (self.x < 0)
""",
        kind="half",
    ),
    WrongAnswer(
        "CReLU",
        "halves added, last axis",
        "The gradients of the halves are added, and the axis is always the last one.",
        {"gradients of the halves added", "always joins along the last axis"},
        """
class CReLU:
    def __init__(self, axis=1):
        self.axis = axis

    def forward(self, x):
        self.x = x
        return np.concatenate([x.clip(min=0), (-x).clip(min=0)], axis=-1)

    def backward(self, dout):
        half = dout.shape[-1] // 2
        return dout[..., :half] * (self.x > 0) + dout[..., half:] * (self.x < 0)
""",
        kind="two",
    ),
    WrongAnswer(
        "Maxout",
        "gradients added up over passes",
        "dW and db are added up over the passes.",
        {"gradients added up over passes"},
        """
class Maxout:
    def __init__(self, W, b):
        self.W, self.b = W, b
        self.dW, self.db = np.zeros_like(W), np.zeros_like(b)

    def forward(self, x):
        self.x = x
        z = np.stack([x @ w + c for w, c in zip(self.W, self.b)])
        self.arg = z.argmax(axis=0)
        return z.max(axis=0)

    def backward(self, dout):
        dx = np.zeros_like(self.x)
        for k in range(len(self.W)):
            dz = dout * (self.arg == k)
            self.dW[k] += self.x.T @ dz
            self.db[k] += dz.sum(axis=0)
            dx += dz @ self.W[k].T
        return dx
""",
    ),
    WrongAnswer(
        "Maxout",
        "equal pieces all win",
        "Where pieces are equal, all of them get the gradient.",
        {"all pieces of a tie win"},
        """
class Maxout:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        self.x = x
        self.z = np.einsum("nd,kdm->knm", x, self.W) + self.b[:, None, :]
        self.y = self.z.max(axis=0)
        return self.y

    def backward(self, dout):
        dz = np.where(self.z == self.y, dout, 0)
        self.dW = np.einsum("nd,knm->kdm", self.x, dz)
        self.db = dz.sum(axis=1)
        return np.einsum("knm,kdm->nd", dz, self.W)
""",
    ),
    WrongAnswer(
        "Maxout",
        "two pieces, bias after, averaged",
        "The bias is left out, and dW and db are averaged over the batch.",
        {"no bias", "dW averaged over the batch", "db averaged over the batch", "dW and db averaged over the batch"},
        """
class Maxout:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        self.x = x
        z = np.array([x.dot(Wk) for Wk in self.W])
        self.winner = np.argmax(z, axis=0)
        return np.max(z, axis=0)

    def backward(self, dout):
        n = max(len(dout), 1)
        dz = np.array([dout * (self.winner == k) for k in range(len(self.W))])
        self.dW = np.array([self.x.T.dot(d) / n for d in dz])
        self.db = np.array([d.sum(axis=0) / n for d in dz])
        return sum(d.dot(Wk.T) for d, Wk in zip(dz, self.W))
""",
        kind="two",
    ),
    WrongAnswer(
        "Maxout",
        "dx alone so far",
        "dW and db are not made yet.",
        {"dW and db never set", "dW never set"},
        """
class Maxout:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        zs = [x @ self.W[k] + self.b[k] for k in range(self.W.shape[0])]
        self.idx = np.argmax(zs, axis=0)
        return np.max(zs, axis=0)

    def backward(self, dout):
        dx = 0
        for k in range(self.W.shape[0]):
            dx = dx + (dout * (self.idx == k)) @ self.W[k].T
        return dx
""",
        kind="half",
    ),
    WrongAnswer(
        "Maxout",
        "exactly two pieces",
        "It compares the first two pieces only, so a third one never wins.",
        {"the first two pieces only"},
        """
class Maxout:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        z0 = x @ self.W[0] + self.b[0]
        z1 = x @ self.W[1] + self.b[1]
        self.x = x
        self.first = z0 >= z1
        return np.where(self.first, z0, z1)

    def backward(self, dout):
        d0, d1 = dout * self.first, dout * ~self.first
        self.dW = np.stack([self.x.T @ d0, self.x.T @ d1])
        self.db = np.stack([d0.sum(axis=0), d1.sum(axis=0)])
        return d0 @ self.W[0].T + d1 @ self.W[1].T
""",
    ),
    WrongAnswer(
        "SiLU",
        "the quotient of exponentials",
        "The sigmoid is written as e^x / (1 + e^x), which is infinity by infinity for large x.",
        {"overflows for large x"},
        """
class SiLU:
    def forward(self, x):
        e = np.exp(x)
        self.x, self.gate = x, e / (e + 1)
        return self.x * self.gate

    def backward(self, dout):
        g = self.gate
        return dout * g * (1 + self.x * (1 - g))
""",
    ),
    WrongAnswer(
        "SiLU",
        "the gate held constant",
        "On the way back the sigmoid is taken for a constant, so the second term is left out.",
        {"slope: the sigmoid alone"},
        """
class SiLU:
    def forward(self, x):
        self.gate = 0.5 * np.tanh(x / 2) + 0.5
        return self.gate * x

    def backward(self, dout):
        return self.gate * dout
""",
    ),
    WrongAnswer(
        "SiLU",
        "a sigmoid in both ways",
        "It is the sigmoid, forward and backward: x is not multiplied.",
        {"the sigmoid alone", "slope of the sigmoid alone"},
        """
class SiLU:
    def forward(self, x):
        self.out = 1.0 / (1.0 + np.exp(-x))
        return self.out

    def backward(self, dout):
        return dout * self.out * (1.0 - self.out)
""",
        kind="two",
    ),
    WrongAnswer(
        "SiLU",
        "backward to come",
        "backward hands dout on as it is.",
        {"a factor is left out", "backward hands dout on", "gradient passes untouched"},
        """
class SiLU:
    def forward(self, x):
        return x * (1 / (1 + np.exp(-x)))

    def backward(self, dout):
        dx = dout.copy()
        return dx
""",
        kind="half",
    ),
    WrongAnswer(
        "GELU",
        "a cube that is a square",
        "x is squared inside the tanh.",
        {"square for cube"},
        """
class GELU:
    scale = 0.7978845608028654
    cubic = 0.044715

    def forward(self, x):
        self.x = x
        self.th = np.tanh(self.scale * (x + self.cubic * x * x))
        return x * (self.th + 1) / 2

    def backward(self, dout):
        x, th = self.x, self.th
        inner = self.scale * (1 + 3 * self.cubic * x * x)
        return dout * ((1 + th) / 2 + x / 2 * (1 - th * th) * inner)
""",
    ),
    WrongAnswer(
        "GELU",
        "the gate held constant",
        "The gate is taken for a constant on the way back: only the first term of the product rule is there.",
        {"slope: the second term is missing"},
        """
class GELU:
    scale = 0.7978845608028654
    cubic = 0.044715

    def forward(self, x):
        cdf = 0.5 * (1 + np.tanh(self.scale * (x + self.cubic * np.power(x, 3))))
        self.cdf = cdf
        return x * cdf

    def backward(self, dout):
        return self.cdf * dout
""",
    ),
    WrongAnswer(
        "GELU",
        "no inner derivative and no half",
        "The result is doubled, and du/dx is left out of the chain rule.",
        {"half left out", "slope: the inner derivative is missing"},
        """
class GELU:
    scale = 0.7978845608028654
    cubic = 0.044715

    def forward(self, x):
        self.x = x
        self.gate = 1 + np.tanh(self.scale * (x + self.cubic * x**3))
        return x * self.gate

    def backward(self, dout):
        t = self.gate - 1
        return dout * 0.5 * (self.gate + self.x * (1 - t**2))
""",
        kind="two",
    ),
    WrongAnswer(
        "GELU",
        "backward reads what forward did not keep",
        "forward keeps the input under another name than backward reads, and the second term is not written.",
        {"slope: the second term is missing", "backward reads what forward did not keep", "an attribute is never set"},
        """
class GELU:
    scale = 0.7978845608028654
    cubic = 0.044715

    def forward(self, x):
        self.inputs = x
        return 0.5 * x * (1 + np.tanh(self.scale * (x + self.cubic * x**3)))

    def backward(self, dout):
        t = np.tanh(self.scale * (self.x + self.cubic * self.x**3))
        return dout * 0.5 * (1 + t)
""",
        kind="raises",
    ),
)
