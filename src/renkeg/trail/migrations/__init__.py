"""The tables of `trail`, step by step."""
