"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from estafette.assembly.config import current
from estafette.platform.observability import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "estafette.assembly.settings")
logs.configure(level=current().log_level, form=current().log_format, process="web")
application = get_wsgi_application()
