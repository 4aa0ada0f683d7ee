"""Becomes a command as soon as an address answers.

    python -m fv_local.when_answers http://127.0.0.1:21000/livez command argument ...

Traefik asks its provider less and less often after failures: started too early it would find the
platform many seconds after everything is ready.
"""

import http.client
import os
import sys
import time
from urllib.parse import urlsplit

PAUSE_SECONDS = 0.1


def main() -> None:
    """Wait for the address in the first argument, then run the rest in place of this process."""
    url, *command = sys.argv[1:]
    while not answers(url):
        time.sleep(PAUSE_SECONDS)
    os.execv(command[0], command)  # noqa: S606  # no shell, and the command line is ours


def answers(url: str) -> bool:
    """Return whether the address answers a GET with success."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=2)
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().status < 300
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    main()
