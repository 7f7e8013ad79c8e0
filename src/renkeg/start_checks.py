"""What must hold before an act may be written: asked by `serve` at its start and by /readyz at any time."""
