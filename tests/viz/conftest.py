"""Figures without a screen, and none left for the next test."""

from __future__ import annotations

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _no_figures():
    yield
    plt.close("all")
