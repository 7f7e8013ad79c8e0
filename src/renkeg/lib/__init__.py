"""Pure code that knows no Django."""
