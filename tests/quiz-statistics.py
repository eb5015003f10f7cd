"""Makes src/features/quiz/statistics/fixtures.json: what other implementations say of the same data.

    python3 -m venv venv && venv/bin/pip install scipy statsmodels
    venv/bin/python tests/quiz-statistics.py > src/features/quiz/statistics/fixtures.json

scipy gives the confidence interval, the signed rank test and the correlations, statsmodels McNemar's test. scipy's exact
signed rank test knows no ties, so the exact p with ties is counted here over all 2^n ways to sign the ranks, which is
what its permutation test does with enough resamples.
"""

import itertools
import json
import random

import numpy
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar

TARGET = 0.7


def pairs(seed, n, steps):
    chance = random.Random(seed)
    before = [chance.randint(0, steps) / steps for _ in range(n)]
    return [(b, min(1.0, max(0.0, b + chance.randint(-1, 3) / steps))) for b in before]


CASES = {
    "two people": [(0.2, 0.6), (0.4, 0.5)],
    "all the same": [(0.5, 0.5)] * 6,
    "all gained the same": [(0.25, 0.75)] * 5,
    "had all before": [(1.0, 1.0), (1.0, 0.5), (1.0, 0.75)],
    "no ties": [(0.10, 0.15), (0.20, 0.31), (0.30, 0.27), (0.15, 0.40), (0.50, 0.52), (0.42, 0.51), (0.33, 0.90)],
    "ties and zeros": pairs(1, 12, 5),
    "twenty": pairs(2, 20, 10),
    "many": pairs(3, 200, 10),
}


def signed_rank(gains):
    changed = [gain for gain in gains if abs(gain) > 1e-9]
    if not changed:
        return None, "nobody changed"
    sizes = numpy.round(numpy.abs(changed), 9)
    ranks = stats.rankdata(sizes)
    if len(changed) <= 20:
        observed = min(sum(r for r, g in zip(ranks, changed) if g > 0), sum(r for r, g in zip(ranks, changed) if g < 0))
        sums = (sum(itertools.compress(ranks, signs)) for signs in itertools.product([0, 1], repeat=len(ranks)))
        extreme = sum(1 for total in sums if total <= observed + 1e-9)
        p = min(1.0, 2 * extreme / 2 ** len(ranks))
        if len(set(sizes)) == len(sizes):
            assert abs(p - stats.wilcoxon(changed, method="exact").pvalue) < 1e-12
        return p, "all signs"
    rounded = [round(gain, 9) for gain in changed]
    return float(stats.wilcoxon(rounded, correction=True, method="approx").pvalue), "scipy.stats.wilcoxon approx"


def case(data):
    before, after = numpy.array([b for b, _ in data]), numpy.array([a for _, a in data])
    gains = after - before
    spread = (before.std(ddof=1) + after.std(ddof=1)) / 2
    deviation = gains.std(ddof=1)
    interval = None
    if deviation > 1e-12:
        low, high = stats.t.interval(0.95, len(data) - 1, loc=gains.mean(), scale=stats.sem(gains))
        interval = [float(low), float(high)]
    up = int(((before < TARGET - 1e-9) & (after >= TARGET - 1e-9)).sum())
    down = int(((before >= TARGET - 1e-9) & (after < TARGET - 1e-9)).sum())
    exact = mcnemar([[0, up], [down, 0]], exact=True).pvalue if up + down else None
    p, how = signed_rank(gains.tolist())
    room = 1 - before.mean()
    return {
        "pairs": data, "before": float(before.mean()), "after": float(after.mean()), "gain": float(gains.mean()),
        "interval": interval, "normalised": float(gains.mean() / room) if room > 1e-9 else None,
        "effect": float(gains.mean() / spread) if spread > 1e-9 else None, "p": p, "p_by": how,
        "at_target": [int((before >= TARGET - 1e-9).sum()), int((after >= TARGET - 1e-9).sum())],
        "mcnemar": None if exact is None else float(exact),
    }


def items():
    chance = numpy.random.default_rng(4)
    ability, hardness, points = chance.normal(size=40), numpy.array([-1.0, -0.3, 0.2, 0.8, 9.0]), numpy.array([1, 2, 1, 3, 1])
    credits = (chance.normal(size=(40, 5)) + ability[:, None] > hardness).astype(float)
    credits[:, 1] = (credits[:, 1] + credits[:, 0]) / 2
    totals = credits @ points
    figures = []
    for at in range(5):
        rest = totals - credits[:, at] * points[at]
        varies = credits[:, at].std() > 0
        figures.append({
            "difficulty": float(credits[:, at].mean()),
            "discrimination": float(stats.pearsonr(credits[:, at], rest).statistic) if varies else None,
        })
    return {"credits": credits.tolist(), "points": points.tolist(), "figures": figures}


print(json.dumps({
    "made_by": f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}",
    "target": TARGET,
    "changes": {name: case(data) for name, data in CASES.items()},
    "mcnemar": [[up, down, float(mcnemar([[0, up], [down, 0]], exact=True).pvalue)]
                for up, down in [(1, 0), (5, 0), (8, 2), (2, 8), (3, 3), (40, 11)]],
    "items": items(),
}, indent=1))
