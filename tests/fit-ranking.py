#!/usr/bin/env python3
"""Fits the model of the ranking, a line and trees on top of it, and writes src/search/model.json.

    pip install numpy scipy lightgbm==4.7.0
    lyceum evaluate figures --history H --queries Q --out figures/one      (once for each set)
    tests/fit-ranking.py join H Q ws1,ws2,ws3 joined                       (optional: communities as one company)
    lyceum evaluate figures --history joined.history.jsonl --queries joined.queries.jsonl --out figures/joined
    tests/fit-ranking.py channels H Q two-by-tag                           (optional: the tags of a site as channels)
    lyceum evaluate figures --history two-by-tag.history.jsonl --queries two-by-tag.queries.jsonl --out figures/two-by-tag
    tests/fit-ranking.py fit --cross-validate figures/one figures/two --joined figures/joined figures/two-by-tag > src/search/model.json

The questions are those of the `valid` split and the threads of the history before the first `test` question of their
workspace, without the first 15 in a hundred of these, when little was known yet. `test` is never fitted on.

`join` makes one company with a channel for each of several communities of the same months, so that the model meets
companies in which the channel matters; `channels` makes a channel of each tag, so that it meets such as have many, with
few people in each. They count half. `--cross-validate` fits on all workspaces but one (or a few
years of the same community) and prints to standard error how well that one is ranked: choose by that, not by `test`.
"""
import argparse
import collections
import gzip
import json
import re
import sys

SEED = 1
ROUNDS = 100
PARAMETERS = {
    "objective": "lambdarank", "label_gain": [0, 1, 3], "lambdarank_truncation_level": 15, "learning_rate": 0.1,
    "num_leaves": 12, "min_data_in_leaf": 150, "lambda_l2": 10, "feature_fraction": 0.5, "bagging_fraction": 0.7,
    "bagging_freq": 1, "num_threads": 2, "deterministic": True, "force_row_wise": True, "verbose": -1, "seed": SEED,
}
LITTLE_KNOWN = 0.15
JOINED_WEIGHT = 0.5
# Keeps the weights of the line small.
RIDGE = 1e-3
# So much of the line counts, and the trees make up for the rest: what all communities have in common weighs most.
SHARE = 0.5
# How far apart scores are within a question, on average: what it costs to ask somebody is set against it.
SPREAD = 0.85
# A better match never harms anybody.
NEVER_HARM = ("mentioned", "votes", "best")


def figures():
    """The names of the figures, from the source that makes them."""
    source = open("src/search/signals.rs", encoding="utf-8").read()
    block = re.search(r"pub const NAMES: \[&str; WIDTH\] = \[(.*?)\];", source, re.S).group(1)
    return re.findall(r'"([^"]+)"', block)


def read(path, joined):
    import numpy

    width = len(figures())
    rows = numpy.fromfile(path + ".f32", dtype="<f4").reshape(-1, width + 1)
    questions, at = [], 0
    for line in open(path + ".jsonl", encoding="utf-8"):
        question = json.loads(line)
        question["rows"] = rows[at:at + question["candidates"]]
        question["set"], question["joined"] = path, joined
        at += question["candidates"]
        questions.append(question)
    assert at == len(rows), f"{path}: the two files do not belong together"
    begun = collections.defaultdict(list)
    for question in questions:
        if question["split"] == "history":
            begun[question["ws"]].append(question["ts"])
    known = {ws: float(numpy.quantile(times, LITTLE_KNOWN)) for ws, times in begun.items()}
    chosen = [q for q in questions
              if q["split"] != "test" and q["ts"] >= known.get(q["ws"], 0) and (q["rows"][:, 0] > 0).any()]
    return chosen


def worth_learning(rows, names, chance):
    """All who answered, the likely ones who did not, and some others."""
    import numpy

    column = {name: at + 1 for at, name in enumerate(names)}
    likely = numpy.argsort(-rows[:, column["best three of most"]], kind="stable")[:50]
    active = numpy.argsort(-rows[:, column["week messages of most"]], kind="stable")[:20]
    true = numpy.nonzero(rows[:, 0] > 0)[0]
    others = chance.choice(len(rows), min(20, len(rows)), replace=False)
    return numpy.unique(numpy.concatenate([likely, active, true, others]))


