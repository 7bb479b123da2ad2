"""How often something may be tried, counted in the database so that every worker sees it."""

from surveyapp.platform.rate_limits.counting import (
    address_key,
    count_uses,
    forget_uses,
    is_used_up,
    parse_limit,
    within_limit,
)

__all__ = ["address_key", "count_uses", "forget_uses", "is_used_up", "parse_limit", "within_limit"]
