"""The `renkeg` command: a thin face over Django's management commands."""
