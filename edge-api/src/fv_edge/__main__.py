"""python -m fv_edge run"""

import sys

from fv_edge.main.run import run
from fv_edge.main.settings import EdgeSettings


def main(arguments: list[str]) -> int:
    """Run the edge; 2 for anything else that is asked for."""
    if arguments != ["run"]:
        sys.stderr.write("usage: python -m fv_edge run\n")
        return 2
    run(EdgeSettings())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
