"""Compare short answers in words: what is the same when written another way, and which slips of spelling are forgiven.

Two spellings are a slip apart where the same letters are left when a letter is dropped from each, or from one of them:
a letter too many, one missing, one in place of another, two swapped, one misplaced. A syllable of Hangul is a letter.
Both sides can list what is left of a spelling, so that lists are compared and no distance is computed; digests of such
a list forgive what the list does.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator

#: Letters of the longest word in which every letter counts: "SVM", "ReLU", "엔트로피".
SHORT = 4
#: Letters from which on two slips are forgiven.
LONG = 12
#: Letters of a spelling beyond which it is compared as it stands.
LONGEST = 60


def bare(text: str) -> str:
    """Reduce a spelling to what counts: letters and digits, in one case and form, without spaces and punctuation.

    Full-width and other compatible forms become the usual ones, accents are dropped, Hangul stands in syllables.
    """
    return "".join(_bare_words(text))


def left_of_accepted(text: str) -> frozenset[str]:
    """List what is left of an accepted spelling, itself included; none where no slip in it is forgiven.

    Digits and words of up to SHORT letters stay as they are.
    """
    words = _bare_words(text)
    letters = "".join(words)
    loose = [i for word, whole in _numbered(words) if len(word) > SHORT for i in whole if letters[i].isalpha()]
    if not loose or len(letters) > LONGEST:
        return frozenset()
    return frozenset(_without(letters, loose, _slips(letters)))


def left_of_answer(text: str) -> frozenset[str]:
    """List what is left of an answer, itself included; a short one may lack a letter and has none too many."""
    letters = bare(text)
    if len(letters) > LONGEST:
        return frozenset()
    loose = [i for i, letter in enumerate(letters) if letter.isalpha()] if len(letters) > SHORT else []
    return frozenset(_without(letters, loose, _slips(letters)))


def _bare_words(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    # casefolding may compose anew
    plain = "".join(c for c in unicodedata.normalize("NFKD", decomposed) if unicodedata.category(c) != "Mn")
    return "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFC", plain)).split()


def _numbered(words: list[str]) -> Iterator[tuple[str, range]]:
    """Yield each word with the places of its letters in the joined words."""
    start = 0
    for word in words:
        yield word, range(start, start + len(word))
        start += len(word)


def _slips(letters: str) -> int:
    """Return how many slips are forgiven in a spelling."""
    return 2 if len(letters) >= LONG else 1


def _without(letters: str, loose: list[int], most: int) -> Iterator[str]:
    """Yield what is left when up to `most` letters are dropped at loose places."""
    for count in range(most + 1):
        for dropped in itertools.combinations(loose, count):
            yield "".join(letter for i, letter in enumerate(letters) if i not in dropped)
