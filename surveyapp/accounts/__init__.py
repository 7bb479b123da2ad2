"""Users, roles, sessions and the audit trail."""
