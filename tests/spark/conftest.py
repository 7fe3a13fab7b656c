"""One Spark session, and one small firm published, for all tests of Spark."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import ibis
import pyarrow.parquet as pq
import pytest

from tests.spark.engines import Engines
from tests.spark.firm import publish_firm, written_of

# A small local Spark for small queries: planning is most of what they cost, and compiling them does not pay. Java's own
# room for compiled code is small at this level, so that it throws away what it compiles again soon after; with room for
# what a query leaves behind, it seldom has to look for what is still in use.
SETTINGS = {
    "spark.driver.extraJavaOptions": (
        "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:ReservedCodeCacheSize=240m -Xms1500m -Xmn800m"
    ),
    "spark.driver.memory": "1500m",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.ui.explainMode": "simple",
    "spark.sql.maxPlanStringLength": "1000",
}


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    """A local Spark session; without pyspark or Java skipped, loudly, and with REQUIRE_SPARK set a failure."""
    wanted = {
        "pyspark": find_spec("pyspark") is not None,
        "Java 17": shutil.which("java") is not None or "JAVA_HOME" in os.environ,
    }
    absent = [name for name, is_there in wanted.items() if not is_there]
    if absent:
        message = (
            f"SPARK IS ABSENT: no {' and no '.join(absent)}; install openjdk-17-jre-headless and requirements-spark.txt"
        )
        if os.environ.get("REQUIRE_SPARK"):
            pytest.fail(message)
        pytest.skip(message)
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    builder = SparkSession.builder.master("local[2]").appName("mandegar")
    for name, value in {**SETTINGS, "spark.local.dir": folder, "spark.sql.warehouse.dir": folder}.items():
        builder = builder.config(name, str(value))
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def engines(spark, tmp_path_factory):
    """The firm's published tables in DuckDB and, by way of Parquet files, the same tables in Spark."""
    folder = tmp_path_factory.mktemp("firm")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(folder / "home"))
        snapshot = publish_firm()
        duckdb = snapshot.connection
        for name in snapshot.schemas:
            path = folder / f"{name}.parquet"
            pq.write_table(duckdb.to_pyarrow(snapshot.table(name)), path)
            spark.read.parquet(str(path)).cache().createOrReplaceTempView(name)
        for name, found in written_of(snapshot).items():
            duckdb.con.register(name, found)
            pq.write_table(found, folder / f"{name}.parquet")
            spark.read.parquet(str(folder / f"{name}.parquet")).cache().createOrReplaceTempView(name)
        yield Engines(snapshot, duckdb, ibis.pyspark.connect(spark))


@pytest.fixture(scope="session")
def answers(engines, request):
    """What Spark says of each case that was chosen to be tested: asked ahead, two at a time, which halves the wait."""
    asking = [item for item in request.session.items if item.get_closest_marker("spark")]
    chosen = [item.callspec.params["case"] for item in asking if "answers" in item.fixturenames]
    pool = ThreadPoolExecutor(2)
    yield {str(case): pool.submit(lambda case: engines.on_spark(engines.asked(case)), case) for case in chosen}
    pool.shutdown(cancel_futures=True)
