"""The tests; each file carries the name of the module that it tests."""
