"""Pages of the citizen room: the form, the receipt, privacy; QR codes and cards for the desk."""

from surveyapp.citizen.routes import form, kiosk_desk, portal, prints, receipts
from surveyapp.citizen.routes.blueprint import blueprint

__all__ = ["blueprint", "form", "kiosk_desk", "portal", "prints", "receipts"]
