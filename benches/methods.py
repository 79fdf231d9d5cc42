#!/usr/bin/env python3
"""Every normalisation and row-wise aggregation beside a careful numpy version of itself.

    python3 benches/methods.py                       # all, on one thread
    python3 benches/methods.py zscore median         # those whose names hold one of these words
    python3 benches/methods.py --rows 1e5 --rounds 3

Runs `cargo bench --bench methods` and benches/peers/methods_numpy.py in turn, several rounds, and prints for each method
the medians in nanoseconds for each cell and our share of numpy's time: below 1 we are faster. Methods of which numpy has
no version, or we have none, are listed below. Needs Python 3.10 with venv, and cargo; numpy and scipy are installed into
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
LINE = re.compile(r"^ *([0-9.]+) ns  (.+)$")


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
    return {m.group(2): float(m.group(1)) for m in found if m}


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
    median = lambda side, name: statistics.median(r[side][name] for r in rounds)
    first, peers = rounds[0]
    print("| method | Bareme, ns | numpy, ns | ratio |")
    print("|---|---|---|---|")
    for name in first:
        if name in peers:
            a, b = median(0, name), median(1, name)
            print(f"| `{name}` | {a:.2f} | {b:.2f} | {a / b:.2f} |")
    alone = [f"`{n}` {median(0, n):.2f} ns" for n in first if n not in peers] + [f"`{n}` (numpy only)" for n in peers if n not in first]
    if alone:
        print("\nWithout a counterpart: " + ", ".join(alone) + ".")


if __name__ == "__main__":
    main()
