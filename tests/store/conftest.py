"""Puts this folder's own modules, which several of its tests share, where they can be imported."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
