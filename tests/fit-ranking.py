#!/usr/bin/env python3
"""Fits the model of the ranking and writes src/search/model.json; tells how well it and the learning do.

    pip install numpy scipy
    lyceum evaluate figures --history H --queries Q --out figures/one      (once for each set)
    tests/fit-ranking.py fit figures/one figures/two > src/search/model.json
    tests/fit-ranking.py tables figures/one figures/two                    (docs/ranking.md)

The model is a line over figures that are standardised within each question, and over the roots of those that are shares
of the most. It is fitted on the questions of the `valid` split and on the threads of the history before the first `test`
question of their workspace, without the first 15 in a hundred of these, when little was known yet. Every set weighs the
same, so that no shape of company outweighs the others. `test` is never fitted on.

`tables` takes the learning of src/search/learning through each set in the order of time, a question teaching seven days
after it was asked: from a model that was fitted on the other sets only, as a company meets it that nobody knows.
"""
import argparse
import collections
import json
import re
import sys

import numpy
from scipy.optimize import minimize

LITTLE_KNOWN = 0.15
# Keeps the weights small.
FIT_RIDGE = 5e-3
# How far apart scores are within a question, on average: what it costs to ask somebody is set against it.
SPREAD = 0.85
# A better match never harms anybody.
NEVER_HARM = ("mentioned", "votes", "best", "topics")
# As in src/search/model.rs.
LEAST_DEVIATION, FARTHEST, BELOW_ROOT = 0.02, 8.0, 0.01
# As in src/search/learning.
STEP, RIDGE, REMEMBERED, SETTLED = 0.02, 1e-3, 0.99, 7 * 86_400
# The figures by what they are about, for the tables.
GROUPS = {
    "words": ("votes", "best three", "topics", "share of what"),
    "topics": ("topics",),
    "the channel": ("week", "month", "half year", "day messages", "first", "votes here", "share of"),
    "silence": ("idle", "messages since"),
    "hours": ("habit", "this hour"),
    "the asker": ("to asker", "met"),
    "roots": ("root of",),
}


def figures():
    """The names of the figures, from the source that makes them."""
    source = open("src/search/signals.rs", encoding="utf-8").read()
    block = re.search(r"pub const NAMES: \[&str; WIDTH\] = \[(.*?)\];", source, re.S).group(1)
    return re.findall(r'"([^"]+)"', block)


def shares(names):
    return [at for at, name in enumerate(names) if name.endswith("of most")]


def inputs(rows, roots):
    """Of one question: each figure and root as deviations from the mean of the candidates."""
    raw = numpy.concatenate([rows, numpy.sqrt(numpy.maximum(rows[:, roots], 0) + BELOW_ROOT)], axis=1)
    raw = (raw - raw.mean(axis=0)) / (raw.std(axis=0) + LEAST_DEVIATION)
    return numpy.clip(raw, -FARTHEST, FARTHEST).astype(numpy.float32)


def read(path, names):
    """The questions of a set in the order of time, those without candidates among them."""
    rows = numpy.fromfile(path + ".f32", dtype="<f4").reshape(-1, len(names) + 1)
    questions, at, roots = [], 0, shares(names)
    for line in open(path + ".jsonl", encoding="utf-8"):
        question = json.loads(line)
        mine = rows[at:at + question["candidates"]]
        at += question["candidates"]
        question.pop("people")
        question["set"], question["relevance"] = path, mine[:, 0]
        question["inputs"] = inputs(mine[:, 1:], roots) if len(mine) else numpy.zeros((0, len(names) + len(roots)))
        worth = 2.0 ** mine[:, 0] - 1
        question["wanted"] = worth / worth.sum() if worth.sum() > 0 else None
        questions.append(question)
    assert at == len(rows), f"{path}: the two files do not belong together"
    return sorted(questions, key=lambda question: question["ts"])


def learnt_from(questions):
    begun = collections.defaultdict(list)
    for question in questions:
        if question["split"] == "history":
            begun[question["ws"]].append(question["ts"])
    known = {ws: float(numpy.quantile(times, LITTLE_KNOWN)) for ws, times in begun.items()}
    return [q for q in questions if q["split"] in ("history", "valid") and q["ts"] >= known.get(q["ws"], 0)
            and q["wanted"] is not None]


def worth_learning(question, names, chance):
    """All who answered, the likely ones who did not, and some others."""
    likely = numpy.argsort(-question["inputs"][:, names.index("best three of most")], kind="stable")[:40]
    active = numpy.argsort(-question["inputs"][:, names.index("week messages of most")], kind="stable")[:30]
    true = numpy.nonzero(question["wanted"] > 0)[0]
    count = len(question["inputs"])
    others = chance.choice(count, min(30, count), replace=False)
    return numpy.unique(numpy.concatenate([likely, active, true, others]))


