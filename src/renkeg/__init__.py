"""Renkeg runs the SOP "Perencanaan Kegiatan": button, right, letter and deadline follow from its file."""
