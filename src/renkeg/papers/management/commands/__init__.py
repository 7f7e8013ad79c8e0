"""`renkeg sop` and the writer of docs/sop.md."""
