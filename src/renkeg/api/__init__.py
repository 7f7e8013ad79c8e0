"""The same verbs as JSON: no tables and no rules."""
