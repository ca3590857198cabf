"""Name the slips that are derived by rule from any solution: by their class, never by the statement or its place.

The names and hints here are all that is said of such a slip, to students and in what is handed out.
"""

from __future__ import annotations

from collections.abc import Mapping

EPS_MISSING = "eps is missing in one place"
EPS_INSIDE = "eps is inside the root in one place"
EPS_OUTSIDE = "eps is outside the root in one place"
AXIS = "another axis"
ALL_AXES = "all axes instead of some"
KEEPDIMS = "axes of length 1 are dropped or kept"
SUM = "the sum instead of the mean"
MEAN = "the mean instead of the sum"
STD = "the standard deviation instead of the variance"
VARIANCE = "the variance instead of the standard deviation"
UNBIASED = "n - 1 instead of n"
MINIMUM = "the minimum instead of the maximum, or the other way round"
SIGN = "a sign is flipped"
ROOT = "a root is left out"
SQUARE = "a square is left out"
POWER = "a power is left out"
EXPONENTIAL = "an exponential is left out"
LOGARITHM = "a logarithm is left out"
TERM = "a term is left out"
FACTOR = "a factor is left out"
DIVISION = "a division is left out"
FRACTION = "a fraction is upside down"
TRANSPOSE = "a transpose is left out"
SWAPPED = "two outputs are swapped"
STATE = "state is not kept"
COMPARISON = "a comparison is the other way round"
BORDER = "a comparison treats its border the other way"
HALF_OPTION = "a part of an option is ignored"
COMPLEMENT = "a rate and 1 minus it are swapped"
ONE_OPTION = "an option is ignored in one place"
OLD_VALUE = "the old value is used, or the new one where the old belongs"

#: A general hint for each name.
HINTS: Mapping[str, str] = {
    EPS_MISSING: "eps belongs to every division or root that it protects. Compare each with the formula.",
    EPS_INSIDE: "Compare each root with the formula: is eps added under the root or to it?",
    EPS_OUTSIDE: "Compare each root with the formula: is eps added under the root or to it?",
    AXIS: "Over which axis does each sum, mean or maximum run? Write the shape of every result beside it.",
    ALL_AXES: "A sum, mean or maximum without an axis runs over everything. Which axes are meant?",
    KEEPDIMS: "Write the shape of every sum and mean beside it: along which axis does broadcasting repeat it?",
    SUM: "A sum grows with the number of elements, a mean does not. Which does the formula ask for?",
    MEAN: "A mean is the sum divided by the number of elements. Does the formula divide?",
    STD: "The standard deviation is the root of the variance. Which does the formula ask for?",
    VARIANCE: "The standard deviation is the root of the variance. Which does the formula ask for?",
    UNBIASED: "Does the formula divide the sum of squares by n or by n - 1?",
    MINIMUM: "Which is meant, the larger or the smaller of the two? Try it on 1 and 2.",
    SIGN: "Go through the formula sign by sign: which is plus, which is minus?",
    ROOT: "Is what you use the square of what the formula uses?",
    SQUARE: "Is something in the formula squared that is not squared in yours?",
    POWER: "Something in the formula has an exponent that yours does not have.",
    EXPONENTIAL: "Something in the formula stands in an exponent and in yours does not.",
    LOGARITHM: "The formula takes a logarithm somewhere that yours does not take.",
    TERM: "Count the terms of each sum in the formula, then in your code.",
    FACTOR: "Count the factors of each product in the formula, then in your code.",
    DIVISION: "Something in the formula is divided by what yours does not divide by.",
    FRACTION: "Check each fraction: what is above the line, and what below?",
    TRANSPOSE: "Write the shapes of each matrix product below each other. Which matrix is transposed?",
    SWAPPED: "In which order does the docstring list what is returned?",
    STATE: "The first call is right, the later ones are not. What has to be kept from one to the next?",
    COMPARISON: "Check each comparison with one number on each side.",
    BORDER: "Try the number at the border itself: to which side does it belong?",
    HALF_OPTION: "An option holds more than one number. Is each of them used?",
    COMPLEMENT: "A moving average weighs old and new with a rate and 1 minus it. Which weight belongs to which?",
    ONE_OPTION: "An option is used in several places. Change it: does each of them follow?",
    OLD_VALUE: "Go through the steps in order: which value has been updated already when the next line reads it?",
}
