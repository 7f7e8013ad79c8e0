"""The tables of `office`, step by step."""
