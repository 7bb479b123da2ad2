"""Pages of the accounts room: signing in, one's own sessions, users, the audit trail."""

from surveyapp.accounts.routes import api_keys, audit, own, sign_in, users
from surveyapp.accounts.routes.blueprint import blueprint

__all__ = ["api_keys", "audit", "blueprint", "own", "sign_in", "users"]
