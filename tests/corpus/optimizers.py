"""Wrong answers to lab 06, optimizers."""

from __future__ import annotations

from tests.corpus import WrongAnswer

ANSWERS = (
    WrongAnswer(
        "GradientDescent",
        "an assignment to the loop's variable",
        "The new array is bound to a name; the parameter itself never changes.",
        {"rebinds the parameter"},
        """
class GradientDescent:
    def __init__(self, params, lr=0.001):
        self.params = params
        self.lr = lr

    def step(self, grads):
        for i in range(len(self.params)):
            w, dw = self.params[i], grads[i]
            w = w - self.lr * dw
""",
        forbidden={"never updates"},
    ),
    WrongAnswer(
        "GradientDescent",
        "weights and bias alone",
        "It unpacks exactly two parameters, so any other number of arrays raises.",
        {"exactly two parameters", "works for two arrays only", "a fixed number of values unpacked"},
        """
class GradientDescent:
    def __init__(self, params, lr=0.001):
        self.params = params
        self.lr = lr

    def step(self, grads):
        W, b = self.params
        dW, db = grads
        W -= self.lr * dW
        b -= self.lr * db
""",
        kind="raises",
    ),
    WrongAnswer(
        "GradientDescent",
        "a list that is replaced",
        "A list of new arrays takes the place of the old one; the caller's arrays stay as they were.",
        {"rebinds the parameter"},
        """
class GradientDescent:
    def __init__(self, params, lr=0.001):
        self.theta = params
        self.eta = lr

    def step(self, grads):
        self.theta = [t - self.eta * g for t, g in zip(self.theta, grads)]
""",
    ),
    WrongAnswer(
        "GradientDescent",
        "the rate stored under another name",
        "lr is copied in the constructor under another name, so changing lr later has no effect.",
        {"lr read once in the constructor", "lr read only once", "lr read once"},
        """
class GradientDescent:
    def __init__(self, params, lr=0.001):
        self.params = params
        self.lr = lr
        self.steps = [lr] * len(params)

    def step(self, grads):
        for p, g, eta in zip(self.params, grads, self.steps):
            np.subtract(p, eta * g, out=p)
""",
    ),
    WrongAnswer(
        "GradientDescent",
        "divided by the number of rows",
        "Each gradient is averaged over its first axis once more.",
        {"gradient divided by its number of rows", "gradient divided by a size", "divided by the number of rows"},
        """
class GradientDescent:
    def __init__(self, params, lr=0.001):
        self.params = params
        self.lr = lr

    def step(self, grads):
        for k, grad in enumerate(grads):
            batch = grad.shape[0]
            self.params[k] -= self.lr * grad / batch
""",
    ),
    WrongAnswer(
        "Momentum",
        "Keras's velocity",
        "lr is multiplied into the velocity, as Keras does.",
        {"lr inside the velocity"},
        """
class Momentum:
    def __init__(self, params, lr=0.001, momentum=0.9):
        self.params = params
        self.lr = lr
        self.momentum = momentum
        self.velocity = [0.0 for _ in params]

    def step(self, grads):
        for i, g in enumerate(grads):
            self.velocity[i] = self.momentum * self.velocity[i] - self.lr * g
            self.params[i] += self.velocity[i]
""",
    ),
    WrongAnswer(
        "Momentum",
        "nine tenths for ever",
        "The momentum is written as 0.9, whatever was given.",
        {"ignores the given momentum", "momentum hard-coded"},
        """
class Momentum:
    def __init__(self, params, lr=0.001, momentum=0.9):
        self.params = params
        self.lr = lr
        self.momentum = momentum
        self.v = None

    def step(self, grads):
        if self.v is None:
            self.v = [np.zeros(g.shape) for g in grads]
        for i in range(len(grads)):
            self.v[i] = 0.9 * self.v[i] + grads[i]
            self.params[i] -= self.lr * self.v[i]
""",
    ),
    WrongAnswer(
        "Momentum",
        "average with fixed weights",
        "The velocity is a moving average instead of a sum, with a weight of 0.9 whatever was given.",
        {
            "moving average instead of a sum",
            "ignores the given momentum",
            "momentum hard-coded",
            "average with fixed weights",
        },
        """
class Momentum:
    def __init__(self, params, lr=0.001, momentum=0.9):
        self.params = params
        self.lr = lr
        self.v = {}
        for i, p in enumerate(params):
            self.v[i] = np.zeros_like(p)

    def step(self, grads):
        for i in self.v:
            self.v[i] = 0.9 * self.v[i] + 0.1 * grads[i]
            self.params[i] -= self.lr * self.v[i]
""",
        kind="two",
    ),
    WrongAnswer(
        "Momentum",
        "the old velocity moves the weights",
        "The parameter moves by the velocity from before the step; the update of the velocity comes too late.",
        {
            "one step behind",
            "the old value is used, or the new one where the old belongs",
            "velocity from before the step",
        },
        """
class Momentum:
    def __init__(self, params, lr=0.001, momentum=0.9):
        self.params, self.lr, self.momentum = params, lr, momentum
        self.vs = [np.zeros_like(p) for p in params]

    def step(self, grads):
        for w, dw, vel in zip(self.params, grads, self.vs):
            w -= self.lr * vel
            vel *= self.momentum
            vel += dw
""",
    ),
    WrongAnswer(
        "Momentum",
        "one velocity for all",
        "A single velocity serves every parameter, so arrays of different shapes meet and it raises.",
        {"one velocity for all parameters", "shapes that do not broadcast"},
        """
class Momentum:
    def __init__(self, params, lr=0.001, momentum=0.9):
        self.params = params
        self.lr = lr
        self.momentum = momentum
        self.v = 0

    def step(self, grads):
        for p, g in zip(self.params, grads):
            self.v = self.momentum * self.v + g
            p -= self.lr * self.v
""",
        kind="raises",
    ),
    WrongAnswer(
        "Momentum",
        "plain descent so far",
        "There is no velocity yet: it is plain gradient descent.",
        {"velocity never kept", "momentum ignored", "plain gradient descent"},
        """
class Momentum:
    def __init__(self, params, lr=0.001, momentum=0.9):
        self.params = params
        self.lr = lr
        self.momentum = momentum

    def step(self, grads):
        # TODO: velocity
        for p, g in zip(self.params, grads):
            p -= self.lr * g
""",
        kind="half",
    ),
    WrongAnswer(
        "MomentumEMA",
        "both averaged and corrected",
        "The average is divided by 1 - beta^t, as Adam does; none is asked for.",
        {"bias corrected"},
        """
class MomentumEMA:
    def __init__(self, params, lr=0.001, beta=0.9):
        self.params = params
        self.lr = lr
        self.beta = beta
        self.t = 0
        self.avg = [np.zeros_like(p) for p in params]

    def step(self, grads):
        self.t += 1
        for i in range(len(self.params)):
            self.avg[i] = self.beta * self.avg[i] + (1 - self.beta) * grads[i]
            corrected = self.avg[i] / (1 - self.beta ** self.t)
            self.params[i] -= self.lr * corrected
""",
    ),
    WrongAnswer(
        "MomentumEMA",
        "beta and the rest swapped, at a fixed rate",
        "The weights of old and new are swapped, and the rate is 0.001 whatever was given.",
        {"weights swapped", "ignores the given lr", "lr hard-coded"},
        """
class MomentumEMA:
    def __init__(self, params, lr=0.001, beta=0.9):
        self.params = params
        self.beta = beta
        self.history = [np.zeros(p.shape) for p in params]

    def step(self, grads):
        for j, (param, grad) in enumerate(zip(self.params, grads)):
            old = self.history[j]
            self.history[j] = (1 - self.beta) * old + self.beta * grad
            param -= 0.001 * self.history[j]
""",
        kind="two",
    ),
    WrongAnswer(
        "MomentumEMA",
        "torch's momentum without dampening",
        "The gradient enters with weight 1: a sum, not an average.",
        {"a sum instead of an average"},
        """
class MomentumEMA:
    def __init__(self, params, lr=0.001, beta=0.9):
        self.params = params
        self.lr = lr
        self.beta = beta
        self.buf = [np.zeros_like(p) for p in params]

    def step(self, grads):
        for i, d_p in enumerate(grads):
            self.buf[i] = self.buf[i] * self.beta + d_p
            self.params[i] += -self.lr * self.buf[i]
""",
    ),
    WrongAnswer(
        "MomentumEMA",
        "a buffer born of the first gradient",
        "The average starts at the first gradient instead of 0.",
        {"starts at the first gradient"},
        """
class MomentumEMA:
    def __init__(self, params, lr=0.001, beta=0.9):
        self.params = params
        self.lr = lr
        self.beta = beta
        self.m = []

    def step(self, grads):
        if not self.m:
            self.m = [np.array(g) for g in grads]
        else:
            self.m = [self.beta * m + (1 - self.beta) * g for m, g in zip(self.m, grads)]
        for w, m in zip(self.params, self.m):
            w -= self.lr * m
""",
    ),
    WrongAnswer(
        "Nesterov",
        "Keras's look-ahead",
        "lr is multiplied into the velocity, as Keras does.",
        {"lr inside the velocity"},
        """
class Nesterov:
    def __init__(self, params, lr=0.001, momentum=0.9):
        self.params = params
        self.lr = lr
        self.momentum = momentum
        self.v = [np.zeros(p.shape) for p in params]

    def step(self, grads):
        for i, (p, g) in enumerate(zip(self.params, grads)):
            v_new = self.momentum * self.v[i] - self.lr * g
            self.v[i] = v_new
            p += self.momentum * v_new - self.lr * g
""",
    ),
    WrongAnswer(
        "Nesterov",
        "the book's squared momentum",
        "The look-ahead is applied twice: momentum squared times the new velocity, 1 + momentum times the gradient.",
        {"look-ahead applied twice"},
        """
class Nesterov:
    def __init__(self, params, lr=0.001, momentum=0.9):
        self.params = params
        self.lr = lr
        self.momentum = momentum
        self.v = [np.zeros_like(w) for w in params]

    def step(self, grads):
        mu = self.momentum
        for i in range(len(self.params)):
            self.v[i] *= mu
            self.v[i] += grads[i]
            self.params[i] -= self.lr * mu * mu * self.v[i]
            self.params[i] -= self.lr * (1 + mu) * grads[i]
""",
    ),
    WrongAnswer(
        "Nesterov",
        "looks along the old velocity",
        "The look-ahead uses the velocity from before the step, which makes it plain momentum.",
        {"look-ahead along the old velocity", "velocity from before the step", "plain momentum"},
        """
class Nesterov:
    def __init__(self, params, lr=0.001, momentum=0.9):
        self.params = params
        self.lr = lr
        self.momentum = momentum
        self.velocities = list(map(np.zeros_like, params))

    def step(self, grads):
        for param, grad, v in zip(self.params, grads, self.velocities):
            direction = grad + self.momentum * v
            v[:] = self.momentum * v + grad
            param -= self.lr * direction
""",
        forbidden={"lr inside the velocity"},
    ),
    WrongAnswer(
        "Nesterov",
        "plain momentum with an averaged gradient",
        "There is no look-ahead, and the velocity is a moving average.",
        {"plain momentum", "moving average instead of a sum"},
        """
class Nesterov:
    def __init__(self, params, lr=0.001, momentum=0.9):
        self.params = params
        self.lr = lr
        self.momentum = momentum
        self.v = [np.zeros_like(param) for param in params]

    def step(self, grads):
        for i in range(len(grads)):
            self.v[i] = self.momentum * self.v[i] + (1 - self.momentum) * grads[i]
            self.params[i] -= self.lr * self.v[i]
""",
        kind="two",
    ),
    WrongAnswer(
        "Nesterov",
        "momentum first, look-ahead later",
        "The look-ahead is not written yet: it is plain momentum.",
        {"plain momentum"},
        """
class Nesterov:
    def __init__(self, params, lr=0.001, momentum=0.9):
        self.params = params
        self.lr = lr
        self.momentum = momentum
        self.v = [0] * len(params)

    def step(self, grads):
        new = []
        for v, g in zip(self.v, grads):
            new.append(self.momentum * v + g)
        self.v = new
        for p, v in zip(self.params, self.v):
            p -= self.lr * v
""",
        kind="half",
    ),
    WrongAnswer(
        "NesterovLookahead",
        "gradients where it stands",
        "The gradient is taken at the parameters themselves, not at the point ahead.",
        {"gradient taken where you stand"},
        """
class NesterovLookahead:
    def __init__(self, params, lr=0.001, momentum=0.9):
        self.params = params
        self.lr = lr
        self.momentum = momentum
        self.v = [np.zeros(p.shape) for p in params]

    def step(self, gradient):
        grads = gradient([p.copy() for p in self.params])
        for i, g in enumerate(grads):
            self.v[i] = self.momentum * self.v[i] - self.lr * g
            self.params[i] += self.v[i]
""",
    ),
    WrongAnswer(
        "NesterovLookahead",
        "a whole velocity ahead",
        "The gradient is taken a whole velocity ahead, without the factor momentum.",
        {"looks too far ahead"},
        """
class NesterovLookahead:
    def __init__(self, params, lr=0.001, momentum=0.9):
        self.params = params
        self.lr = lr
        self.momentum = momentum
        self.v = [np.zeros_like(w) for w in params]

    def step(self, gradient):
        ahead = []
        for p, v in zip(self.params, self.v):
            ahead.append(p + v)
        grads = gradient(ahead)
        for p, v, g in zip(self.params, self.v, grads):
            v *= self.momentum
            v -= self.lr * g
            p += v
""",
    ),
    WrongAnswer(
        "NesterovLookahead",
        "moved ahead and not back",
        "The parameters are moved to the point ahead and the step starts from there.",
        {"stays at the point ahead"},
        """
class NesterovLookahead:
    def __init__(self, params, lr=0.001, momentum=0.9):
        self.params = params
        self.lr = lr
        self.momentum = momentum
        self.v = list(map(np.zeros_like, params))

    def step(self, gradient):
        for p, v in zip(self.params, self.v):
            p += self.momentum * v
        grads = gradient(self.params)
        for i in range(len(self.params)):
            self.v[i] = self.momentum * self.v[i] - self.lr * grads[i]
            self.params[i] += self.v[i]
""",
    ),
    WrongAnswer(
        "NesterovLookahead",
        "one array at a time",
        "The gradient is asked for one array at a time, but it wants the whole list.",
        {"gradient asked for one array at a time"},
        """
class NesterovLookahead:
    def __init__(self, params, lr=0.001, momentum=0.9):
        self.params = params
        self.lr = lr
        self.momentum = momentum
        self.v = [np.zeros_like(param) for param in params]

    def step(self, gradient):
        for i, p in enumerate(self.params):
            look = p + self.momentum * self.v[i]
            g = gradient(look)
            self.v[i] = self.momentum * self.v[i] - self.lr * g
            p += self.v[i]
""",
        kind="raises",
    ),
    WrongAnswer(
        "NesterovLookahead",
        "looks back, and lr comes late",
        "The point ahead is on the wrong side, and lr multiplies the velocity instead of the gradient.",
        {"looks back", "lr outside the velocity"},
        """
class NesterovLookahead:
    def __init__(self, params, lr=0.001, momentum=0.9):
        self.params = params
        self.lr = lr
        self.momentum = momentum
        self.vel = [np.zeros_like(p) for p in params]

    def step(self, gradient):
        mu = self.momentum
        shifted = [p - mu * v for p, v in zip(self.params, self.vel)]
        grads = gradient(shifted)
        for i in range(len(grads)):
            self.vel[i] = mu * self.vel[i] - grads[i]
            self.params[i] += self.lr * self.vel[i]
""",
        kind="two",
    ),
    WrongAnswer(
        "Adagrad",
        "the slides' eps",
        "eps stands under the root.",
        {"eps inside the root"},
        """
class Adagrad:
    def __init__(self, params, lr=0.01, eps=1e-10, initial_accumulator_value=0.0):
        self.params = params
        self.lr = lr
        self.eps = eps
        self.G = []
        for p in params:
            self.G.append(np.ones(p.shape) * initial_accumulator_value)

    def step(self, grads):
        for i in range(len(grads)):
            self.G[i] = self.G[i] + np.square(grads[i])
            rate = self.lr / np.sqrt(self.G[i] + self.eps)
            self.params[i] -= rate * grads[i]
""",
    ),
    WrongAnswer(
        "Adagrad",
        "eps of 1e-7, sums from 0",
        "eps is 1e-7 and the sums start at 0, whatever was given.",
        {"ignores the given eps", "starts at zero whatever is asked"},
        """
class Adagrad:
    def __init__(self, params, lr=0.01, eps=1e-10, initial_accumulator_value=0.0):
        self.params = params
        self.lr = lr
        self.h = None

    def step(self, grads):
        if self.h is None:
            self.h = [np.zeros_like(p) for p in self.params]
        for i in range(len(self.params)):
            self.h[i] += grads[i] * grads[i]
            self.params[i] -= self.lr * grads[i] / (np.sqrt(self.h[i]) + 1e-7)
""",
        kind="two",
    ),
    WrongAnswer(
        "Adagrad",
        "the initial value forgotten",
        "initial_accumulator_value is not used yet: the sums start at 0.",
        {"starts at zero whatever is asked"},
        """
class Adagrad:
    def __init__(self, params, lr=0.01, eps=1e-10, initial_accumulator_value=0.0):
        self.params = params
        self.lr, self.eps = lr, eps
        self.cache = [np.zeros_like(p) for p in params]

    def step(self, grads):
        for p, g, c in zip(self.params, grads, self.cache):
            c += g ** 2
            p -= self.lr * g / (np.sqrt(c) + self.eps)
""",
        kind="half",
    ),
    WrongAnswer(
        "Adagrad",
        "a scalar per array",
        "The squared norm of the whole gradient is summed, so all weights of an array share a rate.",
        {"one sum for the whole array"},
        """
class Adagrad:
    def __init__(self, params, lr=0.01, eps=1e-10, initial_accumulator_value=0.0):
        self.params = params
        self.lr = lr
        self.eps = eps
        self.total = [initial_accumulator_value] * len(params)

    def step(self, grads):
        for k, g in enumerate(grads):
            self.total[k] += np.linalg.norm(g) ** 2
            self.params[k] -= self.lr * g / (self.total[k] ** 0.5 + self.eps)
""",
    ),
    WrongAnswer(
        "Adagrad",
        "state by shape",
        "The sums are stored by the shape of the array, so two arrays of one shape share theirs.",
        {"state shared by arrays of one shape", "state keyed by shape", "arrays of one shape share their state"},
        """
class Adagrad:
    def __init__(self, params, lr=0.01, eps=1e-10, initial_accumulator_value=0.0):
        self.params = params
        self.lr = lr
        self.eps = eps
        self.acc = {p.shape: np.full(p.shape, float(initial_accumulator_value)) for p in params}

    def step(self, grads):
        for p, g in zip(self.params, grads):
            self.acc[p.shape] = self.acc[p.shape] + g ** 2
            p -= self.lr * g / (np.sqrt(self.acc[p.shape]) + self.eps)
""",
    ),
    WrongAnswer(
        "Adagrad",
        "no eps, no root",
        "The root is missing, and eps is not used at all.",
        {"no root", "eps missing", "no root and no eps"},
        """
class Adagrad:
    def __init__(self, params, lr=0.01, eps=1e-10, initial_accumulator_value=0.0):
        self.params = params
        self.lr = lr
        self.sum_sq = [np.zeros_like(p) + initial_accumulator_value for p in params]

    def step(self, grads):
        for i, g in enumerate(grads):
            self.sum_sq[i] += g * g
            self.params[i] -= self.lr * g / self.sum_sq[i]
""",
        kind="two",
    ),
    WrongAnswer(
        "Adagrad",
        "a power of a list",
        "grads is a list, and a list has no power, so it raises TypeError.",
        {"a list where an array belongs", "arithmetic on the list of gradients"},
        """
class Adagrad:
    def __init__(self, params, lr=0.01, eps=1e-10, initial_accumulator_value=0.0):
        self.params = params
        self.lr = lr
        self.eps = eps
        self.G = initial_accumulator_value

    def step(self, grads):
        self.G += grads ** 2
        self.params -= self.lr * grads / (np.sqrt(self.G) + self.eps)
""",
        kind="raises",
    ),
    WrongAnswer(
        "RMSprop",
        "the plain form first",
        "momentum and centered are not written yet.",
        {
            "momentum ignored",
            "centered ignored",
            "momentum and centered ignored",
            "the plain form, momentum and centered to come",
        },
        """
class RMSprop:
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8, momentum=0.0, centered=False):
        self.params = params
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.momentum = momentum
        self.centered = centered
        self.sq = [np.zeros_like(p) for p in params]

    def step(self, grads):
        for i, g in enumerate(grads):
            self.sq[i] = self.alpha * self.sq[i] + (1 - self.alpha) * g ** 2
            self.params[i] -= self.lr * g / (np.sqrt(self.sq[i]) + self.eps)
""",
        kind="half",
    ),
    WrongAnswer(
        "RMSprop",
        "the plain form, eps inside",
        "eps stands under the root, and momentum and centered are not written yet.",
        {
            "eps inside the root",
            "momentum ignored",
            "centered ignored",
            "momentum and centered ignored",
            "the plain form, momentum and centered to come",
        },
        """
class RMSprop:
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8, momentum=0.0, centered=False):
        self.params = params
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.h = [np.zeros_like(p) for p in params]

    def step(self, grads):
        for i in range(len(self.params)):
            self.h[i] *= self.alpha
            self.h[i] += (1 - self.alpha) * grads[i] * grads[i]
            self.params[i] -= self.lr * grads[i] / np.sqrt(self.h[i] + self.eps)
""",
        kind="half",
    ),
    WrongAnswer(
        "RMSprop",
        "the plain form, weights swapped",
        "alpha weighs the new square, and momentum and centered are not written yet.",
        {
            "weights swapped",
            "momentum ignored",
            "centered ignored",
            "momentum and centered ignored",
            "the plain form, momentum and centered to come",
        },
        """
class RMSprop:
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8, momentum=0.0, centered=False):
        self.params = params
        self.lr = lr
        self.rho = alpha
        self.alpha = alpha
        self.eps = eps
        self.cache = {i: np.zeros_like(p) for i, p in enumerate(params)}

    def step(self, grads):
        for i, dx in enumerate(grads):
            self.cache[i] = (1 - self.alpha) * self.cache[i] + self.alpha * dx ** 2
            self.params[i] -= self.lr * dx / (np.sqrt(self.cache[i]) + self.eps)
""",
        kind="half",
    ),
    WrongAnswer(
        "RMSprop",
        "centered still to come",
        "momentum is there; centered changes nothing.",
        {"centered ignored"},
        """
class RMSprop:
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8, momentum=0.0, centered=False):
        self.params = params
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.momentum = momentum
        self.E = [np.zeros_like(p) for p in params]
        self.b = [np.zeros_like(p) for p in params]

    def step(self, grads):
        for k in range(len(grads)):
            g = grads[k]
            self.E[k] = self.alpha * self.E[k] + (1 - self.alpha) * g * g
            self.b[k] = self.momentum * self.b[k] + g / (np.sqrt(self.E[k]) + self.eps)
            self.params[k] -= self.lr * self.b[k]
""",
        kind="half",
    ),
    WrongAnswer(
        "RMSprop",
        "TensorFlow's buffer",
        "lr is inside the momentum buffer and eps under the root, as in TensorFlow.",
        {"eps inside the root", "lr inside the momentum buffer"},
        """
class RMSprop:
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8, momentum=0.0, centered=False):
        self.params = params
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.momentum = momentum
        self.centered = centered
        self.ms = [np.zeros_like(p) for p in params]
        self.mg = [np.zeros_like(p) for p in params]
        self.mom = [np.zeros_like(p) for p in params]

    def step(self, grads):
        for i, g in enumerate(grads):
            self.ms[i] = self.alpha * self.ms[i] + (1 - self.alpha) * np.square(g)
            denom = self.ms[i]
            if self.centered:
                self.mg[i] = self.alpha * self.mg[i] + (1 - self.alpha) * g
                denom = np.maximum(denom - np.square(self.mg[i]), 0)
            self.mom[i] = self.momentum * self.mom[i] + self.lr * g / np.sqrt(denom + self.eps)
            self.params[i] -= self.mom[i]
""",
        kind="two",
    ),
    WrongAnswer(
        "RMSprop",
        "a variance that may be negative",
        "Where rounding makes the variance negative, the root is NaN; it should be 0 there.",
        {"negative variance not cut at 0"},
        """
class RMSprop:
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8, momentum=0.0, centered=False):
        self.params = params
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.momentum = momentum
        self.centered = centered
        self.state = [[np.zeros_like(p), np.zeros_like(p), np.zeros_like(p)] for p in params]

    def step(self, grads):
        a = self.alpha
        for p, g, s in zip(self.params, grads, self.state):
            s[0] = a * s[0] + (1 - a) * g ** 2
            var = s[0]
            if self.centered:
                s[1] = a * s[1] + (1 - a) * g
                var = var - s[1] ** 2
            s[2] = self.momentum * s[2] + g / (np.sqrt(var) + self.eps)
            p -= self.lr * s[2]
""",
        gap=True,
    ),
    WrongAnswer(
        "RMSprop",
        "mean of squares over the array",
        "np.mean makes one number of an array's squares, so all its weights share a rate.",
        {"one average for the whole array"},
        """
class RMSprop:
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8, momentum=0.0, centered=False):
        self.params = params
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.momentum = momentum
        self.centered = centered
        n = len(params)
        self.sq, self.mean, self.buf = [0.0] * n, [0.0] * n, [0.0] * n

    def step(self, grads):
        for i, g in enumerate(grads):
            self.sq[i] = self.alpha * self.sq[i] + (1 - self.alpha) * np.mean(g ** 2)
            v = self.sq[i]
            if self.centered:
                self.mean[i] = self.alpha * self.mean[i] + (1 - self.alpha) * np.mean(g)
                v = max(v - self.mean[i] ** 2, 0)
            self.buf[i] = self.momentum * self.buf[i] + g / (np.sqrt(v) + self.eps)
            self.params[i] -= self.lr * self.buf[i]
""",
    ),
    WrongAnswer(
        "RMSprop",
        "an attribute by another name",
        "self.rho is read but never set, so the first step raises AttributeError.",
        {"an attribute is never set", "attribute never set", "AttributeError: rho"},
        """
class RMSprop:
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8, momentum=0.0, centered=False):
        self.params = params
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.square_avg = [np.zeros_like(p) for p in params]

    def step(self, grads):
        for p, g, s in zip(self.params, grads, self.square_avg):
            s *= self.rho
            s += (1 - self.rho) * g ** 2
            p -= self.lr * g / (np.sqrt(s) + self.eps)
""",
        kind="raises",
    ),
    WrongAnswer(
        "Adadelta",
        "no learning rate in the paper",
        "lr is left out, as in the paper.",
        {"lr left out"},
        """
class Adadelta:
    def __init__(self, params, lr=1.0, rho=0.9, eps=1e-6):
        self.params = params
        self.lr = lr
        self.rho = rho
        self.eps = eps
        self.Eg = [np.zeros_like(p) for p in params]
        self.Ex = [np.zeros_like(p) for p in params]

    def rms(self, a):
        return np.sqrt(a + self.eps)

    def step(self, grads):
        for i, g in enumerate(grads):
            self.Eg[i] = self.rho * self.Eg[i] + (1 - self.rho) * g ** 2
            dx = -self.rms(self.Ex[i]) / self.rms(self.Eg[i]) * g
            self.Ex[i] = self.rho * self.Ex[i] + (1 - self.rho) * dx ** 2
            self.params[i] += dx
""",
    ),
    WrongAnswer(
        "Adadelta",
        "the step is what is averaged",
        "The average of the updates is taken after lr has scaled them.",
        {"lr inside the average of updates"},
        """
class Adadelta:
    def __init__(self, params, lr=1.0, rho=0.9, eps=1e-6):
        self.params = params
        self.lr = lr
        self.rho = rho
        self.eps = eps
        self.s = [np.zeros_like(p) for p in params]
        self.delta = [np.zeros_like(p) for p in params]

    def step(self, grads):
        for i in range(len(self.params)):
            self.s[i] = self.rho * self.s[i] + (1 - self.rho) * grads[i] ** 2
            top = np.sqrt(self.delta[i] + self.eps)
            bottom = np.sqrt(self.s[i] + self.eps)
            change = self.lr * top / bottom * grads[i]
            self.params[i] -= change
            self.delta[i] = self.rho * self.delta[i] + (1 - self.rho) * change * change
""",
    ),
    WrongAnswer(
        "Adadelta",
        "RMSprop so far",
        "The numerator is missing: it is RMSprop.",
        {
            "RMSprop instead",
            "a factor is left out",
            "average of updates left out",
            "numerator missing",
            "RMSprop so far",
        },
        """
class Adadelta:
    def __init__(self, params, lr=1.0, rho=0.9, eps=1e-6):
        self.params = params
        self.lr = lr
        self.rho = rho
        self.eps = eps
        self.eg2 = [np.zeros_like(p) for p in params]

    def step(self, grads):
        for p, g, e in zip(self.params, grads, self.eg2):
            e[...] = e * self.rho + g * g * (1 - self.rho)
            p -= self.lr * g / np.sqrt(e + self.eps)
""",
        kind="half",
    ),
    WrongAnswer(
        "Adadelta",
        "eps outside, rho at its default",
        "eps is added outside of both roots, and rho is 0.9 whatever was given.",
        {"eps outside the roots", "ignores the given rho"},
        """
class Adadelta:
    def __init__(self, params, lr=1.0, rho=0.9, eps=1e-6):
        self.params = params
        self.lr = lr
        self.eps = eps
        self.g2 = [np.zeros_like(p) for p in params]
        self.d2 = [np.zeros_like(p) for p in params]

    def step(self, grads):
        rho = 0.9
        for i, g in enumerate(grads):
            self.g2[i] = rho * self.g2[i] + (1 - rho) * g ** 2
            d = (np.sqrt(self.d2[i]) + self.eps) / (np.sqrt(self.g2[i]) + self.eps) * g
            self.d2[i] = rho * self.d2[i] + (1 - rho) * d ** 2
            self.params[i] -= self.lr * d
""",
        kind="two",
    ),
    WrongAnswer(
        "Adadelta",
        "updates not squared",
        "The second average is of the updates themselves, not of their squares; its root is NaN where it is negative.",
        {"a square is left out", "update not squared"},
        """
class Adadelta:
    def __init__(self, params, lr=1.0, rho=0.9, eps=1e-6):
        self.params = params
        self.lr = lr
        self.rho = rho
        self.eps = eps
        self.acc = [np.zeros_like(p) for p in params]
        self.acc_delta = [np.zeros_like(p) for p in params]

    def step(self, grads):
        for w, g, a, d in zip(self.params, grads, self.acc, self.acc_delta):
            a[...] = self.rho * a + (1 - self.rho) * g ** 2
            u = g * np.sqrt((d + self.eps) / (a + self.eps))
            d[...] = self.rho * d + (1 - self.rho) * u
            w -= self.lr * u
""",
    ),
    WrongAnswer(
        "Adam",
        "t counts arrays",
        "t is counted inside the loop over the parameters, so it grows by the number of arrays in each step.",
        {"t counted inside the loop over parameters", "t counts arrays"},
        """
class Adam:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.m = [np.zeros(p.shape) for p in params]
        self.v = [np.zeros(p.shape) for p in params]
        self.t = 0

    def step(self, grads):
        b1, b2 = self.betas
        for i in range(len(self.params)):
            self.t += 1
            self.m[i] = b1 * self.m[i] + (1 - b1) * grads[i]
            self.v[i] = b2 * self.v[i] + (1 - b2) * grads[i] ** 2
            mh = self.m[i] / (1 - b1 ** self.t)
            vh = self.v[i] / (1 - b2 ** self.t)
            self.params[i] -= self.lr * mh / (np.sqrt(vh) + self.eps)
""",
        forbidden={"t counts from 2"},
    ),
    WrongAnswer(
        "Adam",
        "corrected and not used",
        "The corrected moments are computed, and the uncorrected ones are used.",
        {"no bias correction"},
        """
class Adam:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.t = 0
        self.m = [0.0] * len(params)
        self.v = [0.0] * len(params)

    def step(self, grads):
        beta_1, beta_2 = self.betas
        self.t = self.t + 1
        for k, dw in enumerate(grads):
            self.m[k] = beta_1 * self.m[k] + (1 - beta_1) * dw
            self.v[k] = beta_2 * self.v[k] + (1 - beta_2) * dw * dw
            m_corr = self.m[k] / (1 - beta_1 ** self.t)
            v_corr = self.v[k] / (1 - beta_2 ** self.t)
            self.params[k] -= self.lr * self.m[k] / (np.sqrt(self.v[k]) + self.eps)
""",
    ),
    WrongAnswer(
        "Adam",
        "Keras's rate and its eps",
        "Keras's form: eps is added before the correction (eps hat), and it is 1e-7 whatever was given.",
        {"eps hat", "ignores the given eps"},
        """
class Adam:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params = params
        self.lr = lr
        self.beta_1, self.beta_2 = betas
        self.epsilon = 1e-7
        self.iterations = 0
        self.ms = [np.zeros_like(p) for p in params]
        self.vs = [np.zeros_like(p) for p in params]

    def step(self, grads):
        self.iterations += 1
        t = self.iterations
        lr_t = self.lr * np.sqrt(1 - self.beta_2 ** t) / (1 - self.beta_1 ** t)
        for i, g in enumerate(grads):
            self.ms[i] = self.beta_1 * self.ms[i] + (1 - self.beta_1) * g
            self.vs[i] = self.beta_2 * self.vs[i] + (1 - self.beta_2) * np.square(g)
            self.params[i] -= lr_t * self.ms[i] / (np.sqrt(self.vs[i]) + self.epsilon)
""",
        kind="two",
    ),
    WrongAnswer(
        "Adam",
        "a count that starts at one",
        "t starts at 1 and is raised before its use, so the first step takes t = 2.",
        {"t counts from 2"},
        """
class Adam:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.t = 1
        self.state = [(np.zeros_like(p), np.zeros_like(p)) for p in params]

    def step(self, grads):
        self.t += 1
        b1, b2 = self.betas
        for (m, v), p, g in zip(self.state, self.params, grads):
            m *= b1
            m += (1 - b1) * g
            v *= b2
            v += (1 - b2) * g * g
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)) ** 0.5 + self.eps)
""",
    ),
    WrongAnswer(
        "Adam",
        "a count that comes too late",
        "t is raised after its use, so the first step divides 0 by 0.",
        {"t used before it counts"},
        """
class Adam:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params = params
        self.lr = lr
        self.b1, self.b2 = betas
        self.eps = eps
        self.t = 0
        self.m = [np.zeros_like(w) for w in params]
        self.v = [np.zeros_like(w) for w in params]

    def step(self, grads):
        for i, (p, g) in enumerate(zip(self.params, grads)):
            self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * g
            self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * g ** 2
            m_hat = self.m[i] / (1 - self.b1 ** self.t)
            v_hat = self.v[i] / (1 - self.b2 ** self.t)
            p -= self.lr / (np.sqrt(v_hat) + self.eps) * m_hat
        self.t += 1
""",
    ),
    WrongAnswer(
        "Adam",
        "the square forgotten",
        "The gradient is not squared in the second moment, so its root is NaN where it is negative.",
        {"a square is left out", "gradient not squared"},
        """
class Adam:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.t = 0
        self.m = list(map(np.zeros_like, params))
        self.v = list(map(np.zeros_like, params))

    def step(self, grads):
        self.t += 1
        beta1, beta2 = self.betas
        for i in range(len(grads)):
            self.m[i] = beta1 * self.m[i] + (1 - beta1) * grads[i]
            self.v[i] = beta2 * self.v[i] + (1 - beta2) * grads[i]
            mhat = self.m[i] / (1 - beta1 ** self.t)
            vhat = self.v[i] / (1 - beta2 ** self.t)
            self.params[i] -= self.lr * mhat / (np.sqrt(vhat) + self.eps)
""",
    ),
    WrongAnswer(
        "Adam",
        "moments by shape",
        "The moments are stored by the shape of the array, so two arrays of one shape share theirs.",
        {"state shared by arrays of one shape", "state keyed by shape", "arrays of one shape share their state"},
        """
class Adam:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.t = 0
        self.m, self.v = {}, {}

    def step(self, grads):
        self.t += 1
        b1, b2 = self.betas
        for p, g in zip(self.params, grads):
            key = p.shape
            if key not in self.m:
                self.m[key] = np.zeros_like(p)
                self.v[key] = np.zeros_like(p)
            self.m[key] = b1 * self.m[key] + (1 - b1) * g
            self.v[key] = b2 * self.v[key] + (1 - b2) * g ** 2
            mh = self.m[key] / (1 - b1 ** self.t)
            vh = self.v[key] / (1 - b2 ** self.t)
            p -= self.lr * mh / (np.sqrt(vh) + self.eps)
""",
    ),
    WrongAnswer(
        "Adam",
        "betas the wrong way round",
        "The two betas are swapped.",
        {"betas swapped", "betas the wrong way round", "two numbers of an option are swapped"},
        """
class Adam:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.n = 0
        self.first = [np.zeros_like(p) for p in params]
        self.second = [np.zeros_like(p) for p in params]

    def step(self, grads):
        self.n += 1
        b2, b1 = self.betas
        for i, g in enumerate(grads):
            self.first[i] += (1 - b1) * (g - self.first[i])
            self.second[i] += (1 - b2) * (g ** 2 - self.second[i])
            num = self.first[i] / (1 - b1 ** self.n)
            den = np.sqrt(self.second[i] / (1 - b2 ** self.n)) + self.eps
            self.params[i] -= self.lr * num / den
""",
    ),
    WrongAnswer(
        "Adam",
        "the paper's numbers typed in",
        "betas and eps are the paper's, whatever was given.",
        {"ignores the given betas", "ignores the given eps"},
        """
class Adam:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params = params
        self.lr = lr
        self.t = 0
        self.m = [np.zeros_like(param) for param in params]
        self.v = [np.zeros_like(param) for param in params]

    def step(self, grads):
        self.t += 1
        for i, g in enumerate(grads):
            self.m[i] = 0.9 * self.m[i] + 0.1 * g
            self.v[i] = 0.999 * self.v[i] + 0.001 * g ** 2
            mt = self.m[i] / (1 - 0.9 ** self.t)
            vt = self.v[i] / (1 - 0.999 ** self.t)
            self.params[i] -= self.lr * mt / (np.sqrt(vt) + 1e-8)
""",
        kind="two",
    ),
    WrongAnswer(
        "Adam",
        "a tuple unpacked and rebound",
        "The parameter is unpacked from a list and the name is bound to a new array; the caller's array stays.",
        {"rebinds the parameter"},
        """
class Adam:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.t = 0
        self.m = [np.zeros(p.shape) for p in params]
        self.v = [np.zeros(p.shape) for p in params]

    def step(self, grads):
        self.t += 1
        b1, b2 = self.betas
        for i in range(len(grads)):
            p, g = self.params[i], grads[i]
            self.m[i] = b1 * self.m[i] + (1 - b1) * g
            self.v[i] = b2 * self.v[i] + (1 - b2) * (g ** 2)
            mh, vh = self.m[i] / (1 - b1 ** self.t), self.v[i] / (1 - b2 ** self.t)
            p = p - self.lr * mh / (np.sqrt(vh) + self.eps)
""",
        forbidden={"never updates"},
    ),
    WrongAnswer(
        "Adam",
        "correction stored back",
        "The corrected moments are stored back as the state.",
        {"corrected moments kept as state"},
        """
class Adam:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.t = 0
        self.mt = [np.zeros_like(p) for p in params]
        self.vt = [np.zeros_like(p) for p in params]

    def step(self, grads):
        b1, b2 = self.betas
        self.t += 1
        for i, g in enumerate(grads):
            self.mt[i] = b1 * self.mt[i] + (1 - b1) * g
            self.vt[i] = b2 * self.vt[i] + (1 - b2) * g * g
            self.mt[i] = self.mt[i] / (1 - b1 ** self.t)
            self.vt[i] = self.vt[i] / (1 - b2 ** self.t)
            self.params[i] -= self.lr * self.mt[i] / (np.sqrt(self.vt[i]) + self.eps)
""",
    ),
    WrongAnswer(
        "Adam",
        "no correction, eps inside",
        "There is no bias correction, and eps stands under the root.",
        {"no bias correction", "eps inside the root"},
        """
class Adam:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.V = [np.zeros_like(p) for p in params]
        self.S = [np.zeros_like(p) for p in params]

    def step(self, grads):
        b1, b2 = self.betas
        for i, dW in enumerate(grads):
            self.V[i] = b1 * self.V[i] + (1 - b1) * dW
            self.S[i] = b2 * self.S[i] + (1 - b2) * np.power(dW, 2)
            self.params[i] -= self.lr * self.V[i] / np.sqrt(self.S[i] + self.eps)
""",
        kind="two",
    ),
    WrongAnswer(
        "Adam",
        "division without a power",
        "The correction divides by 1 - beta in every step, without the power of t.",
        {"t stays at 1", "no power in the correction"},
        """
class Adam:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.m = [np.zeros_like(w) for w in params]
        self.v = [np.zeros_like(w) for w in params]

    def step(self, grads):
        beta1, beta2 = self.betas
        for i in range(len(self.params)):
            self.m[i] = beta1 * self.m[i] + (1 - beta1) * grads[i]
            self.v[i] = beta2 * self.v[i] + (1 - beta2) * grads[i] ** 2
            a = self.m[i] / (1 - beta1)
            b = self.v[i] / (1 - beta2)
            self.params[i] -= self.lr * a / (np.sqrt(b) + self.eps)
""",
    ),
    WrongAnswer(
        "Adam",
        "betas that were never unpacked",
        "self.beta1 is read but never set, so the first step raises AttributeError.",
        {"an attribute is never set", "attribute never set", "AttributeError: beta1"},
        """
class Adam:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.t = 0
        self.m = list(map(np.zeros_like, params))
        self.v = list(map(np.zeros_like, params))

    def step(self, grads):
        self.t += 1
        for i, g in enumerate(grads):
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * g
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * g ** 2
            m = self.m[i] / (1 - self.beta1 ** self.t)
            v = self.v[i] / (1 - self.beta2 ** self.t)
            self.params[i] -= self.lr * m / (np.sqrt(v) + self.eps)
""",
        kind="raises",
    ),
    WrongAnswer(
        "Adam",
        "the first moment so far",
        "There is no second moment yet: it is corrected momentum.",
        {"a division is left out", "momentum with bias correction", "second moment left out", "second moment not used"},
        """
class Adam:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.t = 0
        self.m = [np.zeros_like(param) for param in params]

    def step(self, grads):
        self.t += 1
        b1 = self.betas[0]
        for i, g in enumerate(grads):
            self.m[i] = b1 * self.m[i] + (1 - b1) * g
            self.params[i] -= self.lr * self.m[i] / (1 - b1 ** self.t)
""",
        kind="half",
    ),
    WrongAnswer(
        "Adam",
        "RMSprop with a correction so far",
        "There is no first moment yet: the gradient itself is divided.",
        {"first moment left out", "RMSprop with a correction so far"},
        """
class Adam:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.steps = 0
        self.v = [np.zeros(p.shape) for p in params]

    def step(self, grads):
        self.steps += 1
        b2 = self.betas[1]
        for p, g, v in zip(self.params, grads, self.v):
            v[...] = b2 * v + (1 - b2) * g ** 2
            p -= self.lr * g / (np.sqrt(v / (1 - b2 ** self.steps)) + self.eps)
""",
        kind="half",
    ),
    WrongAnswer(
        "AdamW",
        "the decay as L2",
        "The decay is added to the gradient, so the moments see the weights.",
        {"L2 inside the gradient"},
        """
class AdamW:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.t = 0
        self.m = [np.zeros_like(w) for w in params]
        self.v = [np.zeros_like(w) for w in params]

    def step(self, grads):
        self.t += 1
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            g = grads[i] + self.weight_decay * p
            self.m[i] = b1 * self.m[i] + (1 - b1) * g
            self.v[i] = b2 * self.v[i] + (1 - b2) * g ** 2
            mh = self.m[i] / (1 - b1 ** self.t)
            vh = self.v[i] / (1 - b2 ** self.t)
            p -= self.lr * mh / (np.sqrt(vh) + self.eps)
""",
    ),
    WrongAnswer(
        "AdamW",
        "the paper's decay without lr",
        "The decay is not scaled by lr.",
        {"decay not scaled by lr"},
        """
class AdamW:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.t = 0
        self.moments = [(np.zeros_like(p), np.zeros_like(p)) for p in params]

    def step(self, grads):
        self.t += 1
        b1, b2 = self.betas
        for p, g, (m, v) in zip(self.params, grads, self.moments):
            m[:] = b1 * m + (1 - b1) * g
            v[:] = b2 * v + (1 - b2) * g * g
            p *= 1 - self.weight_decay
            p -= self.lr * (m / (1 - b1 ** self.t)) / (np.sqrt(v / (1 - b2 ** self.t)) + self.eps)
""",
    ),
    WrongAnswer(
        "AdamW",
        "Adam so far",
        "The weight decay is not written yet: it is Adam.",
        {"weight decay left out", "ignores the given weight_decay"},
        """
class AdamW:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.t = 0
        self.m = list(map(np.zeros_like, params))
        self.v = list(map(np.zeros_like, params))

    def step(self, grads):
        self.t += 1
        b1, b2 = self.betas
        for i in range(len(grads)):
            self.m[i] = b1 * self.m[i] + (1 - b1) * grads[i]
            self.v[i] = b2 * self.v[i] + (1 - b2) * grads[i] ** 2
            step = self.m[i] / (1 - b1 ** self.t) / (np.sqrt(self.v[i] / (1 - b2 ** self.t)) + self.eps)
            self.params[i] -= self.lr * step
""",
        kind="half",
    ),
    WrongAnswer(
        "AdamW",
        "decay after the step, t from 2",
        "The decay comes after the step of Adam, and t is 2 in the first step.",
        {"decay after the step", "t counts from 2"},
        """
class AdamW:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.t = 1
        self.m = [np.zeros_like(param) for param in params]
        self.v = [np.zeros_like(param) for param in params]

    def step(self, grads):
        self.t += 1
        b1, b2 = self.betas
        for i, (w, g) in enumerate(zip(self.params, grads)):
            self.m[i] = b1 * self.m[i] + (1 - b1) * g
            self.v[i] = b2 * self.v[i] + (1 - b2) * g ** 2
            mh = self.m[i] / (1 - b1 ** self.t)
            vh = self.v[i] / (1 - b2 ** self.t)
            w -= self.lr * mh / (np.sqrt(vh) + self.eps)
            w -= self.lr * self.weight_decay * w
""",
        kind="two",
    ),
    WrongAnswer(
        "AdamW",
        "biases spared",
        "Arrays with one axis are spared from the decay, as libraries advise for biases.",
        {"decay of matrices alone", "no decay for biases", "biases spared"},
        """
class AdamW:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.t = 0
        self.m = [np.zeros(p.shape) for p in params]
        self.v = [np.zeros(p.shape) for p in params]

    def step(self, grads):
        self.t += 1
        b1, b2 = self.betas
        for i, (w, g) in enumerate(zip(self.params, grads)):
            if w.ndim > 1:
                w *= 1 - self.lr * self.weight_decay
            self.m[i] = b1 * self.m[i] + (1 - b1) * g
            self.v[i] = b2 * self.v[i] + (1 - b2) * g ** 2
            mh = self.m[i] / (1 - b1 ** self.t)
            vh = self.v[i] / (1 - b2 ** self.t)
            w -= self.lr * mh / (np.sqrt(vh) + self.eps)
""",
    ),
    WrongAnswer(
        "AdamW",
        "moments never made",
        "The lists of moments are empty, so the first step raises IndexError.",
        {"an index out of range", "state never made", "IndexError"},
        """
class AdamW:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.t = 0
        self.m, self.v = [], []

    def step(self, grads):
        self.t += 1
        b1, b2 = self.betas
        for i, g in enumerate(grads):
            self.params[i] *= 1 - self.lr * self.weight_decay
            self.m[i] = b1 * self.m[i] + (1 - b1) * g
            self.v[i] = b2 * self.v[i] + (1 - b2) * g ** 2
            mh, vh = self.m[i] / (1 - b1 ** self.t), self.v[i] / (1 - b2 ** self.t)
            self.params[i] -= self.lr * mh / (np.sqrt(vh) + self.eps)
""",
        kind="raises",
    ),
    WrongAnswer(
        "Nadam",
        "the slides' Nadam",
        "There is no schedule of mu, as on slides: beta1 takes its place, and both parts are divided by 1 - beta1^t.",
        {
            "beta1 instead of mu",
            "next momentum missing below",
            "no schedule of mu",
            "Nadam without the schedule of mu",
            "beta1 instead of mu, no look-ahead below",
        },
        """
class Nadam:
    def __init__(self, params, lr=0.002, betas=(0.9, 0.999), eps=1e-8, momentum_decay=0.004):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.t = 0
        self.m = [np.zeros_like(w) for w in params]
        self.v = [np.zeros_like(w) for w in params]

    def step(self, grads):
        self.t += 1
        b1, b2 = self.betas
        for i, g in enumerate(grads):
            self.m[i] = b1 * self.m[i] + (1 - b1) * g
            self.v[i] = b2 * self.v[i] + (1 - b2) * g ** 2
            m_hat = self.m[i] / (1 - b1 ** self.t)
            v_hat = self.v[i] / (1 - b2 ** self.t)
            look = b1 * m_hat + (1 - b1) * g / (1 - b1 ** self.t)
            self.params[i] -= self.lr * look / (np.sqrt(v_hat) + self.eps)
""",
        forbidden={"Adam instead"},
    ),
    WrongAnswer(
        "Nadam",
        "Adam so far",
        "The look-ahead is not written yet: it is Adam.",
        {"Adam instead"},
        """
class Nadam:
    def __init__(self, params, lr=0.002, betas=(0.9, 0.999), eps=1e-8, momentum_decay=0.004):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.momentum_decay = momentum_decay
        self.t = 0
        self.m = list(map(np.zeros_like, params))
        self.v = list(map(np.zeros_like, params))

    def step(self, grads):
        # first Adam, the momentum schedule comes later
        self.t += 1
        for m, v, p, g in zip(self.m, self.v, self.params, grads):
            m += (1 - self.betas[0]) * (g - m)
            v += (1 - self.betas[1]) * (g * g - v)
            mc = m / (1 - self.betas[0] ** self.t)
            vc = v / (1 - self.betas[1] ** self.t)
            p -= self.lr * mc / (np.sqrt(vc) + self.eps)
""",
        kind="half",
    ),
    WrongAnswer(
        "Nadam",
        "a schedule that lags",
        "mu is taken at t - 1 and t instead of t and t + 1.",
        {"mu one step behind", "t counts from 0 in mu", "a schedule that lags"},
        """
class Nadam:
    def __init__(self, params, lr=0.002, betas=(0.9, 0.999), eps=1e-8, momentum_decay=0.004):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.momentum_decay = momentum_decay
        self.t = 0
        self.prod = 1.0
        self.m = [np.zeros_like(param) for param in params]
        self.v = [np.zeros_like(param) for param in params]

    def mu(self, t):
        return self.betas[0] * (1 - 0.5 * 0.96 ** (t * self.momentum_decay))

    def step(self, grads):
        now, after = self.mu(self.t), self.mu(self.t + 1)
        self.t += 1
        self.prod *= now
        b1, b2 = self.betas
        for i, g in enumerate(grads):
            self.m[i] = b1 * self.m[i] + (1 - b1) * g
            self.v[i] = b2 * self.v[i] + (1 - b2) * g ** 2
            mh = after * self.m[i] / (1 - self.prod * after) + (1 - now) * g / (1 - self.prod)
            vh = self.v[i] / (1 - b2 ** self.t)
            self.params[i] -= self.lr * mh / (np.sqrt(vh) + self.eps)
""",
    ),
    WrongAnswer(
        "Nadam",
        "the decay typed in, the product inside the loop",
        "momentum_decay is 0.004 whatever was given, and the product grows once per array instead of once per step.",
        {
            "ignores the given momentum_decay",
            "momentum_decay ignored",
            "product multiplied once per array",
            "product inside the loop",
        },
        """
class Nadam:
    def __init__(self, params, lr=0.002, betas=(0.9, 0.999), eps=1e-8, momentum_decay=0.004):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.t = 0
        self.mu_product = 1.0
        self.m = [np.zeros(p.shape) for p in params]
        self.v = [np.zeros(p.shape) for p in params]

    def step(self, grads):
        self.t += 1
        b1, b2 = self.betas
        mu = b1 * (1.0 - 0.5 * 0.96 ** (self.t * 0.004))
        mu_next = b1 * (1.0 - 0.5 * 0.96 ** ((self.t + 1) * 0.004))
        for i, g in enumerate(grads):
            self.mu_product *= mu
            self.m[i] = b1 * self.m[i] + (1 - b1) * g
            self.v[i] = b2 * self.v[i] + (1 - b2) * g ** 2
            bar = mu_next * self.m[i] / (1 - self.mu_product * mu_next)
            bar = bar + (1 - mu) * g / (1 - self.mu_product)
            denom = np.sqrt(self.v[i] / (1 - b2 ** self.t)) + self.eps
            self.params[i] -= self.lr * bar / denom
""",
        kind="two",
    ),
    WrongAnswer(
        "Nadam",
        "no correction below",
        "The second moment is not corrected.",
        {"second moment not corrected"},
        """
class Nadam:
    def __init__(self, params, lr=0.002, betas=(0.9, 0.999), eps=1e-8, momentum_decay=0.004):
        self.params = params
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.psi = momentum_decay
        self.momentum_decay = momentum_decay
        self.t = 0
        self.P = 1.0
        self.m = [np.zeros_like(w) for w in params]
        self.v = [np.zeros_like(w) for w in params]

    def step(self, grads):
        b1, b2 = self.betas
        self.t += 1
        mus = [b1 * (1 - 0.96 ** (k * self.momentum_decay) / 2) for k in (self.t, self.t + 1)]
        self.P = self.P * mus[0]
        for i, g in enumerate(grads):
            self.m[i] = b1 * self.m[i] + (1 - b1) * g
            self.v[i] = b2 * self.v[i] + (1 - b2) * g * g
            part1 = mus[1] * self.m[i] / (1 - self.P * mus[1])
            part2 = (1 - mus[0]) * g / (1 - self.P)
            self.params[i] -= self.lr * (part1 + part2) / (np.sqrt(self.v[i]) + self.eps)
""",
    ),
    WrongAnswer(
        "train_mnist",
        "whole batches only",
        "The number of mini-batches is rounded down, so the short last one is dropped.",
        {"drops the last short mini-batch"},
        """
def train_mnist(network, optimizer, images, labels, *, epochs, batch_size, rng):
    history = []
    n_batches = len(images) // batch_size
    for epoch in range(epochs):
        idx = rng.permutation(len(images))
        for b in range(n_batches):
            sel = idx[b * batch_size:(b + 1) * batch_size]
            loss, grads = network.loss_and_grads(images[sel], labels[sel])
            optimizer.step(grads)
            history.append(loss)
    return history
""",
    ),
    WrongAnswer(
        "train_mnist",
        "random choices",
        "Each mini-batch is drawn anew with rng.choice, so an epoch misses some images and repeats others.",
        {"shuffles at every mini-batch", "mini-batches drawn with replacement"},
        """
def train_mnist(network, optimizer, images, labels, *, epochs, batch_size, rng):
    losses = []
    iters = int(np.ceil(len(images) / batch_size))
    for i in range(epochs * iters):
        mask = rng.choice(len(images), batch_size)
        x_batch, t_batch = images[mask], labels[mask]
        loss, grads = network.loss_and_grads(x_batch, t_batch)
        optimizer.step(grads)
        losses.append(float(loss))
    return losses
""",
    ),
    WrongAnswer(
        "train_mnist",
        "mean loss of each epoch",
        "It returns the mean loss of each epoch, not one loss per mini-batch.",
        {"one loss per epoch"},
        """
def train_mnist(network, optimizer, images, labels, *, epochs, batch_size, rng):
    history = []
    n = images.shape[0]
    for epoch in range(epochs):
        perm = rng.permutation(n)
        running = []
        for s in range(0, n, batch_size):
            xb, yb = images[perm[s:s + batch_size]], labels[perm[s:s + batch_size]]
            loss, grads = network.loss_and_grads(xb, yb)
            optimizer.step(grads)
            running.append(loss)
        history.append(sum(running) / len(running))
    return history
""",
    ),
    WrongAnswer(
        "train_mnist",
        "shuffled in place",
        "rng.shuffle works on the images and the labels apart, so they no longer belong together, and changes them.",
        {"shuffles images but not labels", "images and labels shuffled apart", "changes the images and labels"},
        """
def train_mnist(network, optimizer, images, labels, *, epochs, batch_size, rng):
    losses = []
    for _ in range(epochs):
        rng.shuffle(images)
        rng.shuffle(labels)
        for i in range(0, len(images), batch_size):
            loss, grads = network.loss_and_grads(images[i:i + batch_size], labels[i:i + batch_size])
            optimizer.step(grads)
            losses.append(loss)
    return losses
""",
    ),
    WrongAnswer(
        "train_mnist",
        "the pair not unpacked",
        "loss_and_grads gives a pair, which is handed to the optimizer as it is.",
        {"arrays of different shapes in one array", "the pair of loss and gradients not unpacked"},
        """
def train_mnist(network, optimizer, images, labels, *, epochs, batch_size, rng):
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(labels))
        for i in range(0, len(labels), batch_size):
            batch = order[i:i + batch_size]
            grads = network.loss_and_grads(images[batch], labels[batch])
            optimizer.step(grads)
            losses.append(grads[0])
    return losses
""",
        kind="raises",
    ),
    WrongAnswer(
        "train_mnist",
        "no return",
        "The losses are collected and not returned.",
        {"nothing returned", "losses not returned"},
        """
def train_mnist(network, optimizer, images, labels, *, epochs, batch_size, rng):
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(images))
        while len(order) > 0:
            now, order = order[:batch_size], order[batch_size:]
            loss, grads = network.loss_and_grads(images[now], labels[now])
            losses.append(loss)
            optimizer.step(grads)
    print("final loss", losses[-1])
""",
        kind="half",
    ),
    WrongAnswer(
        "train_mnist",
        "one epoch so far",
        "There is no loop over the epochs yet.",
        {"a single epoch"},
        """
def train_mnist(network, optimizer, images, labels, *, epochs, batch_size, rng):
    losses = []
    p = rng.permutation(len(images))
    x, y = images[p], labels[p]
    for i in range(0, len(x), batch_size):
        loss, grads = network.loss_and_grads(x[i:i + batch_size], y[i:i + batch_size])
        losses.append(loss)
        optimizer.step(grads)
    return losses
""",
        kind="half",
    ),
)
