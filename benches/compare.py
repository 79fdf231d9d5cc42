#!/usr/bin/env python3
"""Bareme beside polars and DuckDB: the same work on the same data, in turn, in one run.

    python3 benches/compare.py                          # 10,000,000 rows, one and two threads
    python3 benches/compare.py --rows 1e4 --threads 2 --tasks index_g6,scenario

Needs Python 3.10 with venv, and cargo. The first run installs the peers into benches/peers/.venv and makes the data
under benches/data (some 2 GB for ten million rows). For each task all engines load the data once; then they repeat the
work in turn, so that whatever else the machine does disturbs all of them alike. Prints the medians, the ratio to the
faster peer, and whether the results are the same: scenarios row by row, indices to a relative difference of 1e-12.
Where all four indicators of a row are missing our index is missing, and the peers have 0.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import venv
from pathlib import Path

BENCHES = Path(__file__).resolve().parent
PEERS = BENCHES / "peers"
DATA = BENCHES / "data"
TASKS = ["index_g6", "index_g1000", "scenario", "scenario_counts", "scenario_eager", "index_g6_csv", "index_g1000_csv", "scenario_csv"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="1e7", help="rows, several separated by commas (default 1e7)")
    parser.add_argument("--threads", default="1,2", help="numbers of threads (default 1,2)")
    parser.add_argument("--tasks", default=",".join(TASKS), help=f"of {', '.join(TASKS)} (default all)")
    parser.add_argument("--engines", default="bareme,polars,duckdb", help="of bareme, polars, duckdb (default all)")
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--json", metavar="FILE", help="also keep the figures as JSON lines")
    return parser.parse_args()


def in_own_environment():
    """Goes on in benches/peers/.venv, made on the first run."""
    home = PEERS / ".venv"
    python = home / "bin" / "python"
    wanted = PEERS / "requirements.txt"
    installed = home / "installed.txt"
    if not installed.exists() or installed.read_text() != wanted.read_text():
        print(f"installing the peers into {home}", file=sys.stderr)
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", wanted], check=True)
        installed.write_text(wanted.read_text())
    if Path(sys.prefix) != home:
        os.execv(python, [str(python), *sys.argv])


def build():
    """Our side of the comparison: the program that cargo makes of benches/ours.rs."""
    command = ["cargo", "bench", "--bench", "ours", "--no-run", "--message-format", "json"]
    made = subprocess.run(command, cwd=BENCHES.parent, check=True, stdout=subprocess.PIPE, text=True)
    messages = (json.loads(line) for line in made.stdout.splitlines() if line.startswith("{"))
    programs = [m["executable"] for m in messages if m.get("executable") and m["target"]["name"] == "ours"]
    return programs[-1]


class Worker:
    """One engine on one task, in a process of its own that repeats the work when asked."""

    def __init__(self, engine, program, task, rows, threads):
        self.engine = engine
        self.values = DATA / f"result_{engine}.bin"
        start = [program] if engine == "bareme" else [sys.executable, PEERS / "peers.py", engine]
        command = [*start, task, str(rows), str(threads), "--data", DATA, "--values", self.values, "--serve"]
        environment = os.environ | {"RAYON_NUM_THREADS": str(threads), "POLARS_MAX_THREADS": str(threads)}
        self.process = subprocess.Popen(
            [str(c) for c in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        self.way = self.told()["way"]
        self.times = []

    def told(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.engine} stopped (see above)")
        return json.loads(line)

    def repeat(self):
        self.process.stdin.write("again\n")
        self.process.stdin.flush()
        self.times.append(self.told()["ms"])

    def finish(self):
        self.process.stdin.close()
        self.last = self.told()
        self.process.wait()
        self.median = statistics.median(self.times)


def agreement(task, workers):
    """Whether each peer's result is ours; in words."""
    import numpy as np

    if "bareme" not in workers:
        return ""
    kind = "u1" if task.startswith("scenario") else "<f8"
    ours = np.fromfile(workers["bareme"].values, dtype=kind)
    told = []
    for name, worker in workers.items():
        if name == "bareme":
            continue
        theirs = np.fromfile(worker.values, dtype=kind)
        if ours.shape != theirs.shape:
            told.append(f"{name}: {theirs.size} rows, ours {ours.size}")
        elif kind == "u1":
            differing = int((ours != theirs).sum())
            counts = " ".join(str(n) for n in np.bincount(ours, minlength=5))
            told.append(f"{name}: " + (f"{differing} rows differ" if differing else f"equal ({counts})"))
        else:
            missing = np.isnan(ours)
            known = np.where(missing, 0.0, ours)
            difference = np.abs(known - theirs) / np.where(known == 0.0, 1.0, np.abs(known))
            worst = float(difference.max(initial=0.0)) if not np.isnan(theirs).any() else float("nan")
            same = "equal" if worst == 0 else f"within {worst:.1e}" if worst <= 1e-12 else f"DIFFERS by {worst:.1e}"
            told.append(f"{name}: {same}")
    return "; ".join(told)


def compare(program, engines, task, rows, threads, repetitions):
    workers = {engine: Worker(engine, program, task, rows, threads) for engine in engines}
    for _ in range(repetitions):
        for worker in workers.values():
            worker.repeat()
    for worker in workers.values():
        worker.finish()
    agreed = agreement(task, workers)
    for worker in workers.values():
        worker.values.unlink(missing_ok=True)
    return workers, agreed


HEADER = ["task", "rows", "threads", "bareme ms", "polars ms", "DuckDB ms", "ratio", "peak MiB", "of input", "results"]


def row(task, rows, threads, workers, agreed):
    median = {name: worker.median for name, worker in workers.items()}
    shown = [f"{median[e]:.1f}" if e in median else "" for e in ["bareme", "polars", "duckdb"]]
    peers = [ms for name, ms in median.items() if name != "bareme"]
    ours = workers.get("bareme")
    ratio = f"{ours.median / min(peers):.2f}" if ours and peers else ""
    memory = f"{ours.last['peak_mib']:.0f}" if ours else ""
    factor = f"{ours.last['peak_mib'] / ours.last['input_mib']:.2f}" if ours else ""
    return [task, f"{rows:,}", str(threads), *shown, ratio, memory, factor, agreed]


def show(rows):
    widths = [max(len(r[i]) for r in rows) for i in range(len(HEADER))]
    for r in rows:
        print("  ".join(c.ljust(w) if i in (0, 9) else c.rjust(w) for i, (c, w) in enumerate(zip(r, widths))).rstrip())


def main():
    asked = arguments()
    in_own_environment()
    sys.path.insert(0, str(PEERS))
    import generate

    engines = asked.engines.split(",")
    program = build() if "bareme" in engines else None
    table = [HEADER]
    for rows in (int(float(r)) for r in asked.rows.split(",")):
        generate.generate(DATA, rows)
        for task in asked.tasks.split(","):
            for threads in (int(t) for t in asked.threads.split(",")):
                workers, agreed = compare(program, engines, task, rows, threads, asked.repetitions)
                table.append(row(task, rows, threads, workers, agreed))
                for worker in workers.values():
                    print(f"  {task} × {threads}: {worker.engine} {worker.median:.1f} ms ({worker.way})", file=sys.stderr)
                if asked.json:
                    with open(asked.json, "a") as file:
                        for worker in workers.values():
                            print(json.dumps(worker.last | {"median_ms": round(worker.median, 3)}), file=file)
    show(table)
    if any("differ" in r[-1].lower() or "rows, ours" in r[-1] for r in table):
        sys.exit("some results are not the same")


if __name__ == "__main__":
    main()
