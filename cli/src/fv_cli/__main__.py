"""Entry point of the `viscount` command."""

import sys

from fv_cli.app import build_app
from fv_cli.failures import CommandFailed
from fv_local.failures import LocalPlatformFailed


def main() -> None:
    """Run the command line; the exit code says whether the command did what it was asked."""
    try:
        build_app()(prog_name="viscount")
    except (CommandFailed, LocalPlatformFailed) as failure:
        sys.stderr.write(f"viscount: {failure}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
