"""The kind of device that a form was filled on: three classes, nothing finer is kept."""

from __future__ import annotations


def device_class(user_agent: str) -> str | None:
    """`phone`, `tablet` or `desktop`; None where the browser does not say."""
    agent = user_agent.lower()
    if not agent:
        return None
    if "ipad" in agent or "tablet" in agent or ("android" in agent and "mobile" not in agent):
        return "tablet"
    return "phone" if "mobi" in agent or "iphone" in agent else "desktop"
