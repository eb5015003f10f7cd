"""Makes src/features/mentorship/matching/fixtures.json: the best totals that another solver finds for the same scores.

    python3 -m venv venv && venv/bin/pip install scipy
    venv/bin/python tests/mentorship-matching.py > src/features/mentorship/matching/fixtures.json

scipy's linear_sum_assignment has no places and lets nobody be left over: a column with several places is copied, and each row
has a column of its own that is worth nothing. The scores are drawn by a generator that the tests have, too.

    venv/bin/pip install mentor-match
    venv/bin/python tests/mentorship-matching.py --bench

compares, in one run, `cargo bench --bench mentorship` with scipy and with the package mentor-match on the same matrices. Copies of a
mentor are mentors of their own to mentor-match, and it is left out where its pure Python would take an hour.
"""

import json
import subprocess
import sys
import time

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


def bench():
    built = ["cargo", "bench", "--quiet", "--bench", "mentorship"]
    said = subprocess.run(built, capture_output=True, text=True, check=True).stdout
    print(said)
    for line in said.splitlines():
        kind, *rest = line.split()
        if kind != "assign":
            continue
        rows, columns, places = map(int, rest[:3])
        draw = chance(rows)
        scores = [[NEVER if next(draw) % 100 < 10 else next(draw) % 1_000_000 for _ in range(columns)] for _ in range(rows)]
        begun = time.perf_counter()
        total = best(scores, [places] * columns)
        took = (time.perf_counter() - begun) * 1e3
        assert total == int(rest[4]), f"{rows} x {columns}: {total} is not {rest[4]}"
        print(f"scipy {rows} {columns} {places} {took:.1f} {total}")
        if rows <= 100:
            begun = time.perf_counter()
            total = by_mentor_match(scores, places)
            print(f"mentor-match {rows} {columns} {places} {(time.perf_counter() - begun) * 1e3:.1f} {total}")


def by_mentor_match(scores, places):
    from matching.mentee import Mentee
    from matching.mentor import Mentor
    from matching.process import process_data

    class Score:
        """A rule of mentor-match: the score of the pair, or never."""

        def apply(self, match):
            score = scores[match.mentee.number][match.mentor.number]
            match.disallowed = score == NEVER
            return max(score, 0)

    def person(kind, number, copy=0):
        about = {"first name": f"{kind.__name__} {number} {copy}", "last name": "", "email": f"{kind.__name__}{number}.{copy}", "role": "", "grade": "5"}
        made = kind(**about)
        made.number = number
        return made

    mentees = [person(Mentee, number) for number in range(len(scores))]
    mentors = [person(Mentor, number, copy) for number in range(len(scores[0])) for copy in range(places)]
    process_data(mentors, mentees, [[Score()]])
    return sum(scores[mentee.number][mentor.number] for mentee in mentees for mentor in mentee.mentors)


if __name__ == "__main__":
    if "--bench" in sys.argv:
        sys.exit(bench())
    cases = []
    for seed, (name, *shape) in enumerate(CASES, start=1):
        scores, places = drawn(seed, *shape)
        cases.append({"name": name, "seed": seed, "shape": shape, "total": best(scores, places)})
    made_by = f"tests/mentorship-matching.py, scipy {scipy.__version__}"
    print(json.dumps({"made_by": made_by, "cases": cases}, indent=1))
