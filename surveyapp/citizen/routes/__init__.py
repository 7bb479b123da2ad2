"""Pages of the citizen room: form, receipt, privacy, codes, kiosks; prints for the desk."""

from surveyapp.citizen.routes import (
    codes,
    form,
    kiosk,
    kiosk_desk,
    kiosk_staff,
    portal,
    prints,
    receipts,
)
from surveyapp.citizen.routes.blueprint import blueprint

__all__ = [
    "blueprint",
    "codes",
    "form",
    "kiosk",
    "kiosk_desk",
    "kiosk_staff",
    "portal",
    "prints",
    "receipts",
]
