"""The sections of the page: each a pure function from rows to what its template shows."""
