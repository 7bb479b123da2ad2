"""Passwords: argon2id, and the same work for a name that nobody has."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from surveyapp.platform.errors import Invalid
from surveyapp.platform.vietnamese import nfc

SHORTEST = 10
LONGEST = 200

#: Letters and digits that are not mistaken for one another when read from paper.
_PLAIN = "abcdefghjkmnpqrstuvwxyz23456789"

#: Argon2id with the parameters of RFC 9106 for machines with little memory (64 MiB, 3 passes).
hasher = PasswordHasher()
#: What an unknown name is checked against, so that it takes as long as a known one.
_nobody = hasher.hash("nobody")


def hash_password(password: str, *, username: str) -> str:
    """The hash to keep. Raises Invalid for a password that is too short or is the name."""
    text = nfc(password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise Invalid(
            "password-length", f"Mật khẩu cần từ {SHORTEST} ký tự trở lên.", field="password"
        )
    if username and username in text.lower():
        raise Invalid(
            "password-is-name", "Mật khẩu không được chứa tên đăng nhập.", field="password"
        )
    return hasher.hash(text)


def verify_password(password: str, stored: str | None) -> bool:
    """Whether the password is right; None (no such user) costs the same time and is never right."""
    try:
        hasher.verify(stored or _nobody, nfc(password)[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def generate_password() -> str:
    """A random password of 100 bits, in groups that can be copied from paper."""
    groups = ("".join(secrets.choice(_PLAIN) for _ in range(5)) for _ in range(4))
    return "-".join(groups)
