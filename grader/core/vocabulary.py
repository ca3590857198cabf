"""Name what is found without a catalogue: slips by rule, exceptions, and what an answer's outputs show by themselves.

Names say the class, never the statement or its place. With the hints here they are all that is said of such a mistake,
to students and in what is handed out.
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
SWITCH = "a switch is the other way round"
NUMBERS_SWAPPED = "two numbers of an option are swapped"
ARGUMENTS_SWAPPED = "two arguments are swapped"
OLD_VALUE = "the old value is used, or the new one where the old belongs"

#: Names that say little: of one output they go only where nothing else fits.
VAGUE = (OLD_VALUE,)

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
    SWITCH: "An option is True or False. What does the docstring say it does when it is True?",
    NUMBERS_SWAPPED: "An option holds two numbers. Which comes first?",
    ARGUMENTS_SWAPPED: "Compare the order of the arguments with the formula: which one is which?",
    OLD_VALUE: "Go through the steps in order: which value has been updated already when the next line reads it?",
}

NAME = "a name is never set"
ATTRIBUTE = "an attribute is never set"
NONE = "None where a value belongs"
FOREIGN = "a function or method that NumPy does not have"
LIST = "a list where an array belongs"
ARGUMENTS = "a call with other arguments than the function takes"
SHAPE_AS_NUMBERS = "a shape given as two numbers"
JSON = "a value that JSON does not take"
ONE_NUMBER = "an array where one number belongs"
TRUTH = "the truth value of an array"
RAGGED = "arrays of different shapes in one array"
NO_SUCH_AXIS = "an axis that the array does not have"
UNPACKING = "a fixed number of values unpacked"
RESHAPE = "a reshape that does not fit the size"
BROADCAST = "shapes that do not broadcast"
PRODUCT = "shapes that do not fit in a matrix product"
ZERO = "a division by zero"
INDEX = "an index out of range"
KEY = "a key that is not there"
RECURSION = "a function that calls itself without end"
CASTING = "an array that cannot hold the result"

#: A hint for the name of each exception.
EXCEPTION_HINTS: Mapping[str, str] = {
    NAME: "Where is this name set? It may be misspelt, lack `self.`, or an import may be missing.",
    ATTRIBUTE: "Every `self.x` that is read must be set first, in the constructor or in an earlier call.",
    NONE: "A function without `return` gives None, and so do methods that work in place.",
    FOREIGN: "This belongs to another library. Look the operation up in NumPy.",
    LIST: "Arithmetic needs arrays. Go through the list element by element, or make it an array where shapes agree.",
    ARGUMENTS: "Compare the call with the function's documentation: which arguments does it take, and in which order?",
    SHAPE_AS_NUMBERS: "The shape is one argument: a tuple.",
    JSON: "JSON knows Python's own numbers, strings, lists and dicts only.",
    ONE_NUMBER: "Something expects one number and is given a whole array. Which function takes arrays?",
    TRUTH: "`if`, `and`, `or` and chained comparisons want one truth value; for arrays use `np.where`, `&` or `|`.",
    RAGGED: "Arrays of different shapes cannot be stacked into one. Keep them in a list.",
    NO_SUCH_AXIS: "Write the number of axes beside each array. Which axis is meant where there are fewer?",
    UNPACKING: "How many values stand on the right, for every input that the docstring allows?",
    RESHAPE: "Count the elements before and after. Does it fit for every size that the docstring allows?",
    BROADCAST: "Write the shapes of both operands below each other, aligned at the right.",
    PRODUCT: "Write the shapes of each matrix product below each other: the inner sides must agree.",
    ZERO: "What is divided by, and when is it 0? Look at the first call and at counters that start at 0.",
    INDEX: "How many elements are there, and which index comes last?",
    KEY: "Is every key set before it is read, and spelt as the docstring spells it?",
    RECURSION: "A function that calls itself needs a case in which it does not.",
    CASTING: "Writing into an array keeps its dtype. Which dtype does the result have?",
}

NOTHING = "nothing is returned"
OTHER_VALUES = "other values are returned than the docstring lists"
ORDER = "outputs in another order"
TWO_AXES = "works for two axes only"
TWINS = "state shared by arrays of one shape"

SCALE = "a constant factor is wrong"
SHIFT = "a constant is added or left out"
SIZE = "a factor is wrong that depends on a size"
TRANSPOSED = "transposed"
REVERSED = "in reverse order"
LATE = "one place late"
SQUARED = "a square too many"
ROOTED = "a root too many"
ONE_MINUS = "1 minus what is meant"
ABSOLUTE = "an absolute value too many"
SUMMED = "a sum over an axis too many"
NOT_SUMMED = "a sum over an axis is left out"
AVERAGED = "a mean over an axis too many"
NOT_AVERAGED = "a mean over an axis is left out"
EPS_ADDED = "eps in what is returned"
DRAWN_SCALE = "the scale is off by a constant factor"
FIXED = "the scale is the same for every shape"
DTYPE = "right numbers in another dtype"
LENGTH_ONE = "right numbers with an axis of length 1 too many or too few"
OUTER_TYPE = "right numbers in another type"

#: A hint for each relation that the outputs have to the right ones.
RELATION_HINTS: Mapping[str, str] = {
    SIGN: HINTS[SIGN],
    FRACTION: HINTS[FRACTION],
    SCALE: "Every number is off by the same factor. Compare the constants in front of each term with the formula.",
    SHIFT: "Every number is off by the same amount. Is a constant added, or left out?",
    SIZE: "Which size is it, and does the formula divide by it, once, or not at all?",
    TRANSPOSED: "The numbers are right and stand in the other order of axes. Which shape does the docstring ask for?",
    REVERSED: "The numbers are right, last one first. In which order does the loop fill them in?",
    LATE: "Each number stands one place after its own. With which index does the loop begin?",
    SQUARED: "The result is the square of what is meant. Is a root missing at the end?",
    ROOTED: "The result is the root of what is meant. Which of the two does the docstring ask for?",
    ONE_MINUS: "Add your result to what is expected: it is 1. Which of the two does the docstring ask for?",
    ABSOLUTE: "All signs are lost. Where is an absolute value taken, or a square and a root?",
    SUMMED: "The result has an axis fewer than it should. Which sum is not asked for?",
    NOT_SUMMED: "The result has more axes than it should. Over which ones does the formula sum?",
    AVERAGED: "The result has an axis fewer than it should. Which mean is not asked for?",
    NOT_AVERAGED: "The result has more axes than it should. Over which ones does the formula take the mean?",
    EPS_ADDED: "eps protects a root or a division. Does it belong to what is returned?",
    DRAWN_SCALE: "On every shape the scale is off by the same factor. Which constant does the formula have?",
    FIXED: "The formula's scale depends on the shape. Which numbers of it does it use?",
    DTYPE: "The numbers are right. Which dtype do the inputs have, and which one has each array that you make?",
    LENGTH_ONE: "The numbers are right. Which sum or mean keeps an axis too many, or drops one?",
    OUTER_TYPE: "The numbers are right. What does the docstring say: a list, a tuple, an array or one number?",
}

#: Hints for what is still to be written, and for what depends on the inputs.
STILL_ZERO_HINT = "It is 0 on every input. Is it still to be written, or multiplied by something that is 0?"
MISSING_HINT = "Compare what is returned or stored with the docstring: each value, in its order."
AXES_HINT = "The docstring allows other numbers of axes too. Over which axes does each step run there?"
TWINS_HINT = "Each array needs state of its own, also where two have the same shape."
READ_ONCE_HINT = "The attribute may change between calls. Is it read anew each time?"
IGNORED_HINT = "Change it: your answer stays the same. Where does the formula use it?"
