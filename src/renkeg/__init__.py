"""Renkeg runs the SOP "Perencanaan Kegiatan": every button, right, letter and deadline follows from the signed SOP file."""
