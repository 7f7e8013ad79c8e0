"""What happened and who must know: everybody writes here, so it lies lowest."""
