"""Makes src/features/mentorship/matching/fixtures.json: the best totals that another solver finds for the same scores.

    python3 -m venv venv && venv/bin/pip install scipy
    venv/bin/python tests/mentorship-matching.py > src/features/mentorship/matching/fixtures.json

scipy's linear_sum_assignment has no places and lets nobody be left over: a column with several places is copied, and each row
has a column of its own that is worth nothing. The scores are drawn by a generator that the tests have, too.
"""

import json

import numpy
import scipy
from scipy.optimize import linear_sum_assignment

NEVER = -(2**31)
MASK = 2**64 - 1
# name, rows, columns, scores from 0 to below this, how many of 100 pairs may not be, most places
CASES = [
    ("five", 5, 5, 1_000_000, 0, 1),
    ("five with ties", 5, 5, 3, 0, 1),
    ("more rows", 12, 5, 1_000_000, 10, 2),
    ("more columns", 5, 12, 1_000_000, 10, 1),
    ("twenty with ties", 20, 20, 4, 20, 1),
    ("places", 40, 10, 1_000_000, 20, 6),
    ("places with ties", 40, 15, 5, 30, 3),
    ("hardly any pair", 50, 50, 1_000_000, 95, 2),
    ("one column", 30, 1, 1_000_000, 10, 4),
    ("one row", 1, 30, 1_000_000, 10, 1),
    ("no pair", 10, 10, 1_000_000, 100, 2),
    ("a hundred", 100, 100, 1_000_000, 15, 1),
    ("a hundred with ties", 100, 60, 10, 40, 3),
    ("two hundred", 200, 90, 1_000_000, 25, 3),
    ("five hundred", 500, 500, 1_000_000, 10, 1),
    ("five hundred, places", 500, 200, 1_000_000, 30, 4),
    ("five hundred with ties", 500, 250, 20, 50, 2),
]


def chance(seed):
    state = seed
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) & MASK
        yield state >> 33


def drawn(seed, rows, columns, below, never, most):
    draw = chance(seed)
    places = [next(draw) % most + 1 for _ in range(columns)]
    scores = [[NEVER if next(draw) % 100 < never else next(draw) % below for _ in range(columns)] for _ in range(rows)]
    return scores, places


def best(scores, places):
    rows = len(scores)
    wide = [[cell for cell, copies in zip(row, places) for _ in range(copies)] for row in scores]
    worth = numpy.array(wide, dtype=float)
    # Worse than to be left over, so never chosen.
    worth[worth == NEVER] = -1
    worth = numpy.hstack([worth, numpy.zeros((rows, rows))])
    return int(worth[linear_sum_assignment(worth, maximize=True)].sum())


if __name__ == "__main__":
    cases = []
    for seed, (name, *shape) in enumerate(CASES, start=1):
        scores, places = drawn(seed, *shape)
        cases.append({"name": name, "seed": seed, "shape": shape, "total": best(scores, places)})
    made_by = f"tests/mentorship-matching.py, scipy {scipy.__version__}"
    print(json.dumps({"made_by": made_by, "cases": cases}, indent=1))
