"""Unpacking a gzip extract as it streams by, with a bound on what it may become."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from segments.landing.facts import MEBIBYTE

GZIP_WINDOW = 31
MAGIC = b"\x1f\x8b"
FREE_BYTES = 64 * MEBIBYTE
MAX_RATIO = 200
"""Tables pack 5 to 50 times; beyond this, past the free bytes, a file is built to fill a disk."""


class Unpacker:
    """Fed a file chunk by chunk; gives its content in small pieces and keeps the first fault,
    after which it gives nothing more."""

    def __init__(self) -> None:
        self.fault: str | None = None
        self._member = zlib.decompressobj(GZIP_WINDOW)
        self._packed = 0
        self._unpacked = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        if self._packed == 0 and not chunk.startswith(MAGIC):
            self.fault = "is not packed with gzip; pack it, or deliver it with the ending .csv"
        self._packed += len(chunk)
        while not self.fault:
            try:
                piece = self._member.decompress(chunk, MEBIBYTE)
            except zlib.error as error:
                self.fault = (
                    f"is damaged within its first {self._packed:,} packed bytes ({error}); "
                    "pack and deliver it again"
                )
                return
            self._unpacked += len(piece)
            if self._unpacked > max(FREE_BYTES, MAX_RATIO * self._packed):
                self.fault = (
                    f"unpacks to more than {MAX_RATIO} times its size, which no table does; "
                    "deliver it unpacked if it is right"
                )
                return
            if piece:
                yield piece
            chunk = self._member.unconsumed_tail
            if self._member.eof:
                chunk = self._member.unused_data
                # Several packed files behind one another are one file, as gzip itself reads them.
                if chunk:
                    self._member = zlib.decompressobj(GZIP_WINDOW)
            if not chunk and not piece:
                return

    def close(self) -> None:
        if self._packed and not self.fault and not self._member.eof:
            self.fault = "ends inside its packed data, so it was cut; deliver the whole file"
