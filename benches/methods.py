#!/usr/bin/env python3
"""Every method beside a careful numpy version of itself.

    python3 benches/methods.py                       # all, on one thread
    python3 benches/methods.py zscore median         # those whose names hold one of these words
    python3 benches/methods.py --rows 1e5 --rounds 3

Runs `cargo bench --bench methods` and benches/peers/methods_numpy.py in turn, several rounds, and prints for each method
the medians in nanoseconds for each cell and our share of numpy's time: below 1 we are faster. Both work on the same numbers,
and what their results add up to is compared: to 1 in 10⁹ of the sum of magnitudes, and for what is found by a search to 1 in
10⁶. Methods whose results differ, or of which one side has no version, are listed below, and end the program with an error. Needs Python 3.10 with venv, and cargo; numpy and scipy are installed into
benches/peers/.venv-methods on the first run.
"""

import argparse
import re
import statistics
import subprocess
import sys
import venv
from pathlib import Path

BENCHES = Path(__file__).resolve().parent
WANTED = ["numpy==2.4.6", "scipy==1.17.1"]
HOME = BENCHES / "peers" / ".venv-methods"
LINE = re.compile(r"^ *([0-9.]+) ns  ([0-9]+) (\S+) (\S+)  (.+)$")
SEARCHED = ["normalise box-cox", "treat box-cox"]


def python():
    """Python with numpy and scipy."""
    made = HOME / "bin" / "python"
    if not (HOME / "installed.txt").exists():
        print(f"installing numpy and scipy into {HOME}", file=sys.stderr)
        venv.create(HOME, with_pip=True)
        subprocess.run([made, "-m", "pip", "install", "--quiet", *WANTED], check=True)
        (HOME / "installed.txt").write_text("\n".join(WANTED))
    return str(made)


def figures(command):
    lines = subprocess.run(command, cwd=BENCHES.parent, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    found = (LINE.match(line) for line in lines)
    return {m.group(5): (float(m.group(1)), int(m.group(2)), float(m.group(3)), float(m.group(4))) for m in found if m}


def differ(name, ours, theirs):
    """Whether results are not the same, from how many there are, the sum of magnitudes and the sum by places."""
    (_, count, size, placed), (_, their_count, their_size, their_placed) = ours, theirs
    slack = (1e-6 if name in SEARCHED else 1e-9) * their_size
    return count != their_count or not abs(size - their_size) <= slack or not abs(placed - their_placed) <= slack


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="1e6")
    parser.add_argument("--threads", default="1", help="of Bareme; numpy has one")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    ours = ["cargo", "bench", "--quiet", "--bench", "methods", "--", "--rows", asked.rows, "--threads", asked.threads]
    theirs = [python(), str(BENCHES / "peers" / "methods_numpy.py"), "--rows", asked.rows]
    rounds = [(figures(ours + asked.names), figures(theirs + asked.names)) for _ in range(asked.rounds)]
    median = lambda side, name: statistics.median(r[side][name][0] for r in rounds)
    first, peers = rounds[0]
    print("| method | Bareme, ns | numpy, ns | ratio |")
    print("|---|---|---|---|")
    for name in first:
        if name in peers:
            a, b = median(0, name), median(1, name)
            print(f"| `{name}` | {a:.2f} | {b:.2f} | {a / b:.2f} |")
    alone = [n for n in first if n not in peers] + [n for n in peers if n not in first]
    different = [n for n in first if n in peers and differ(n, first[n], peers[n])]
    for title, names in [("Without a counterpart", alone), ("Different results", different)]:
        if names:
            print(f"\n{title}: " + ", ".join(f"`{n}`" for n in names) + ".")
    sys.exit(1 if alone or different else 0)


if __name__ == "__main__":
    main()