def line(rows, sizes, weights, names):
    """A weight for each figure, by a listwise softmax: the likelier a true answerer, the better."""
    import numpy
    from scipy.optimize import minimize

    figures = rows[:, 1:].astype(numpy.float64)
    deviation = figures.std(axis=0) + 1e-9
    figures = (figures - figures.mean(axis=0)) / deviation
    starts = numpy.concatenate([[0], numpy.cumsum(sizes)[:-1]])
    of_question = numpy.repeat(numpy.arange(len(sizes)), sizes)
    wanted = 2.0 ** rows[:, 0] - 1
    wanted /= numpy.add.reduceat(wanted, starts)[of_question]
    weights = weights / weights[starts].sum()

    def loss(betas):
        scores = figures @ betas
        likely = numpy.exp(scores - numpy.maximum.reduceat(scores, starts)[of_question])
        likely /= numpy.add.reduceat(likely, starts)[of_question]
        value = -(numpy.log(likely + 1e-12) * wanted * weights).sum() + RIDGE * betas @ betas
        return value, (figures * ((likely - wanted) * weights)[:, None]).sum(axis=0) + 2 * RIDGE * betas

    bounds = [(0, None) if name.startswith(NEVER_HARM) else (None, None) for name in names]
    start = numpy.zeros(figures.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 200})
    return numpy.array([float(f"{value:.5g}") for value in SHARE * found.x / deviation])


class Model:
    """A line, and trees for what it cannot say."""

    def __init__(self, weights, trees):
        self.weights, self.trees, self.scale = weights, trees, 1.0

    def predict(self, figures):
        return self.scale * (figures @ self.weights + self.trees.predict(figures))


def train(questions, names):
    import lightgbm
    import numpy

    chance = numpy.random.default_rng(SEED)
    rows, sizes, weights = [], [], []
    for question in questions:
        kept = question["rows"][worth_learning(question["rows"], names, chance)]
        rows.append(kept)
        sizes.append(len(kept))
        weights.append(numpy.full(len(kept), JOINED_WEIGHT if question["joined"] else 1.0))
    rows = numpy.concatenate(rows)
    weights = numpy.concatenate(weights)
    straight = line(rows, sizes, weights, names)
    data = lightgbm.Dataset(rows[:, 1:], label=rows[:, 0].astype(int), group=sizes, weight=weights,
                            init_score=rows[:, 1:] @ straight)
    monotone = [1 if name.startswith(NEVER_HARM) else 0 for name in names]
    trees = lightgbm.train({**PARAMETERS, "monotone_constraints": monotone}, data, ROUNDS)
    model = Model(straight, trees)
    model.scale = SPREAD / float(numpy.mean([model.predict(q["rows"][:, 1:]).std() for q in questions]))
    return model


def measures(question, scores):
    import numpy

    order = numpy.argsort(-scores, kind="stable")
    relevance = question["rows"][order, 0]
    true = numpy.nonzero(relevance > 0)[0]
    gains = (2 ** relevance[:10] - 1) / numpy.log2(numpy.arange(2, 2 + len(relevance[:10])))
    best = sorted(question["truth"].values(), reverse=True)[:10]
    most = sum((2 ** value - 1) / numpy.log2(place + 2) for place, value in enumerate(best))
    return 1 / (true[0] + 1), float(true[0] == 0), gains.sum() / most


def community(question):
    """Years of the same community are one: they share people and habits."""
    return re.sub(r"-\d{4}$", "", question["ws"] or "")


def cross_validate(questions, names):
    import numpy

    told = collections.defaultdict(list)
    asked = {(q["ts"], q["qid"]) for q in questions}
    assert asked
    for left_out in sorted({(q["set"], community(q)) for q in questions if not q["joined"]}):
        is_out = lambda q: (q["set"], community(q)) == left_out
        names_out = {q["qid"] for q in questions if is_out(q)}
        rest = [q for q in questions if not is_out(q) and q["qid"] not in names_out]
        model = train(rest, names)
        out = [measures(q, model.predict(q["rows"][:, 1:])) for q in questions if is_out(q)]
        told[left_out[0]].extend(out)
        print(left_out, len(out), *numpy.mean(out, axis=0).round(4), file=sys.stderr)
    for path, out in told.items():
        print(path, len(out), "MRR, P@1, nDCG@10:", *numpy.mean(out, axis=0).round(4), file=sys.stderr)


