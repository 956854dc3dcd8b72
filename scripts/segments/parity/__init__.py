"""Whether two engines give the same marts, row by row."""

from segments.parity.compare import Comparison, Difference, compare, mart_keys
from segments.parity.describe import describe

__all__ = ["Comparison", "Difference", "compare", "describe", "mart_keys"]
