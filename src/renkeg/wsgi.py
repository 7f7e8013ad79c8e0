"""The door through which the server calls Renkeg."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "renkeg.settings")
application = get_wsgi_application()

from renkeg import prepare  # noqa: E402 - its settings are read above

prepare.process()
