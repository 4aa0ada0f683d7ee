"""Entry point of the `viscount` command."""

from fv_cli.app import build_app


def main() -> None:
    """Run the command line; the exit code says whether the command did what it was asked."""
    build_app()(prog_name="viscount")


if __name__ == "__main__":
    main()
