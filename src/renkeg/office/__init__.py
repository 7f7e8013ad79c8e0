"""Who: the satker, its units and posts, the people who hold them, and the office's calendar."""
