"""Makes the harness beside this file importable, and its fixtures known."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from relay_harness import outbox, start_relay  # found by the line above

__all__ = ["outbox", "start_relay"]
