"""Wrong answers to lab 08, learning-rate schedules."""

from __future__ import annotations

from tests.corpus import WrongAnswer

ANSWERS = (
    WrongAnswer(
        "piecewise_constant",
        "searchsorted on the wrong side",
        "The new value holds at the boundary already.",
        {"switches at the boundary", "a comparison treats its border the other way"},
        """
def piecewise_constant(step, boundaries, values):
    i = np.searchsorted(boundaries, step, side="right")
    return values[i]
""",
    ),
    WrongAnswer(
        "piecewise_constant",
        "boundaries read as durations",
        "Each boundary is taken as the length of an interval, so the boundaries are added up.",
        {"boundaries as lengths"},
        """
def piecewise_constant(step, boundaries, values):
    end = 0
    for n, v in zip(boundaries, values):
        end += n
        if step <= end:
            return v
    return values[-1]
""",
    ),
    WrongAnswer(
        "piecewise_constant",
        "two rates only",
        "Only the first boundary is looked at; further values are never used.",
        {"only the first boundary", "the first two values alone"},
        """
def piecewise_constant(step, boundaries, values):
    if step <= boundaries[0]:
        lr = values[0]
    else:
        lr = values[1]
    return lr
""",
        kind="half",
        forbidden={"the last value never"},
    ),
    WrongAnswer(
        "piecewise_constant",
        "index runs off the boundaries",
        "The loop reads one boundary too many, so there is an IndexError after the last one.",
        {"an index out of range"},
        """
def piecewise_constant(step, boundaries, values):
    i = 0
    while step > boundaries[i]:
        i += 1
    return values[i]
""",
        kind="raises",
    ),
    WrongAnswer(
        "ScheduledOptimizer",
        "count raised first",
        "The counter goes up before the schedule is asked, so the first update has step 1.",
        {"counts from 1"},
        """
class ScheduledOptimizer:
    def __init__(self, optimizer, schedule):
        self.optimizer = optimizer
        self.schedule = schedule
        self.s = 0

    def step(self, grads):
        self.s += 1
        self.optimizer.lr = self.schedule(self.s)
        self.optimizer.step(grads)
""",
    ),
    WrongAnswer(
        "ScheduledOptimizer",
        "base rate times schedule",
        "The schedule's value multiplies the optimizer's own first rate instead of replacing it.",
        {"a factor on the first rate"},
        """
class ScheduledOptimizer:
    def __init__(self, optimizer, schedule):
        self.optimizer, self.schedule = optimizer, schedule
        self.base = optimizer.lr
        self.n = 0

    def step(self, grads):
        self.optimizer.lr = self.base * self.schedule(self.n)
        self.optimizer.step(grads)
        self.n += 1
""",
        forbidden={"the rates multiplied"},
    ),
    WrongAnswer(
        "ScheduledOptimizer",
        "counter not written yet",
        "The counter never moves: the schedule is always asked for step 0.",
        {"always step 0", "state is not kept"},
        """
class ScheduledOptimizer:
    def __init__(self, optimizer, schedule):
        self.optimizer, self.schedule = optimizer, schedule
        self.global_step = 0

    def step(self, grads):
        lr = self.schedule(self.global_step)
        self.optimizer.lr = lr
        return self.optimizer.step(grads)
""",
        kind="half",
    ),
    WrongAnswer(
        "ScheduledOptimizer",
        "counter without self",
        "The counter is a local name that is read before it is set.",
        {"a name is never set"},
        """
class ScheduledOptimizer:
    def __init__(self, optimizer, schedule):
        self.optimizer, self.schedule = optimizer, schedule
        count = 0

    def step(self, grads):
        self.optimizer.lr = self.schedule(count)
        self.optimizer.step(grads)
        count += 1
""",
        kind="raises",
    ),
    WrongAnswer(
        "exponential_decay",
        "Keras's old doc",
        "The natural exponential is used instead of a power of decay_rate.",
        {"natural exponential"},
        """
def exponential_decay(lr, step, decay_steps, decay_rate, staircase=False):
    k = step // decay_steps if staircase else step / decay_steps
    return lr * np.exp(-k * decay_rate)
""",
    ),
    WrongAnswer(
        "exponential_decay",
        "stairs forgotten",
        "staircase is not written yet.",
        {"ignores the given staircase"},
        """
def exponential_decay(lr, step, decay_steps, decay_rate, staircase=False):
    exponent = step / float(decay_steps)
    return lr * decay_rate ** exponent
""",
        kind="half",
    ),
    WrongAnswer(
        "exponential_decay",
        "rounded, and counted from 1",
        "The stairs round to the nearest whole number, and the step counts from 1.",
        {"staircase rounds to the nearest", "step counts from 1"},
        """
def exponential_decay(lr, step, decay_steps, decay_rate, staircase=False):
    t = step + 1
    ratio = t / decay_steps
    if staircase:
        ratio = round(ratio)
    return lr * pow(decay_rate, ratio)
""",
        kind="two",
    ),
    WrongAnswer(
        "natural_exp_decay",
        "TensorFlow's documentation",
        "decay_steps is missing in the exponent.",
        {"decay_steps left out", "a division is left out"},
        """
def natural_exp_decay(lr, step, decay_steps, decay_rate, staircase=False):
    t = step
    if staircase:
        t = int(step)
    return lr * np.exp(-decay_rate * t)
""",
    ),
    WrongAnswer(
        "natural_exp_decay",
        "sign lost",
        "The minus sign is missing: the rate grows.",
        {"grows", "a sign is flipped"},
        """
import math

def natural_exp_decay(lr, step, decay_steps, decay_rate, staircase=False):
    p = step / decay_steps
    p = math.floor(p) if staircase else p
    return lr * math.exp(decay_rate * p)
""",
    ),
    WrongAnswer(
        "natural_exp_decay",
        "old function with the sign",
        "decay_rate is used as the factor of a power, and the exponent is negative, so the rate grows.",
        {"decay_rate as the factor", "a sign is flipped"},
        """
def natural_exp_decay(lr, step, decay_steps, decay_rate, staircase=False):
    p = step / decay_steps
    if staircase:
        p = p // 1
    return lr * decay_rate ** (-p)
""",
        kind="two",
    ),
    WrongAnswer(
        "exponential_schedule",
        "e in place of 10",
        "The power is one of e, not of 10.",
        {"power of e"},
        """
def exponential_schedule(lr, step, decade):
    return lr * np.exp(-step / decade)
""",
    ),
    WrongAnswer(
        "exponential_schedule",
        "fraction upside down",
        "step and decade are swapped in the exponent, which divides by 0 at step 0.",
        {"a fraction is upside down", "a division by zero"},
        """
def exponential_schedule(lr, step, decade):
    return lr * 10 ** (-decade / step)
""",
        kind="raises",
    ),
    WrongAnswer(
        "exponential_schedule",
        "a tenth in whole stretches, from 1",
        "Only whole decades count, and the step counts from 1.",
        {"whole decades only", "step counts from 1"},
        """
def exponential_schedule(lr, step, decade):
    drops = int((step + 1) / decade)
    for _ in range(drops):
        lr = lr / 10
    return lr
""",
        kind="two",
    ),
    WrongAnswer(
        "inverse_time_decay",
        "brackets in the wrong place",
        "1 + decay_rate is raised to a power instead of multiplied in.",
        {"exponential instead"},
        """
def inverse_time_decay(lr, step, decay_steps, decay_rate, staircase=False):
    n = step / decay_steps
    n = np.floor(n) if staircase else n
    return lr / (1 + decay_rate) ** n
""",
    ),
    WrongAnswer(
        "inverse_time_decay",
        "without stairs for now",
        "staircase is not written yet.",
        {"ignores the given staircase"},
        """
def inverse_time_decay(lr, step, decay_steps, decay_rate, staircase=False):
    denominator = 1 + decay_rate * step / decay_steps
    return lr / denominator
""",
        kind="half",
    ),
    WrongAnswer(
        "inverse_time_decay",
        "precedence",
        "Without brackets lr is divided by 1 and the rest is added.",
        {"brackets missing"},
        """
def inverse_time_decay(lr, step, decay_steps, decay_rate, staircase=False):
    p = step / decay_steps
    if staircase:
        p = float(step // decay_steps)
    return lr / 1 + decay_rate * p
""",
    ),
    WrongAnswer(
        "keras_decay",
        "a share is taken off each time",
        "The rate is multiplied by 1 - decay in every update.",
        {"a power"},
        """
def keras_decay(lr, iterations, decay=0.0):
    for _ in range(iterations):
        lr = lr - lr * decay
    return lr
""",
    ),
    WrongAnswer(
        "keras_decay",
        "iterations from 1",
        "The first update already has one iteration behind it.",
        {"counts from 1"},
        """
def keras_decay(lr, iterations, decay=0.0):
    t = iterations + 1
    if decay == 0:
        return lr
    return lr * 1.0 / (1.0 + t * decay)
""",
    ),
    WrongAnswer(
        "keras_decay",
        "carried on",
        "Each update divides the rate of the update before, instead of the first one.",
        {"divided rate carried on"},
        """
def keras_decay(lr, iterations, decay=0.0):
    current = lr
    n = 1
    while n <= iterations:
        current *= 1 / (1 + n * decay)
        n += 1
    return current
""",
    ),
    WrongAnswer(
        "power_schedule",
        "power written as a root",
        "The power is inverted: 1 / power instead of power.",
        {"the power's root", "a fraction is upside down", "1 / power for power"},
        """
def power_schedule(lr, step, scale, power=1.0):
    base = 1 + step / scale
    return lr / base ** (1 / power)
""",
    ),
    WrongAnswer(
        "power_schedule",
        "power still 1",
        "power is not used yet.",
        {"ignores the given power"},
        """
def power_schedule(lr, step, scale, power=1.0):
    return lr * scale / (scale + step)
""",
        kind="half",
    ),
    WrongAnswer(
        "power_schedule",
        "power only on the fraction",
        "The power belongs to 1 + s / scale, and only s / scale is raised to it.",
        {"power of the quotient alone"},
        """
def power_schedule(lr, step, scale, power=1.0):
    t = np.power(step / scale, power)
    return lr / (t + 1.0)
""",
    ),
    WrongAnswer(
        "polynomial_decay",
        "modulo for the cycle",
        "With cycle the step is taken modulo decay_steps: the rate starts again at lr at each multiple.",
        {"starts again at the multiple", "starts again instead of stretching"},
        """
def polynomial_decay(lr, step, decay_steps, end=1e-4, power=1.0, cycle=False):
    if cycle:
        step = step % decay_steps
    elif step > decay_steps:
        step = decay_steps
    fraction = step / decay_steps
    return end + (lr - end) * (1 - fraction) ** power
""",
    ),
    WrongAnswer(
        "polynomial_decay",
        "torch's form",
        "end is left out, as in torch, where the rate goes to 0.",
        {"ignores the given end", "to 0 instead of end", "end left out"},
        """
def polynomial_decay(lr, step, decay_steps, end=1e-4, power=1.0, cycle=False):
    D = decay_steps
    s = min(step, D)
    if cycle:
        s = step
        D = D * max(1, -(-step // D))
    return lr * (1 - s / D) ** power
""",
        forbidden={"end added on top"},
    ),
    WrongAnswer(
        "polynomial_decay",
        "cycle to do, not limited",
        "cycle is not written yet, and the step is not limited, so that the rate turns up again or below end.",
        {"ignores the given cycle", "goes on after the end"},
        """
def polynomial_decay(lr, step, decay_steps, end=1e-4, power=1.0, cycle=False):
    # cycle comes later
    left = 1 - step / decay_steps
    return (lr - end) * left ** power + end
""",
        kind="half",
    ),
    WrongAnswer(
        "polynomial_decay",
        "ceil of 0",
        "With cycle the multiple is 0 at step 0, and the division fails.",
        {"0 / 0 at step 0", "a division by zero"},
        """
import math

def polynomial_decay(lr, step, decay_steps, end=1e-4, power=1.0, cycle=False):
    if cycle:
        length = decay_steps * math.ceil(step / decay_steps)
    else:
        length = decay_steps
        step = min(step, decay_steps)
    return (lr - end) * (1 - step / length) ** power + end
""",
        kind="raises",
    ),
    WrongAnswer(
        "cosine_decay",
        "annealing as in torch",
        "The step is not limited: the rate rises again after decay_steps.",
        {"rises again"},
        """
def cosine_decay(lr, step, decay_steps, alpha=0.0):
    eta_min = lr * alpha
    return eta_min + (lr - eta_min) * (1 + np.cos(np.pi * step / decay_steps)) / 2
""",
    ),
    WrongAnswer(
        "cosine_decay",
        "absolute floor",
        "alpha is taken as a rate instead of a share of lr.",
        {"alpha as a rate"},
        """
def cosine_decay(lr, step, decay_steps, alpha=0.0):
    t = min(step / decay_steps, 1.0)
    wave = (1 + np.cos(t * np.pi)) / 2
    return alpha + (lr - alpha) * wave
""",
    ),
    WrongAnswer(
        "cosine_decay",
        "twice too much and no floor",
        "The wave is not halved, and alpha is not used.",
        {"not halved", "ignores the given alpha", "a factor is left out", "a division is left out"},
        """
def cosine_decay(lr, step, decay_steps, alpha=0.0):
    step = min(step, decay_steps)
    decayed = 1 + np.cos(np.pi * step / decay_steps)
    return lr * decayed
""",
        kind="two",
    ),
    WrongAnswer(
        "linear_cosine_decay",
        "half the angle",
        "The angle lacks the factor 2.",
        {"half the waves", "a factor is left out"},
        """
def linear_cosine_decay(lr, step, decay_steps, num_periods=0.5, alpha=0.0, beta=0.001):
    f = min(step, decay_steps) / decay_steps
    line = 1 - f
    wave = 0.5 * (1 + np.cos(np.pi * num_periods * f))
    return lr * ((alpha + line) * wave + beta)
""",
    ),
    WrongAnswer(
        "linear_cosine_decay",
        "line without the end",
        "The step is not limited to decay_steps, and beta is left out.",
        {"goes on after the end", "ignores the given beta", "beta left out", "a term is left out"},
        """
def linear_cosine_decay(lr, step, decay_steps, num_periods=0.5, alpha=0.0, beta=0.001):
    progress = step / decay_steps
    linear = 1 - progress + alpha
    cosine = (1 + np.cos(2 * np.pi * num_periods * progress)) / 2
    return lr * linear * cosine
""",
        kind="two",
    ),
    WrongAnswer(
        "linear_cosine_decay",
        "alpha added at the end",
        "alpha lifts the whole curve instead of the line.",
        {"alpha outside of the wave"},
        """
def linear_cosine_decay(lr, step, decay_steps, num_periods=0.5, alpha=0.0, beta=0.001):
    t = min(1, step / decay_steps)
    c = np.cos(2 * np.pi * num_periods * t) / 2 + 0.5
    return lr * ((1 - t) * c + alpha + beta)
""",
    ),
    WrongAnswer(
        "noisy_linear_cosine_decay",
        "variance times noise",
        "The noise is multiplied by the variance instead of its root.",
        {"variance for the standard deviation", "a root is left out"},
        """
def noisy_linear_cosine_decay(
    lr, step, decay_steps, noise, initial_variance=1.0, variance_decay=0.55, num_periods=0.5, alpha=0.0, beta=0.001
):
    step = min(step, decay_steps)
    f = step / decay_steps
    variance = initial_variance / (1.0 + step) ** variance_decay
    line = 1 - f + variance * noise
    wave = (1 + np.cos(2 * np.pi * num_periods * f)) / 2
    return lr * ((alpha + line) * wave + beta)
""",
    ),
    WrongAnswer(
        "noisy_linear_cosine_decay",
        "no noise so far",
        "The noise is not added yet.",
        {"noise left out", "a term is left out"},
        """
def noisy_linear_cosine_decay(
    lr, step, decay_steps, noise, initial_variance=1.0, variance_decay=0.55, num_periods=0.5, alpha=0.0, beta=0.001
):
    f = min(step, decay_steps) / decay_steps
    wave = 0.5 + 0.5 * np.cos(2 * np.pi * num_periods * f)
    return lr * (wave * (alpha + 1 - f) + beta)
""",
        kind="half",
    ),
    WrongAnswer(
        "noisy_linear_cosine_decay",
        "noise added outside, never smaller",
        "The noise stands outside the wave, and its variance never falls.",
        {"noise outside of the wave", "noise never fades", "ignores the given variance_decay"},
        """
def noisy_linear_cosine_decay(
    lr, step, decay_steps, noise, initial_variance=1.0, variance_decay=0.55, num_periods=0.5, alpha=0.0, beta=0.001
):
    f = min(step, decay_steps) / decay_steps
    wave = (1 + np.cos(2 * np.pi * num_periods * f)) / 2
    e = noise * initial_variance ** 0.5
    return lr * ((1 - f + alpha) * wave + e + beta)
""",
        kind="two",
    ),
    WrongAnswer(
        "cosine_decay_restarts",
        "greater than, not at least",
        "The step at which a period ends still belongs to the old period.",
        {"restarts one step late", "a comparison treats its border the other way"},
        """
def cosine_decay_restarts(lr, step, first_decay_steps, t_mul=2.0, m_mul=1.0, alpha=0.0):
    T = first_decay_steps
    start = 0
    m = 1
    while step - start > T:
        start += T
        T *= t_mul
        m *= m_mul
    f = (step - start) / T
    return lr * ((1 - alpha) * m * 0.5 * (1 + np.cos(np.pi * f)) + alpha)
""",
    ),
    WrongAnswer(
        "cosine_decay_restarts",
        "all periods alike",
        "t_mul is not used: all periods have the first length.",
        {"ignores the given t_mul", "a factor is left out", "all periods equally long"},
        """
def cosine_decay_restarts(lr, step, first_decay_steps, t_mul=2.0, m_mul=1.0, alpha=0.0):
    i, s = divmod(step, first_decay_steps)
    f = s / first_decay_steps
    top = m_mul ** i
    return lr * (alpha + (1 - alpha) * top * (1 + np.cos(np.pi * f)) / 2)
""",
        kind="half",
    ),
    WrongAnswer(
        "cosine_decay_restarts",
        "whole lengths, m_mul on everything",
        "The lengths are cut to whole numbers, and m_mul lowers alpha too.",
        {"lengths rounded down", "alpha is lowered too"},
        """
def cosine_decay_restarts(lr, step, first_decay_steps, t_mul=2.0, m_mul=1.0, alpha=0.0):
    n, peak = first_decay_steps, lr
    while step >= n:
        step -= n
        n = int(n * t_mul)
        peak *= m_mul
    return peak * ((1 - alpha) * (1 + np.cos(np.pi * step / n)) / 2 + alpha)
""",
        kind="two",
    ),
    WrongAnswer(
        "warmup",
        "from 0",
        "The first rate is 0: step / warmup_steps.",
        {"starts at 0", "no warm-up of 0 steps"},
        """
def warmup(lr, step, warmup_steps):
    if step < warmup_steps:
        return lr * step / warmup_steps
    return lr
""",
    ),
    WrongAnswer(
        "warmup",
        "no guard",
        "With 0 steps of warm-up it divides by 0.",
        {"no warm-up of 0 steps", "a division by zero"},
        """
def warmup(lr, step, warmup_steps):
    share = (step + 1) / warmup_steps
    if share > 1:
        share = 1
    return lr * share
""",
        kind="raises",
    ),
    WrongAnswer(
        "warmup",
        "from 0 to lr at the last step of the warm-up",
        "The line starts at 0 and ends at step warmup_steps - 1, so its slope is another.",
        {"starts at 0 and ends in time", "starts at 0"},
        """
def warmup(lr, step, warmup_steps):
    if warmup_steps <= 1:
        return lr
    return float(np.interp(step, [0, warmup_steps - 1], [0, lr]))
""",
    ),
    WrongAnswer(
        "ReduceOnPlateau",
        "torch's patience",
        "The rate falls when the waiting exceeds patience, one epoch late.",
        {"one epoch late", "a comparison treats its border the other way"},
        """
class ReduceOnPlateau:
    def __init__(self, lr, factor=0.1, patience=10, min_delta=1e-4, cooldown=0, min_lr=0.0):
        self.lr = lr
        self.factor = factor
        self.patience = patience
        self.min_delta = min_delta
        self.cooldown = cooldown
        self.min_lr = min_lr
        self.best = float("inf")
        self.bad = 0
        self.cool = 0

    def step(self, metric):
        if self.cool > 0:
            self.cool -= 1
        if metric < self.best - self.min_delta:
            self.best, self.bad = metric, 0
        elif self.cool == 0:
            self.bad += 1
            if self.bad > self.patience:
                self.lr = max(self.min_lr, self.lr * self.factor)
                self.bad = 0
                self.cool = self.cooldown
        return self.lr
""",
    ),
    WrongAnswer(
        "ReduceOnPlateau",
        "no cool-down yet",
        "The cool-down is not written yet.",
        {"ignores the given cooldown"},
        """
class ReduceOnPlateau:
    def __init__(self, lr, factor=0.1, patience=10, min_delta=1e-4, cooldown=0, min_lr=0.0):
        self.lr, self.factor, self.patience = lr, factor, patience
        self.min_delta, self.min_lr = min_delta, min_lr
        self.best, self.waited = None, 0

    def step(self, metric):
        if self.best is None or self.best - metric > self.min_delta:
            self.best = metric
            self.waited = 0
            return self.lr
        self.waited += 1
        if self.waited == self.patience:
            self.waited = 0
            self.lr = max(self.factor * self.lr, self.min_lr)
        return self.lr
""",
        kind="half",
    ),
    WrongAnswer(
        "ReduceOnPlateau",
        "rate returned and not kept",
        "The lowered rate is returned, and self.lr stays the first one.",
        {"lowered for one epoch only", "state is not kept"},
        """
class ReduceOnPlateau:
    def __init__(self, lr, factor=0.1, patience=10, min_delta=1e-4, cooldown=0, min_lr=0.0):
        self.lr, self.factor, self.patience = lr, factor, patience
        self.min_delta, self.cooldown, self.min_lr = min_delta, cooldown, min_lr
        self.best = np.inf
        self.count = 0
        self.rest = 0

    def step(self, metric):
        rate = self.lr
        self.rest = max(0, self.rest - 1)
        if metric < self.best - self.min_delta:
            self.best = metric
            self.count = 0
        elif not self.rest:
            self.count += 1
            if self.count >= self.patience:
                rate = max(rate * self.factor, self.min_lr)
                self.count, self.rest = 0, self.cooldown
        return rate
""",
    ),
    WrongAnswer(
        "ReduceOnPlateau",
        "equal counts, and waiting goes on",
        "A metric that is better by just min_delta counts as better, and the waiting does not start anew after a drop.",
        {"an equal metric is better", "waits on after a drop", "a comparison treats its border the other way"},
        """
class ReduceOnPlateau:
    def __init__(self, lr, factor=0.1, patience=10, min_delta=1e-4, cooldown=0, min_lr=0.0):
        self.lr, self.factor, self.patience = lr, factor, patience
        self.min_delta, self.cooldown, self.min_lr = min_delta, cooldown, min_lr
        self.best = 1e300
        self.since = 0
        self.pause = 0

    def step(self, metric):
        if self.pause:
            self.pause -= 1
        if self.best - metric >= self.min_delta:
            self.best = metric
            self.since = 0
        elif self.pause == 0:
            self.since += 1
            if self.since >= self.patience:
                self.lr *= self.factor
                if self.lr < self.min_lr:
                    self.lr = self.min_lr
                self.pause = self.cooldown
        return self.lr
""",
        kind="two",
    ),
)
