"""Every order wants the same article, beside bare PostgreSQL updating the same row."""

from random import Random

from bench.capture import measure, parse


def same(random: Random) -> list[str]:
    """The hot article, and two of the others."""
    return ["SKU-1", f"SKU-{random.randint(3334, 6666)}", f"SKU-{random.randint(6667, 10000)}"]


def main(argv: list[str]) -> int:
    """Measure and print."""
    measure("capture-hot", parse(argv, __doc__), choose=same, script="limit_hot.pgbench", target=0.8)
    return 0
