"""Whether two engines give the same marts, row by row."""

from segments.parity.compare import Comparison, Difference, Reader, Table, compare, mart_keys
from segments.parity.describe import describe

__all__ = ["Comparison", "Difference", "Reader", "Table", "compare", "describe", "mart_keys"]
