"""How passwords are hashed: argon2id at the least cost that OWASP accepts, so that many log-ins fit into a small server."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class OfficeArgon2(Argon2PasswordHasher):
    """19 MiB, two rounds, one lane; Django's own 100 MB a log-in would let eight people at once exhaust the machine."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
