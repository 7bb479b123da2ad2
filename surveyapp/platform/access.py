"""Who may open a view. Every view declares it; a view that does not is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, cast

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from surveyapp.platform.errors import NotAllowed
from surveyapp.platform.settings import Settings

#: From the least to the most; each may do what the ones before it may.
ROLES = ("viewer", "survey_manager", "administrator")

#: The extension that holds the check of API keys: it raises where a request has no good key.
API_KEY_CHECK = "surveyapp.api_key_check"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """The declaration of one view."""

    kind: Literal["public", "signed_in", "role", "api_key"]
    minimum: str = ""

    def allows(self, role: str) -> bool:
        """Whether a signed-in person with this role may pass."""
        return self.kind != "role" or may(role, self.minimum)


def may(role: str, minimum: str) -> bool:
    """Whether `role` is `minimum` or more."""
    return role in ROLES and ROLES.index(role) >= ROLES.index(minimum)


def public(view: View) -> View:
    """Anybody may open this view."""
    return _declare(view, Access("public"))


def signed_in(view: View) -> View:
    """Every signed-in user of the desk may open this view."""
    return _declare(view, Access("signed_in"))


def api_key(view: View) -> View:
    """Programs that show an API key may open this view; a cookie opens nothing here."""
    return _declare(view, Access("api_key"))


def role(minimum: str) -> Callable[[View], View]:
    """Users with this role or a higher one may open this view."""
    if minimum not in ROLES:
        raise ValueError(f"unknown role {minimum}")
    return lambda view: _declare(view, Access("role", minimum))


def _declare(view: View, declaration: Access) -> View:
    setattr(view, "access", declaration)  # noqa: B010 -- functions carry it as an attribute
    return view


def declared(view: Callable[..., Any]) -> Access | None:
    """What a view declares, None where it forgot."""
    return cast("Access | None", getattr(view, "access", None))


def install(app: Flask, settings: Settings) -> None:
    """Check the declaration before each request."""

    def check() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None
        declaration = declared(app.view_functions[request.endpoint])
        if declaration is None:
            if settings.environment == "production":
                abort(403)
            raise RuntimeError(f"view {request.endpoint} declares no access")
        return _enforce(declaration)

    app.before_request(check)


def _enforce(declaration: Access) -> ResponseReturnValue | None:
    if declaration.kind == "public":
        return None
    if declaration.kind == "api_key":
        current_app.extensions[API_KEY_CHECK]()
        return None
    if not current_user.is_authenticated:
        answer = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        return cast(ResponseReturnValue, answer)
    if not declaration.allows(current_user.role):
        raise NotAllowed("role-too-low", "Tài khoản của anh/chị không được phép làm việc này.")
    return None
