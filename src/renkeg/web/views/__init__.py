"""What each address answers, one file a noun."""