def written(model, names):
    def number(child, leaves, nodes):
        if "leaf_value" in child:
            leaves.append(round(child["leaf_value"] * model.scale, 5))
            return -len(leaves)
        at = len(nodes)
        nodes.append(None)
        left = number(child["left_child"], leaves, nodes)
        right = number(child["right_child"], leaves, nodes)
        assert child["decision_type"] == "<=" and child.get("missing_type", "None") in ("None", "NaN")
        nodes[at] = (child["split_feature"], child["threshold"], left, right)
        return at

    trees = []
    for tree in model.trees.dump_model()["tree_info"]:
        leaves, nodes = [], []
        number(tree["tree_structure"], leaves, nodes)
        trees.append({
            "figure": [node[0] for node in nodes], "up_to": [float(f"{node[1]:.7g}") for node in nodes],
            "left": [node[2] for node in nodes], "right": [node[3] for node in nodes], "leaves": leaves,
        })
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
    straight = json.dumps([float(f"{weight * model.scale:.5g}") for weight in model.weights])
    return f'{{"figures":{json.dumps(names)},\n"line":{straight},\n"trees":[\n{lines}\n]}}'


def fit(arguments):
    names = figures()
    questions = [q for path in arguments.sets for q in read(path, False)]
    questions += [q for path in arguments.joined for q in read(path, True)]
    if arguments.cross_validate:
        cross_validate(questions, names)
    print(written(train(questions, names), names))


def opened(path):
    return gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")


def channels(arguments):
    history = [json.loads(line) for line in opened(arguments.history)]
    posts = [post for post in history if post["t"] == "post"]
    often = collections.Counter(tag for post in posts for tag in post.get("tags") or [])

    def channel(asked):
        """The most frequent of its tags."""
        tags = asked.get("tags") or ["untagged"]
        return f"{asked.get('ws')}/{max(tags, key=lambda tag: (often[tag], tag))}"

    def moved(line, to):
        return json.dumps({key: value for key, value in line.items() if key != "tags"} | {"ch": to}) + "\n"

    begun = {}
    for post in sorted(posts, key=lambda post: (post["ts"], post["id"] != post["th"])):
        begun.setdefault((post.get("ws"), post["th"]), channel(post))
    with open(arguments.out + ".history.jsonl", "w", encoding="utf-8") as out:
        for line in history:
            is_post = line["t"] == "post"
            out.write(moved(line, begun[line.get("ws"), line["th"]]) if is_post else json.dumps(line) + "\n")
    with open(arguments.out + ".queries.jsonl", "w", encoding="utf-8") as out:
        for line in opened(arguments.queries):
            question = json.loads(line)
            out.write(moved(question, channel(question)))


def join(arguments):
    wanted = set(arguments.workspaces.split(","))
    with open(arguments.out + ".history.jsonl", "w", encoding="utf-8") as out:
        for line in opened(arguments.history):
            post = json.loads(line)
            if post["t"] == "post" and post.get("ws") in wanted:
                # Names of posts are only the workspace's own.
                post.update(id=f"{post['ws']}/{post['id']}", ws="joined")
                out.write(json.dumps(post) + "\n")
    with open(arguments.out + ".queries.jsonl", "w", encoding="utf-8") as out:
        for line in opened(arguments.queries):
            question = json.loads(line)
            if question.get("ws") in wanted:
                out.write(json.dumps({**question, "ws": "joined"}) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    fitting = commands.add_parser("fit")
    fitting.add_argument("sets", nargs="+")
    fitting.add_argument("--joined", nargs="*", default=[])
    fitting.add_argument("--cross-validate", action="store_true")
    fitting.set_defaults(run=fit)
    joining = commands.add_parser("join")
    for name in ("history", "queries", "workspaces", "out"):
        joining.add_argument(name)
    joining.set_defaults(run=join)
    parting = commands.add_parser("channels")
    for name in ("history", "queries", "out"):
        parting.add_argument(name)
    parting.set_defaults(run=channels)
    arguments = parser.parse_args()
    arguments.run(arguments)


main()
