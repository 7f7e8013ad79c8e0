"""Commands about the SOP."""
