"""Adam as an optimizer of torch."""

import torch

from grader import Case, Exercise, Right, Wrong, families


class AdamOptimizer(torch.optim.Optimizer):
    """Adam (Kingma & Ba 2015, Algorithm 1), written as an optimizer of torch.

    torch.optim.Optimizer keeps the books: param_groups, a list of dicts, each with its "params" and its own "lr",
    "betas" and "eps"; state, a dict of what is remembered of each parameter, empty at first; zero_grad, state_dict and
    load_state_dict. Whatever is to survive a state_dict has to lie in self.state[p], as tensors and numbers, or in a
    group.

    params: parameters, or dicts of groups that may have options of their own.
    lr, betas, eps: the defaults of groups that say nothing else. Any of them may be changed in a group between steps.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        """Hand the parameters and the default options to the base class."""
        ### BEGIN SOLUTION
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})
        ### END SOLUTION

    def step(self, closure=None):
        """Update every parameter p once by its gradient p.grad, in place, each with the options of its group.

        A parameter whose grad is None is left alone: it does not move, and no step is counted for it. t counts the
        steps of each parameter by itself and is 1 in its first one.

        closure: None, or a function that computes the gradients and returns the loss; it is then called once, before
        anything is updated, and gradients have to be enabled while it runs.

        Returns what the closure returned, or None where there is none.
        """
        ### BEGIN SOLUTION
        loss = closure() if closure is not None else None
        with torch.no_grad():
            for group in self.param_groups:
                beta1, beta2 = group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    state = self.state[p]
                    if not state:
                        state.update(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                    state["t"] += 1
                    state["m"].lerp_(p.grad, 1 - beta1)
                    state["v"].lerp_(p.grad**2, 1 - beta2)
                    m_hat = state["m"] / (1 - beta1 ** state["t"])
                    v_hat = state["v"] / (1 - beta2 ** state["t"])
                    p -= group["lr"] * m_hat / (v_hat.sqrt() + group["eps"])
        return loss
        ### END SOLUTION


class InPlace(torch.optim.Optimizer):
    """In-place methods of tensors, both corrections in the rate, gradients enabled by hand."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        defaults = dict(lr=lr, betas=betas, eps=eps)
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self._update(p, p.grad, self.state[p], *group["betas"], group["lr"], group["eps"])
        return loss

    def _update(self, p, g, memory, b1, b2, lr, eps):
        if "step" not in memory:
            memory["step"] = torch.zeros(())
            memory["exp_avg"], memory["exp_avg_sq"] = torch.zeros_like(p), torch.zeros_like(p)
        memory["step"] += 1
        t = int(memory["step"])
        memory["exp_avg"].mul_(b1).add_(g, alpha=1 - b1)
        memory["exp_avg_sq"].mul_(b2).addcmul_(g, g, value=1 - b2)
        root = (1 - b2**t) ** 0.5
        p.addcdiv_(memory["exp_avg"], memory["exp_avg_sq"].sqrt().add_(eps * root), value=-lr * root / (1 - b1**t))


