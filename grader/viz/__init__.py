"""The pictures of the labs: each carries one message, and comes alive once the student's code does.

A function that draws optimizers or layers is handed `{label: factory}`, where a factory makes an optimizer of the
student's for a list of parameters, `{"Adam": lambda params: Adam(params, lr=0.1)}`, or a layer, `{"Tanh": lambda:
Tanh()}`. The label starts with the exercise's name, which decides its colour; what follows tells several runs of one
exercise apart ("Adam, eps 1e-4"). A function that draws what functions of the student's give is handed those by the
exercise's name, as keyword arguments. Nothing in here knows a right answer. Where the code is not ready, one line says
so in place of a traceback.

Importing this package loads neither matplotlib nor tqdm; drawing does.
"""

from grader.viz.activations import collapsed, curves, gradient_profile, signals
from grader.viz.averages import averages
from grader.viz.challenge import log_table, own_runs, run_curves, still_wrong, typed_runs
from grader.viz.gradients import rates, shrinkage, small_gradients
from grader.viz.initialization import (
    constant,
    fixed_scale,
    layer_histograms,
    measured_fans,
    same_units,
    scale_over_outputs,
    strengths,
    weights_drawn,
)
from grader.viz.initialized_training import train_from
from grader.viz.layers import classifier, sheet
from grader.viz.lines import POINTS, by_layers, by_torch, clock, line_walks, same_walk
from grader.viz.losses import own_gradient, parabola, price, pull, sharpness, step_sizes
from grader.viz.networks import dead_units, learned_slopes, train_digits
from grader.viz.normalization import (
    against_slopes,
    costs,
    folded,
    memories,
    one_among_many,
    running,
    small_batches,
    whitened_cloud,
)
from grader.viz.normalized_training import initial_scales, with_and_without
from grader.viz.paths import paths, step_lengths, two_views
from grader.viz.styles import ACTIVATION_STYLES, INITIALIZER_STYLES, OPTIMIZER_STYLES
from grader.viz.surfaces import BEALE, VALLEY, Surface
from grader.viz.training import Run, loss_curves, train_all

__all__ = [
    "ACTIVATION_STYLES",
    "BEALE",
    "INITIALIZER_STYLES",
    "OPTIMIZER_STYLES",
    "POINTS",
    "VALLEY",
    "Run",
    "Surface",
    "against_slopes",
    "averages",
    "by_layers",
    "by_torch",
    "classifier",
    "clock",
    "collapsed",
    "constant",
    "costs",
    "curves",
    "dead_units",
    "fixed_scale",
    "folded",
    "gradient_profile",
    "initial_scales",
    "layer_histograms",
    "learned_slopes",
    "line_walks",
    "log_table",
    "loss_curves",
    "measured_fans",
    "memories",
    "one_among_many",
    "own_gradient",
    "own_runs",
    "parabola",
    "paths",
    "price",
    "pull",
    "rates",
    "run_curves",
    "running",
    "same_units",
    "same_walk",
    "scale_over_outputs",
    "sharpness",
    "sheet",
    "shrinkage",
    "signals",
    "small_batches",
    "small_gradients",
    "step_lengths",
    "step_sizes",
    "still_wrong",
    "strengths",
    "train_all",
    "train_digits",
    "train_from",
    "two_views",
    "typed_runs",
    "weights_drawn",
    "whitened_cloud",
    "with_and_without",
]
