"""What all of inventory's tests share."""

import sys
from pathlib import Path

# The helpers lie beside the tests, which are no package.
sys.path.insert(0, str(Path(__file__).parent))
