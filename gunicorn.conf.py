"""How gunicorn serves the application; an operator may override each on its command line."""

from surveyapp.platform.logs import logging_config
from surveyapp.platform.settings import Settings

_settings = Settings()

wsgi_app = "wsgi:app"
# Sync workers queue fairly on the one writer of SQLite; two keep the cores of a small server busy.
workers = 2
worker_class = "sync"
preload_app = True
timeout = 30
graceful_timeout = 20
# Since 25.1 gunicorn opens a control socket unless told otherwise.
control_socket_disable = True
logconfig_dict = logging_config(_settings.log_level)
