"""Every case in turn, each in its own process; ratios within one run, and R beside where it is."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from surveyapp.platform.database import Database
from surveyapp.platform.migrations import upgrade_database
from tests.bench.servers import ROOT
from tests.bench.statistics.stored import answer_more, make_round, store
from tests.bench.statistics.survey import MARGINS, Survey, simulate
from tests.fixtures.postgres import Cluster

SIZES = (10_000, 100_000, 1_000_000)
#: R is timed on one item at this size and scaled to 22 items; its time grows with n.
R_SIZE = 100_000
ITEMS = 22
NEW = 1_000
ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

Result = dict[str, float]


def measure_statistics() -> None:
    """Print time, memory and ratios of every case."""
    found: dict[tuple[str, int], Result] = {}
    names = ["count", "cube", "rows-fixed", "floor-fixed", "rows-calibrated", "floor-calibrated"]
    for n in SIZES:
        print(
            f"\nstatistics of {n:,} responses x {ITEMS} items, 40 units x 2 channels (CPU, medians)"
        )
        for name in [*names, "rows-everything"]:
            found[name, n] = _case(name, n)
            _say(name, found[name, n])
        for kind in ("fixed", "calibrated"):
            ratio = found[f"rows-{kind}", n]["seconds"] / found[f"floor-{kind}", n]["seconds"]
            print(f"  rows / tight numpy, {kind:10} {ratio:8.2f} x")
    _beside_r(found)
    for kind in ("sqlite", "postgresql"):
        with _database(kind) as url:
            _stored(kind, url, found["cube", SIZES[-1]]["seconds"])


def _case(name: str, n: int, *rest: str) -> Result:
    command = [sys.executable, "-m", "tests.bench.statistics.case", name, str(n), *rest]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | ONE_CORE, check=True, capture_output=True, text=True
    )
    result: Result = json.loads(done.stdout)
    return result


def _say(name: str, result: Result) -> None:
    print(f"  {name:24} {1000 * result['seconds']:10.1f} ms  peak {result['peak']:6.0f} MB")


def _beside_r(found: dict[tuple[str, int], Result]) -> None:
    if not shutil.which("Rscript"):
        print("\nR is not installed: no comparison with survey (Debian: r-cran-survey)")
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        survey = simulate(R_SIZE)
        files = _as_csv(survey, Path(folder))
        script = Path(__file__).with_name("survey.R")
        done = subprocess.run(
            ["Rscript", str(script), *files], check=True, capture_output=True, text=True
        )
    raking, plain, exact = (float(word) for word in done.stdout.split()[:3])
    print(f"\nR survey, {R_SIZE:,} responses, one item timed and scaled to {ITEMS}")
    for name, per_item in (("fixed", plain), ("calibrated", exact)):
        whole = raking + ITEMS * per_item
        print(f"  {name:24} {1000 * whole:10.0f} ms")
        for n in SIZES:
            scaled = whole * n / R_SIZE
            rows = scaled / found[f"rows-{name}", n]["seconds"]
            cells = scaled / found["cube", n]["seconds"]
            print(f"  {'':24} at {n:>9,}: {rows:9,.0f} x our rows, {cells:9,.0f} x our cube")


def _as_csv(survey: Survey, folder: Path) -> list[str]:
    rows, margins = folder / "rows.csv", folder / "margins.csv"
    with rows.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*MARGINS, "N_h", "y"])
        columns = [getattr(survey, name) for name in MARGINS]
        sizes = survey.population[survey.stratum]
        answers = ("NA", 0, 0, 0, 1, 1, "NA")
        for place, code in enumerate(survey.codes[0].tolist()):
            labels = [int(column[place]) for column in columns]
            writer.writerow([*labels, sizes[place], answers[code]])
    with margins.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["margin", "category", "total"])
        for name, totals in survey.totals.items():
            writer.writerows(
                [name, place, repr(total)] for place, total in enumerate(totals.tolist())
            )
    return [str(rows), str(margins)]


def _stored(kind: str, url: str, cells: float) -> None:
    """From the database to the full table, beside reading the packed columns and the cell chain."""
    print(f"\nfrom {kind}, through the packed snapshot, to the full table (CPU of our process)")
    for n in SIZES[1:]:
        database = Database(url)
        upgrade_database(database)
        with database.transaction() as session:
            field = make_round(session)
            store(session, field, simulate(n))
            round_id = field.round.id
        place = (url, str(round_id))
        names = ("stored-read", "stored-segments", "stored-cells")
        found = {name: _case(name, n, *place) for name in names}
        print(f"  {n:,} responses")
        for name, result in found.items():
            _say(f"  {name}", result)
        floor = found["stored-read"]["seconds"] + cells
        ratio = found["stored-segments"]["seconds"] / floor
        print(f"    whole / (reading + cell chain) {ratio:10.2f} x")
        with database.transaction() as session:
            answer_more(session, field, NEW)
        refresh = _case("stored-refresh", n, *place)
        print(f"    {NEW:,} new responses counted, cube anew {1000 * refresh['seconds']:8.1f} ms")
        database.dispose()


@contextmanager
def _database(kind: str) -> Iterator[str]:
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            yield f"sqlite:///{folder}/statistics.sqlite"
        return
    cluster = Cluster()
    try:
        yield cluster.url("postgres")
    finally:
        cluster.remove()


if __name__ == "__main__":
    measure_statistics()
