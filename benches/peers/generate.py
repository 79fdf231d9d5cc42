"""Makes the data of the comparison, the same for everyone who runs it.

    python generate.py FOLDER ROWS...

    FOLDER/index_ROWS/     clusters.csv, clusters.parquet: id, g6, g1000, x1..x4
                           (x: 20 % missing, 10 % zero, the rest lognormal with four decimals)
    FOLDER/scenario_ROWS/  clusters.csv, clusters.parquet: id, c, r, self_assessment (levels 1 to 7, 15 % of them 1)

Beside them each column lies alone as the numbers that a host program has in memory: NAME.f64 (missing is NaN),
NAME.u32 (codes of groups), NAME.u8 (levels), little-endian.
"""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as parquet

SEED = 20151015
INDICATORS = ["x1", "x2", "x3", "x4"]
REGIONS = [f"region_{i}" for i in range(6)]
INDUSTRIES = [f"industry_{i:03}" for i in range(1000)]


def write(folder, table, columns):
    """Writes a table in all forms; the last file tells that the folder is complete."""
    folder.mkdir(parents=True, exist_ok=True)
    parquet.write_table(table, folder / "clusters.parquet", row_group_size=1_000_000, compression="snappy")
    csv.write_csv(table, folder / "clusters.csv", csv.WriteOptions(quoting_style="none"))
    for name, values in columns.items():
        values.tofile(folder / name)
    (folder / "complete").touch()


def names_of(codes, names):
    """A column of texts from codes."""
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(names)).cast(pa.string())


def index_data(folder, rows):
    random = np.random.default_rng([SEED, 1, rows])
    region = random.integers(0, len(REGIONS), rows).astype("<u4")
    industry = random.integers(0, len(INDUSTRIES), rows).astype("<u4")
    table = {
        "id": pa.array(np.arange(1, rows + 1, dtype=np.int64)),
        "g6": names_of(region, REGIONS),
        "g1000": names_of(industry, INDUSTRIES),
    }
    columns = {"g6.u32": region, "g1000.u32": industry}
    for i, name in enumerate(INDICATORS):
        values = np.round(random.lognormal(1.0 + 0.3 * i, 1.0, rows), 4)
        fate = random.random(rows)
        values[fate < 0.10] = 0.0
        gone = fate >= 0.80
        table[name] = pa.array(values, mask=gone)
        values[gone] = np.nan
        columns[f"{name}.f64"] = values.astype("<f8")
    write(folder, pa.table(table), columns)


def scenario_data(folder, rows):
    random = np.random.default_rng([SEED, 2, rows])
    c = np.round(random.gamma(4.0, 0.25, rows), 4)
    r = np.round(random.gamma(4.0, 0.25, rows), 4)
    level = np.where(random.random(rows) < 0.15, 1, random.integers(2, 8, rows)).astype("u1")
    ids = np.arange(1, rows + 1, dtype=np.int64)
    table = {"id": ids, "c": c, "r": r, "self_assessment": level.astype(np.int64)}
    columns = {"c.f64": c.astype("<f8"), "r.f64": r.astype("<f8"), "self_assessment.u8": level}
    write(folder, pa.table(table), columns)


def generate(folder, rows):
    """Makes what is not there yet."""
    for name, make in [("index", index_data), ("scenario", scenario_data)]:
        target = Path(folder) / f"{name}_{rows}"
        if not (target / "complete").exists():
            print(f"generating {target}", file=sys.stderr)
            make(target, rows)


if __name__ == "__main__":
    for size in sys.argv[2:]:
        generate(sys.argv[1], int(float(size)))