def line(sets, names):
    """A weight for each input, by a listwise softmax: the likelier a true answerer, the better."""
    chance = numpy.random.default_rng(1)
    rows, wanted, weights, sizes = [], [], [], []
    for questions in sets:
        chosen = learnt_from(questions)
        for question in chosen:
            kept = worth_learning(question, names, chance)
            rows.append(question["inputs"][kept])
            wanted.append(question["wanted"][kept])
            weights.append(1 / len(chosen) / len(sets))
            sizes.append(len(kept))
    rows = numpy.concatenate(rows).astype(numpy.float64)
    wanted, sizes = numpy.concatenate(wanted), numpy.array(sizes)
    starts = numpy.concatenate([[0], numpy.cumsum(sizes)[:-1]])
    of_question = numpy.repeat(numpy.arange(len(sizes)), sizes)
    weights = numpy.array(weights)[of_question]

    def loss(betas):
        scores = rows @ betas
        scores -= numpy.maximum.reduceat(scores, starts)[of_question]
        likely = numpy.exp(scores)
        sums = numpy.add.reduceat(likely, starts)
        value = -((scores - numpy.log(sums)[of_question]) * wanted * weights).sum() + FIT_RIDGE * betas @ betas
        return value, rows.T @ ((likely / sums[of_question] - wanted) * weights) + 2 * FIT_RIDGE * betas

    all_names = names + [names[at] for at in shares(names)]
    bounds = [(0, None) if name.startswith(NEVER_HARM) else (None, None) for name in all_names]
    start = numpy.zeros(rows.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 200})
    return numpy.array([float(f"{value:.4g}") for value in found.x])


def reciprocal_rank(question, scores):
    """Of the first true answerer; whoever scores the same stands before them."""
    true = scores[question["relevance"] > 0]
    return 1 / (1 + (scores > true.max()).sum()) if len(true) else 0.0


def softmax(scores):
    likely = numpy.exp(scores - scores.max())
    return likely / likely.sum()


def learn(questions, model, allowed, trusts=True):
    """Takes one company through its questions; gives the reciprocal rank of each, by split."""
    moved, squares, gained = numpy.zeros(len(model)), numpy.zeros(len(model)), 0.0
    waiting, told = collections.deque(), collections.defaultdict(list)
    for question in questions:
        while waiting and waiting[0]["ts"] + SETTLED <= question["ts"]:
            lesson = waiting.popleft()
            by_model = lesson["inputs"] @ model
            likely = softmax(by_model + lesson["inputs"] @ moved)
            gained = REMEMBERED * gained + lesson["wanted"] @ (
                numpy.log(numpy.maximum(likely, 1e-12)) - numpy.log(numpy.maximum(softmax(by_model), 1e-12)))
            slope = (lesson["inputs"].T @ (likely - lesson["wanted"]) + RIDGE * moved) * allowed
            squares += slope * slope
            moved -= STEP * slope / numpy.sqrt(squares + 1e-8)
        trust = 1 / (1 + numpy.exp(-gained)) if trusts else 1.0
        if len(question["inputs"]):
            scores = question["inputs"] @ (model + trust * moved)
            told[question["split"]].append(reciprocal_rank(question, scores))
        else:
            told[question["split"]].append(0.0)
        if question["wanted"] is not None:
            waiting.append(question)
    return told


def through(questions, model, allowed, **options):
    """All companies of a set."""
    companies, told = collections.defaultdict(list), collections.defaultdict(list)
    for question in questions:
        companies[question["ws"]].append(question)
    for company in companies.values():
        for split, ranks in learn(company, model, allowed, **options).items():
            told[split].extend(ranks)
    return told


def tables(arguments):
    names = figures()
    all_names = names + ["root of " + names[at] for at in shares(names)]
    sets = {path: read(path, names) for path in arguments.sets}
    every, none = numpy.ones(len(all_names)), numpy.zeros(len(all_names))
    whole = line(list(sets.values()), names)
    for path, questions in sets.items():
        others = line([other for name, other in sets.items() if name != path], names)
        ways = {"model of the other sets, untaught": (others, none), "model of the other sets, taught": (others, every),
                "no model, taught": (none, every), "model of all sets, untaught": (whole, none),
                "model of all sets, taught": (whole, every)}
        for name, parts in GROUPS.items():
            starts = parts + tuple("root of " + part for part in parts)
            kept = numpy.array([0.0 if each.startswith(starts) else 1.0 for each in all_names])
            ways[f"the same without {name}"] = (whole * kept, kept)
        for way, (model, allowed) in ways.items():
            told = through(questions, model, allowed, trusts=bool(model.any()))
            cells = [f"{numpy.mean(told[split]):.3f} ± {1.96 * numpy.std(told[split]) / len(told[split]) ** .5:.3f}"
                     for split in ("history", "valid", "test")]
            print(f"| {path.split('/')[-1]} | {way} | {' | '.join(cells)} |", flush=True)


def fit(arguments):
    names = figures()
    sets = [read(path, names) for path in arguments.sets]
    model = line(sets, names)
    spread = numpy.mean([(q["inputs"] @ model).std() for questions in sets for q in questions if len(q["inputs"])])
    roots = len(shares(names))
    print(json.dumps({"figures": names, "weights": list(model[:-roots]), "roots": list(model[-roots:]),
                      "scale": float(f"{SPREAD / spread:.4g}")}, indent=1))
    print(f"spread {spread:.3f}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for name, run in (("fit", fit), ("tables", tables)):
        command = commands.add_parser(name)
        command.add_argument("sets", nargs="+")
        command.set_defaults(run=run)
    arguments = parser.parse_args()
    arguments.run(arguments)


main()
