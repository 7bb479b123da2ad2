"""The OpenAPI description of the portal's addresses, written from the types of its JSON."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from surveyapp.citizen.portal.documents import (
    Document,
    ErrorAnswer,
    LinksAnswer,
    LinksRequest,
    RoundsAnswer,
)

_SCHEMAS = "#/components/schemas/"
#: What a request can be refused with as a whole.
_REFUSALS = {
    400: "The body is no JSON in UTF-8.",
    401: "No key, an unknown key, or a revoked one.",
    404: "No such round.",
    409: "The round is not open, or is anonymous; or no round is open.",
    413: "The body is larger than the server takes.",
    415: "The body is not declared as application/json.",
    422: "The JSON is not as described: a type, a name, more than 500 dossiers, no round named.",
    429: "More requests than one key may send in a minute.",
    503: "The system is busy; try again.",
}


@cache
def openapi_text() -> str:
    """The description as JSON; it is the same for every installation."""
    return json.dumps(_description(), ensure_ascii=False)


def _description() -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "Survey links for finished dossiers", "version": "1"},
        "security": [{"key": []}],
        "paths": {
            "/api/v1/dossier-links": {
                "post": {
                    "operationId": "makeDossierLinks",
                    "summary": "A link for each of up to 500 finished dossiers. Stores nothing.",
                    "requestBody": {"required": True, "content": _content(LinksRequest)},
                    "responses": _responses(LinksAnswer, *_REFUSALS),
                }
            },
            "/api/v1/rounds": {
                "get": {
                    "operationId": "listOpenRounds",
                    "summary": "Open rounds with the units, fields and forms a key may name.",
                    "responses": _responses(RoundsAnswer, 401, 429, 503),
                }
            },
        },
        "components": {
            "schemas": _schemas(LinksRequest, LinksAnswer, RoundsAnswer, ErrorAnswer),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _content(kind: type[Document]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _SCHEMAS + kind.__name__}}}


def _responses(kind: type[Document], *refusals: int) -> dict[str, Any]:
    refused = {
        str(status): {"description": _REFUSALS[status], "content": _content(ErrorAnswer)}
        for status in refusals
    }
    return {"200": {"description": "Done.", "content": _content(kind)}} | refused


def _schemas(*kinds: type[Document]) -> dict[str, Any]:
    _, found = models_json_schema(
        [(kind, "validation") for kind in kinds], ref_template=_SCHEMAS + "{model}"
    )
    schemas: dict[str, Any] = found["$defs"]
    return schemas
