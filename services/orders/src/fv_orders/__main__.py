"""`python -m fv_orders {run|serve|consume|relay|work|migrate}`."""

import sys

from fv_orders.main.roles import COMMANDS, main

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"usage: python -m fv_orders {{{'|'.join(COMMANDS)}}}")
    main(sys.argv[1])
