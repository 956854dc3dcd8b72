"""One error class per exit code; the message names file, line, column and remedy."""


class SegmentsError(Exception):
    """Base of every refusal; `exit_code` is what the command line returns."""

    exit_code = 70


class LockHeld(SegmentsError):
    """Another refresh holds the lock."""

    exit_code = 10


class InputRefused(SegmentsError):
    """An input file, a seed or a setting was refused before anything was built."""

    exit_code = 20


class AuditRefused(SegmentsError):
    """The candidate broke its data contract; the last version goes on serving."""

    exit_code = 30


class BuildFailed(SegmentsError):
    """dbt could not build or test the models."""

    exit_code = 40


class InfrastructureFailed(SegmentsError):
    """Disk, memory or engine; nothing is wrong with the data."""

    exit_code = 50


class PublishFailed(SegmentsError):
    """The candidate is good but could not be made current."""

    exit_code = 60


class TimedOut(SegmentsError):
    """A step ran past its limit and was stopped."""

    exit_code = 124