class RunningPowers(torch.optim.Optimizer):
    """The powers of both betas kept with the averages; parameters changed through `data`."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    def step(self, closure=None):
        value = None if closure is None else closure()
        for group in self.param_groups:
            for p in filter(lambda each: each.grad is not None, group["params"]):
                g = p.grad.detach()
                kept = self.state[p].get("kept", (1.0, 1.0, 0 * g, 0 * g))
                b1, b2 = group["betas"]
                kept = (kept[0] * b1, kept[1] * b2, b1 * kept[2] + (1 - b1) * g, b2 * kept[3] + (1 - b2) * g * g)
                self.state[p]["kept"] = kept
                p.data.sub_(group["lr"] * (kept[2] / (1 - kept[0])) / ((kept[3] / (1 - kept[1])) ** 0.5 + group["eps"]))
        return value


def descent(
    rng,
    steps=3,
    groups=((0, 1, 2, 3, 4),),
    settings=({},),
    idle=None,
    closure=False,
    reload=0,
    changes=None,
    scale=1.0,
    **options,
):
    """Inputs of `torch_descent`: a network of two layers on seven images, and a parameter that the loss does not know.

    idle: {step: numbers of the parameters without a gradient}. scale: of the loss.
    """
    d, hidden, classes = 4, 3, 5
    sizes = [(d, hidden), (hidden,), (hidden, classes), (classes,), (2, 3)]
    return {
        "params": [rng.normal(size=size) for size in sizes],
        "images": rng.normal(size=(7, d)),
        "labels": rng.permutation([0, 1, 2, 3, 4, 0, 1]),
        "groups": [list(members) for members in groups],
        "settings": [dict(each) for each in settings],
        "options": options,
        "idle": [list((idle or {}).get(step, ())) for step in range(1, steps + 1)],
        "closure": closure,
        "scale": scale,
        "reload": reload,
        "changes": {str(step): dict(values) for step, values in (changes or {}).items()},
    }


TWO = {
    "groups": ((2, 0), (1, 4, 3)),
    "settings": ({"lr": 0.2, "betas": (0.5, 0.8)}, {"eps": 0.3}),
}

EXERCISE = Exercise(
    AdamOptimizer,
    points=6,
    ids=("OPT-12",),
    source="Kingma & Ba 2015, Algorithm 1; torch.optim.Optimizer",
    family=families.FUNCTION,
    probe="torch_descent",
    oracle=torch.optim.Adam,
    cases=(
        Case(
            "two steps",
            lambda rng: descent(rng, steps=2, lr=0.1, betas=(0.7, 0.9), eps=0.1),
            public=True,
            about="2 steps on a network, lr 0.1, betas 0.7 and 0.9, eps 0.1; one parameter never has a gradient",
        ),
        Case(
            "two groups",
            lambda rng: descent(rng, lr=0.05, betas=(0.6, 0.7), eps=0.05, **TWO),
            public=True,
            about="3 steps; one group has an lr and betas of its own, the other an eps",
        ),
        Case(
            "gradients that come and go",
            lambda rng: descent(rng, steps=5, idle={1: (0, 3), 3: (1, 2), 4: (1,)}, lr=0.1, betas=(0.7, 0.8), eps=0.1),
            public=True,
            about="5 steps, some parameters without a gradient in some of them",
        ),
        Case(
            "a closure",
            lambda rng: descent(rng, closure=True, lr=0.1, betas=(0.6, 0.9), eps=0.1),
            public=True,
            about="3 steps, each with a closure",
        ),
        Case(
            "state saved and loaded",
            lambda rng: descent(rng, steps=4, reload=2, lr=0.1, betas=(0.7, 0.9), eps=0.1),
            public=True,
            about="2 steps, then 2 more by a new optimizer that loads the state_dict of the first",
        ),
        Case(
            "default options, tiny gradients",
            lambda rng: descent(rng, steps=3, scale=1e-6),
            public=True,
            about="3 steps, gradients below 1e-6, default options",
        ),
        Case(
            "lr lowered on the way",
            lambda rng: descent(rng, steps=4, lr=0.2, betas=(0.7, 0.9), eps=0.1, changes={3: {"lr": 0.05}}),
            public=True,
            about="4 steps, lr 0.2, from the third step 0.05",
        ),
        Case(
            "all at once",
            lambda rng: descent(
                rng,
                steps=6,
                idle={2: (2,), 5: (0, 1)},
                closure=True,
                reload=3,
                lr=0.1,
                betas=(0.8, 0.7),
                eps=0.1,
                **TWO,
            ),
        ),
    ),
    right=(
        Right("in place", task=InPlace),
        Right("running powers", task=RunningPowers),
        Right(
            "multiplied out",
            {'state["m"].lerp_(p.grad, 1 - beta1)': 'state["m"] += (1 - beta1) * (p.grad - state["m"])'},
        ),
    ),
    hint=(
        "Run it beside torch.optim.Adam on copies of one small network, with the same options, and print where the "
        "parameters first differ: at which step, and of which group."
    ),
    wrong=(
        Wrong(
            "grad None not looked for",
            {"if p.grad is None:\n                        continue\n                    ": ""},
            hint=(
                "A parameter that took no part in the loss has the gradient None, and with None you cannot calculate.",
                "What does the docstring say of such a parameter?",
            ),
        ),
        Wrong(
            "grad None taken for zero",
            {
                "if p.grad is None:\n                        continue": (
                    "if p.grad is None:\n                        p.grad = torch.zeros_like(p)"
                )
            },
            hint=(
                "Parameters without a gradient go on moving.",
                "With a gradient of 0 the averages fade and t counts. Without a gradient nothing happens.",
            ),
        ),
        Wrong(
            "stops at the first grad None",
            {"continue": "break"},
            hint="Behind a parameter without a gradient the others of its group no longer move.",
        ),
        Wrong(
            "one t for all parameters",
            {
                'state["t"] += 1': (
                    'group["t"] = group.get("t", 0) + (p is group["params"][0])\n'
                    '                    state["t"] = group["t"]'
                ),
            },
            hint=(
                "As long as every parameter has a gradient in every step, you are right.",
                "A parameter that sits a step out has made fewer steps than the others. Count for each one.",
            ),
        ),
        Wrong(
            "options of the constructor for all groups",
            {
                'group["lr"] * m_hat': 'self.defaults["lr"] * m_hat',
                'group["eps"])': 'self.defaults["eps"])',
                'group["betas"]': 'self.defaults["betas"]',
            },
            hint="A group may have options of its own. self.defaults holds what it has where it says nothing.",
        ),
        Wrong(
            "lr of the constructor",
            {'group["lr"] * m_hat': 'self.defaults["lr"] * m_hat'},
            hint="A group may have an lr of its own, and a schedule changes it there.",
        ),
        Wrong(
            "first group only",
            {"for group in self.param_groups:": "for group in self.param_groups[:1]:"},
            hint="With one group you are right. There may be more.",
        ),
        Wrong(
            "closure not called",
            {"closure() if closure is not None else None": "None"},
            hint="Where a closure is handed over, the gradients are what it computes. Call it.",
        ),
        Wrong(
            "loss not returned",
            {"return loss": "return None"},
            hint="Your parameters are right. What does step give back?",
        ),
        Wrong(
            "closure called under no_grad",
            {
                "loss = closure() if closure is not None else None\n        with torch.no_grad():": (
                    "with torch.no_grad():\n            loss = closure() if closure is not None else None"
                )
            },
            hint="The closure calls backward. Are gradients enabled while it runs?",
        ),
        Wrong(
            "memory outside of the state",
            {"state = self.state[p]": 'state = vars(self).setdefault("memory", {}).setdefault(p, {})'},
            hint=(
                "Until a state_dict is loaded you are right.",
                "A state_dict holds self.state and the groups. What lies elsewhere is lost.",
            ),
        ),
        Wrong(
            "memory made anew at each step",
            {"if not state:": "if True:"},
            hint="Every step starts from averages of 0. When are they made?",
        ),
        Wrong(
            "no bias correction",
            {
                'state["m"] / (1 - beta1 ** state["t"])': 'state["m"]',
                'state["v"] / (1 - beta2 ** state["t"])': 'state["v"]',
            },
            hint="Both averages start at 0, so early on they are too small. By what factor after t steps?",
        ),
        Wrong(
            "t starts at 2",
            {"t=0": "t=1"},
            hint="Your first step is corrected as if it were the second.",
        ),
        Wrong(
            "eps inside the root",
            {'(v_hat.sqrt() + group["eps"])': '(v_hat + group["eps"]).sqrt()'},
            hint="Algorithm 1 adds eps to the root, not under it.",
        ),
        Wrong(
            "weights of the averages swapped",
            {"(p.grad, 1 - beta1)": "(p.grad, beta1)", "(p.grad**2, 1 - beta2)": "(p.grad**2, beta2)"},
            hint="lerp_(x, weight) moves by that weight to x. beta is the share of the old average.",
        ),
        Wrong(
            "parameter rebound",
            {'p -= group["lr"] *': 'p = p - group["lr"] *'},
            hint="No parameter has moved: p = p - ... makes a new tensor. Change the one that is there.",
        ),
    ),
)
