"""The SOP at work: where each usulan stands, and the verbs that move it."""
