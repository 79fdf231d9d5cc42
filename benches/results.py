#!/usr/bin/env python3
"""Two results on the same 100,000 entities compared, beside a script of polars and scipy, in turn, in one run.

    python3 benches/results.py
    python3 benches/results.py --rounds 5

Runs `cargo bench --bench compare_results -- --figures` and benches/peers/compare_results.py, prints the medians, the
ratio (below 1 we are faster), and whether the figures are the same: coefficients, movers and the first of them, moves,
and of each group coefficients, how many rise and fall, and the mean shifts, numbers to 1 in 10⁹. Needs Python 3.10 with
venv, and cargo; the peers are installed into benches/peers/.venv on the first run. Figures that differ end the program
with an error.
"""

import argparse
import json
import statistics
import subprocess
import sys
import venv
from pathlib import Path

BENCHES = Path(__file__).resolve().parent
PEERS = BENCHES / "peers"
HOME = PEERS / ".venv"
PYTHON = HOME / "bin" / "python"


def installed():
    """The same environment as that of benches/compare.py."""
    wanted, known = PEERS / "requirements.txt", HOME / "installed.txt"
    if not known.exists() or known.read_text() != wanted.read_text():
        print(f"installing the peers into {HOME}", file=sys.stderr)
        venv.create(HOME, with_pip=True)
        subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "-r", wanted], check=True)
        known.write_text(wanted.read_text())


def told(command):
    done = subprocess.run(command, cwd=BENCHES.parent, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def differences(ours, theirs, where=""):
    """Where two figures differ, in words."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        return [found for key in ours for found in differences(ours[key], theirs[key], f"{where} {key}")]
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return [found for x, y in zip(ours, theirs) for found in differences(x, y, where)]
    numbers = all(isinstance(x, (int, float)) for x in (ours, theirs))
    same = abs(ours - theirs) <= 1e-9 * max(abs(ours), abs(theirs), 1e-3) if numbers else ours == theirs
    return [] if same else [f"{where.strip()}: {ours}, and theirs {theirs}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    installed()
    times, found = ([], []), []
    for _ in range(asked.rounds):
        ours = told(["cargo", "bench", "--quiet", "--bench", "compare_results", "--", "--figures"])
        theirs = told([PYTHON, PEERS / "compare_results.py", ours.pop("file")])
        for side, of in zip((ours, theirs), times):
            of.append(side.pop("ms"))
        found = differences(ours, theirs)
    a, b = (statistics.median(of) for of in times)
    print(f"Bareme {a:.1f} ms, polars and scipy {b:.1f} ms, ratio {a / b:.2f}")
    print(f"figures: {'equal' if not found else 'DIFFERENT'} (tau {ours['tau']:.6f}, {ours['movers']} movers, "
          f"{ours['moves']} moves, {len(ours['groups'])} groups)")
    for difference in found[:10]:
        print(f"  {difference}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
