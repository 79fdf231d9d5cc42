"""The index and the scenario in polars and in DuckDB.

    python peers.py ENGINE TASK ROWS THREADS --data FOLDER [--values FILE] [--repetitions 7] [--serve]

    ENGINE  polars, duckdb
    TASK    index_g6, index_g1000, scenario          the columns are in memory (groups as categories), the result is a column
            scenario_counts                          the same, and how often each outcome came out
            scenario_eager                           as scenario_counts, in polars as one writes it first: eager
            index_g6_csv, index_g1000_csv, scenario_csv   from the CSV file to the result

Each way of writing a task is warmed up once and timed once; the fastest is then repeated. Prints one JSON line with the
median. `--values` keeps the result for comparison: float64 for the index, uint8 for the scenario
(0 excluded, 1 supported, 2 lonely, 3 late, 4 potential). With `--serve` each line on the standard input asks for one
repetition, so that several engines can be timed in turn.
"""

import argparse
import json
import os
import statistics
import sys
import time

COUNTED = ("scenario_counts", "scenario_eager")
INDICATORS = ["x1", "x2", "x3", "x4"]


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("engine", choices=["polars", "duckdb"])
    parser.add_argument("task")
    parser.add_argument("rows", type=lambda s: int(float(s)))
    parser.add_argument("threads", type=int)
    parser.add_argument("--data", required=True)
    parser.add_argument("--values")
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--serve", action="store_true")
    return parser.parse_args()


class Polars:
    """Lazy queries over categories: eager ones, and ones over texts, are several times slower."""

    def __init__(self, task, file, threads):
        os.environ["POLARS_MAX_THREADS"] = str(threads)
        import polars as pl

        assert pl.thread_pool_size() == threads
        self.pl, self.task, self.file = pl, task, file
        self.group = "g1000" if "g1000" in task else "g6"
        if task.endswith("_csv"):
            self.frame = None
        elif task in ("scenario", *COUNTED):
            frame = pl.read_parquet(f"{file}.parquet", columns=["c", "r", "self_assessment"])
            self.frame = frame.with_columns(pl.col("self_assessment").cast(pl.Int8))
        else:
            frame = pl.read_parquet(f"{file}.parquet", columns=[self.group, *INDICATORS])
            self.frame = frame.with_columns(pl.col(self.group).cast(pl.Categorical))

    def ways(self):
        pl = self.pl
        if self.task.startswith("scenario"):
            made = {"when": self.when}
        else:
            made = {"over": self.over, "join": self.join}
        ways = {
            f"{name}, {engine}": lambda query=query, engine=engine: query(self.source()).collect(engine=engine)
            for name, query in made.items()
            for engine in ["in-memory", "streaming"]
        }
        if self.task not in COUNTED:
            return ways
        counted = {
            "group_by": lambda result: result.group_by("result").len().rows(),
            "value_counts": lambda result: result["result"].value_counts().rows(),
            "sums": lambda result: result.select((pl.col("result") == code).sum().alias(str(code)) for code in range(5)).rows(),
        }
        eager = lambda: self.when(self.frame)
        if self.task == "scenario_eager":
            return {"when, eager, group_by": lambda: self.counted(eager(), counted["group_by"])}
        ways["when, eager"] = eager
        return {
            f"{name}, {count}": lambda way=way, counts=counts: self.counted(way(), counts)
            for name, way in ways.items()
            for count, counts in counted.items()
        }

    @staticmethod
    def counted(result, counts):
        counts(result)
        return result

    def source(self):
        return self.frame.lazy() if self.frame is not None else self.pl.scan_csv(f"{self.file}.csv")

    def kept(self):
        return ["id"] if self.frame is None else []

    def norm(self, largest):
        """Missing terms are left out; a group without a positive value gives 0."""
        pl, total = self.pl, None
        for name in INDICATORS:
            top = largest(name)
            term = pl.when(top > 0).then(pl.col(name) / top).otherwise(0.0).fill_null(0.0)
            total = term * term if total is None else total + term * term
        return total.sqrt().alias("result")

    def over(self, lazy):
        norm = self.norm(lambda name: self.pl.col(name).max().over(self.group))
        return lazy.select(*self.kept(), norm)

    def join(self, lazy):
        largest = lazy.group_by(self.group).agg(self.pl.col(x).max().alias(f"top_{x}") for x in INDICATORS)
        norm = self.norm(lambda name: self.pl.col(f"top_{name}"))
        joined = lazy.join(largest, on=self.group, how="left", maintain_order="left")
        return joined.select(*self.kept(), norm)

    def when(self, lazy):
        pl = self.pl
        c, r = pl.col("c"), pl.col("r")
        outcome = lambda code: pl.lit(code, pl.Int8)
        path = (
            pl.when(pl.col("self_assessment") <= 1).then(outcome(0))
            .when((c >= 1.0) & (r >= 1.0)).then(outcome(1))
            .when(c >= 1.0).then(outcome(2))
            .when(r >= 1.0).then(outcome(3))
            .otherwise(outcome(4))
        )
        return lazy.select(*self.kept(), path.alias("result"))

    def values(self, result):
        if "id" in result.columns and not result["id"].is_sorted():
            result = result.sort("id")
        kind = "u1" if self.task.startswith("scenario") else "<f8"
        return result["result"].to_numpy().astype(kind)


