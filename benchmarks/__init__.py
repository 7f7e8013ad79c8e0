"""What `make bench` runs: it measures and asserts nothing."""
