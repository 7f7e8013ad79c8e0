"""What allauth may do here: nobody signs up, the admin makes the accounts."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """An adapter that keeps the door of sign-up shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are made by `setup`, `seed` and the admin."""
        return False
