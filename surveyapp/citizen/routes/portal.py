"""The API for portals, one-stop software and gateways. docs/api.md tells how it is used."""

from __future__ import annotations

from flask import Response, abort, request

from surveyapp.accounts.api_keys.checking import current_caller
from surveyapp.citizen.portal.documents import Document, LinksRequest
from surveyapp.citizen.portal.openapi import openapi_text
from surveyapp.citizen.portal.reading import read_document, read_json
from surveyapp.citizen.portal.services import Signing, describe_open_rounds, make_dossier_links
from surveyapp.citizen.routes.blueprint import blueprint
from surveyapp.platform import access
from surveyapp.platform.sessions import database, now, settings


@blueprint.post("/api/v1/dossier-links")
@access.api_key
def dossier_links() -> Response:
    """Links for up to 500 finished dossiers. Only reads: nothing is stored for a link."""
    if request.mimetype != "application/json":
        abort(415)
    body = read_document(LinksRequest, read_json(request.get_data()))
    signing = Signing(settings().link_key_ring, settings().public_url or request.host_url[:-1])
    with database().reading() as session:
        answer = make_dossier_links(
            session,
            caller=current_caller(),
            request=body,
            signing=signing,
            zone=settings().zone,
            now=now(),
        )
    return _json(answer)


@blueprint.get("/api/v1/rounds")
@access.api_key
def open_rounds() -> Response:
    """The open rounds with the units and forms that the key may name."""
    with database().reading() as session:
        answer = describe_open_rounds(
            session, caller=current_caller(), zone=settings().zone, now=now()
        )
    return _json(answer)


@blueprint.get("/api/v1/openapi.json")
@access.public
def openapi() -> Response:
    """The description of the API for programs."""
    return Response(openapi_text(), mimetype="application/json")


def _json(answer: Document) -> Response:
    return Response(answer.model_dump_json(), mimetype="application/json")
