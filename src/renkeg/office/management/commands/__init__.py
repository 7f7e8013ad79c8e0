"""Commands about people and the office."""