class DuckDB:
    """Results as Arrow tables: without copying, as a host program takes them."""

    def __init__(self, task, file, threads):
        import duckdb

        self.task, self.file = task, file
        self.group = "g1000" if "g1000" in task else "g6"
        self.db = duckdb.connect()
        self.db.execute(f"SET threads = {threads}")
        if task.endswith("_csv"):
            self.source = f"'{file}.csv'"
        elif task in ("scenario", *COUNTED):
            self.source = "clusters"
            self.db.execute(
                "CREATE TABLE clusters AS SELECT c, r, self_assessment::TINYINT AS self_assessment "
                f"FROM '{file}.parquet'"
            )
        else:
            self.source = "clusters"
            self.db.execute(f"CREATE TYPE groups AS ENUM (SELECT DISTINCT {self.group} FROM '{file}.parquet' ORDER BY 1)")
            self.db.execute(
                f"CREATE TABLE clusters AS SELECT id, {self.group}::groups AS {self.group}, "
                f"{', '.join(INDICATORS)} FROM '{file}.parquet'"
            )

    def ways(self):
        if self.task.startswith("scenario"):
            made = {"case": self.case()}
        else:
            made = {"join": self.join(), "window": self.window()}
        ways = {f"{name}, to Arrow": lambda query=query: self.arrow(query) for name, query in made.items()}
        ways |= {f"{name}, to a table": lambda query=query: self.keep(query) for name, query in made.items()}
        if self.task not in COUNTED:
            return ways
        return {f"{name}, counted": lambda way=way: self.counted(way()) for name, way in ways.items()}

    def counted(self, result):
        import pyarrow.compute

        if result is None:
            self.db.sql("SELECT result, count(*) FROM kept GROUP BY 1").fetchall()
        else:
            pyarrow.compute.value_counts(result["result"])
        return result

    def arrow(self, query):
        return self.db.sql(query).to_arrow_table()

    def keep(self, query):
        self.db.execute("CREATE OR REPLACE TEMP TABLE kept AS " + query)
        return None

    def norm(self):
        term = "coalesce(CASE WHEN top_{0} > 0 THEN ({0} / top_{0}) * ({0} / top_{0}) ELSE 0 END, 0)"
        return "sqrt(" + " + ".join(term.format(x) for x in INDICATORS) + ") AS result"

    def join(self):
        tops = ", ".join(f"max({x}) AS top_{x}" for x in INDICATORS)
        return (
            f"WITH tops AS (SELECT {self.group} AS of_group, {tops} FROM {self.source} GROUP BY 1) "
            f"SELECT id, {self.norm()} FROM {self.source} AS t LEFT JOIN tops ON t.{self.group} = tops.of_group"
        )

    def window(self):
        tops = ", ".join(f"max({x}) OVER (PARTITION BY {self.group}) AS top_{x}" for x in INDICATORS)
        return f"SELECT id, {self.norm()} FROM (SELECT *, {tops} FROM {self.source})"

    def case(self):
        kept = "id, " if self.task.endswith("_csv") else ""
        return (
            f"SELECT {kept}(CASE WHEN self_assessment <= 1 THEN 0 WHEN c >= 1 AND r >= 1 THEN 1 WHEN c >= 1 THEN 2 "
            f"WHEN r >= 1 THEN 3 ELSE 4 END)::UTINYINT AS result FROM {self.source}"
        )

    def values(self, result):
        table = result if result is not None else self.db.sql("SELECT * FROM kept").to_arrow_table()
        if "id" in table.column_names:
            table = table.sort_by("id")
        return table["result"].to_numpy().astype("u1" if self.task.startswith("scenario") else "<f8")


def timed(way):
    start = time.perf_counter()
    result = way()
    return (time.perf_counter() - start) * 1e3, result


def fastest(ways):
    """The name of the fastest way, after a warm-up of each."""
    times = {}
    for name, way in ways.items():
        way()
        times[name], _ = timed(way)
    return min(times, key=times.get)


def peak():
    """The most memory that the process had, in MiB."""
    with open("/proc/self/status") as status:
        line = next((line for line in status if line.startswith("VmHWM")), "VmHWM: 0 kB")
    return round(int(line.split()[1]) / 1024, 1)


def tell(**what):
    print(json.dumps(what), flush=True)


def main():
    asked = arguments()
    kind = "scenario" if asked.task.startswith("scenario") else "index"
    file = f"{asked.data}/{kind}_{asked.rows}/clusters"
    engine = {"polars": Polars, "duckdb": DuckDB}[asked.engine](asked.task, file, asked.threads)
    ways = engine.ways()
    name = fastest(ways)
    times = []
    requests = sys.stdin if asked.serve else range(asked.repetitions)
    if asked.serve:
        tell(ready=asked.engine, way=name)
    for _ in requests:
        spent, result = timed(ways[name])
        del result
        times.append(spent)
        if asked.serve:
            tell(ms=spent)
    if asked.values:
        engine.values(ways[name]()).tofile(asked.values)
    tell(
        engine=asked.engine,
        way=name,
        task=asked.task,
        rows=asked.rows,
        threads=asked.threads,
        median_ms=round(statistics.median(times), 3) if times else None,
        min_ms=round(min(times), 3) if times else None,
        peak_mib=peak(),
    )


if __name__ == "__main__":
    main()
