"""A demo tenant: extracts with planted segments, and a truth file that says what is in them."""

from segments.demo.tenant import DemoSummary, write_demo

__all__ = ["DemoSummary", "write_demo"]
