"""`python -m fv_sandbox_payments`: serve on FV_HOST:FV_PORT, with the store in FV_DATA_DIR."""

import os
from pathlib import Path

import uvicorn

from fv_sandbox_payments.http import create_app
from fv_sandbox_payments.store import Store


def main() -> None:
    """Serve until SIGTERM; calls that hang on purpose do not delay the end."""
    store = Store(Path(os.environ.get("FV_DATA_DIR", "data")))
    app = create_app(store, hang=float(os.environ.get("FV_HANG_SECONDS", "30")))
    host, port = os.environ.get("FV_HOST", "127.0.0.1"), int(os.environ.get("FV_PORT", "8090"))
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    main()
