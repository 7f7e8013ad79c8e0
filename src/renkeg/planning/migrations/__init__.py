"""The tables of `planning`, step by step."""
