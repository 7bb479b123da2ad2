"""`make bench`."""

from tests.bench.index import measure_index
from tests.bench.page import measure_page
from tests.bench.statistics.table import measure_statistics
from tests.bench.web import measure_web

if __name__ == "__main__":
    measure_index()
    measure_statistics()
    measure_page()
    measure_web()
