"""The pages: no tables and no rules, only addresses, forms and templates."""
