"""What can be said of a CSV file from its bytes alone, in one streaming pass."""

from __future__ import annotations

from segments.landing.facts import MAX_RECORD_BYTES, MEBIBYTE

UTF8_BOM = b"\xef\xbb\xbf"

# The 32-bit marks come first: UTF-32 LE starts with the mark of UTF-16 LE.
SIGNATURES = (
    (b"\xff\xfe\x00\x00", "is UTF-32, not UTF-8; export it as UTF-8"),
    (b"\x00\x00\xfe\xff", "is UTF-32, not UTF-8; export it as UTF-8"),
    (b"\xff\xfe", "is UTF-16, not UTF-8; export it as UTF-8"),
    (b"\xfe\xff", "is UTF-16, not UTF-8; export it as UTF-8"),
    (b"PK\x03\x04", "is a ZIP archive or a spreadsheet, not CSV; export it as CSV"),
    (b"\x1f\x8b", "is packed with gzip; deliver it with the ending .csv.gz"),
    (b"PAR1", "is Parquet under a CSV name; deliver it with the ending .parquet"),
)


class ByteGate:
    """Fed a file chunk by chunk; keeps the first fault and the facts later gates need."""

    def __init__(self) -> None:
        self.byte_count = 0
        self.fault: str | None = None
        self.has_quote_after_space = False
        self._newlines = 0
        self._carriage_returns = 0
        self._pairs = 0
        self._line_start = 0
        self._last = b""

    def feed(self, chunk: bytes) -> None:
        if self.byte_count == 0:
            self._judge_start(chunk)
        self._judge_nul(chunk)
        self._judge_line_length(chunk)
        # One byte of the chunk before, so that a pair cut by the chunk border is still seen.
        window = self._last + chunk
        self._pairs += window.count(b"\r\n")
        self.has_quote_after_space |= b' "' in window or b'\t"' in window
        self._newlines += chunk.count(b"\n")
        self._carriage_returns += chunk.count(b"\r")
        self.byte_count += len(chunk)
        self._last = chunk[-1:]

    def close(self) -> None:
        if self.byte_count == 0:
            self.fault = "is empty (0 bytes); a delivery without records still has its header"
        elif self.byte_count - self._line_start > MAX_RECORD_BYTES:
            self._refuse_long_line()
        elif self._carriage_returns and not self._newlines:
            self._refuse("line 1: ends its lines with carriage returns only; end them with LF")

    @property
    def has_uniform_newlines(self) -> bool:
        """True when no line can differ. False also for LF inside the fields of a CRLF file."""
        every_line_is_crlf = self._carriage_returns == self._pairs == self._newlines
        return self._carriage_returns == 0 or every_line_is_crlf

    @property
    def has_final_newline(self) -> bool:
        return self._last == b"\n"

    def _refuse(self, fault: str) -> None:
        self.fault = self.fault or fault

    def _judge_start(self, chunk: bytes) -> None:
        for signature, fault in SIGNATURES:
            if chunk.startswith(signature):
                self._refuse(fault)
        if chunk.removeprefix(UTF8_BOM).lstrip().startswith(b"<"):
            self._refuse(
                "line 1: starts with '<', so it is a web page (an error or a sign-in page), "
                "not CSV; repair the export"
            )

    def _judge_nul(self, chunk: bytes) -> None:
        place = chunk.find(b"\0")
        if place >= 0:
            line = self._newlines + chunk.count(b"\n", 0, place) + 1
            self._refuse(
                f"line {line}: NUL byte at offset {self.byte_count + place}; the file is damaged "
                "or not UTF-8 text, export it again"
            )

    def _judge_line_length(self, chunk: bytes) -> None:
        first = chunk.find(b"\n")
        if first < 0:
            return
        if self.byte_count + first - self._line_start > MAX_RECORD_BYTES:
            self._refuse_long_line()
        self._line_start = self.byte_count + chunk.rfind(b"\n") + 1

    def _refuse_long_line(self) -> None:
        self._refuse(
            f"line {self._newlines + 1}: longer than {MAX_RECORD_BYTES // MEBIBYTE} MiB; "
            "shorten the field or look for lost line endings"
        )
