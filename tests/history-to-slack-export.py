#!/usr/bin/env python3
"""Turns a history in JSON lines (as `lyceum evaluate experts --history` reads it) into a Slack export.

usage: history-to-slack-export.py HISTORY.jsonl[.gz] EXPORT.zip [TEAM]

Every workspace of the history becomes one export team's channels, named after workspace and channel; people keep their
names as ids, made safe. Threads become threads. Only the standard library is used.
"""
import collections
import datetime
import gzip
import json
import re
import sys
import zipfile


def lines(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def main(source, target, team="T0000001"):
    users, channels = {}, {}
    days = collections.defaultdict(list)
    roots, stamps = {}, {}

    def user(name):
        if name not in users:
            users[name] = "U%07d" % (len(users) + 1)
        return users[name]

    def channel(post):
        name = post.get("ch") or post.get("ws") or "general"
        name = re.sub(r"[^a-z0-9_-]+", "-", name.lower()).strip("-")[:80] or "general"
        channels.setdefault(name, "C%07d" % (len(channels) + 1))
        return name

    posts = [line for line in lines(source) if line["t"] == "post"]
    posts.sort(key=lambda post: post["ts"])
    replies = collections.Counter(post["th"] for post in posts)
    for number, post in enumerate(posts):
        name = channel(post)
        # A timestamp is a message's name in its channel: no two are the same.
        stamp = "%d.%06d" % (int(post["ts"]), number % 1000000)
        message = {"type": "message", "user": user(post["a"]), "ts": stamp, "text": post["text"]
                   .replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")}
        if post.get("title"):
            message["text"] = post["title"] + "\n" + message["text"]
        thread = post["th"]
        if thread not in roots:
            roots[thread] = (stamp, message["user"])
            if replies[thread] > 1:
                message.update(thread_ts=stamp, reply_count=replies[thread] - 1)
        else:
            root, asker = roots[thread]
            message.update(thread_ts=root, parent_user_id=asker)
            if post.get("acc"):
                message["reactions"] = [{"name": "white_check_mark", "users": [asker], "count": 1}]
        day = datetime.datetime.fromtimestamp(post["ts"], datetime.timezone.utc).strftime("%Y-%m-%d")
        days[f"{name}/{day}.json"].append(message)

    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.json", json.dumps([
            {"id": number, "team_id": team, "name": name, "deleted": False, "is_bot": False, "tz": "UTC",
             "profile": {"real_name": name.split(":")[-1], "display_name": name.split(":")[-1]}}
            for name, number in users.items()]))
        archive.writestr("channels.json", json.dumps([
            {"id": number, "name": name, "is_archived": False} for name, number in channels.items()]))
        for name in sorted(days):
            archive.writestr(name, json.dumps(days[name]))
    print(f"{len(posts)} posts of {len(users)} people in {len(channels)} channels")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
