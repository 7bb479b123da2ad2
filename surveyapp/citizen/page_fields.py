"""Names of the fields that a form page has for itself; everything else it sends is an answer."""

from __future__ import annotations

#: The signed page token (P1).
PAGE_TOKEN = "page_token"  # noqa: S105 -- the name of a field
#: What a script adds when a kept page is filled again; see `tokens.submission_id_of`.
COPY = "copy"
#: How many seconds the person took, as the page measured it.
SECONDS = "seconds"
#: The number that proves a little work of the browser; see `signals`.
PROOF = "proof"
#: The language of the page.
LANGUAGE = "lang"
#: The button that shows the same page in another language.
SHOW_IN = "show_in"
#: A field that no person sees; programs fill it.
LEAVE_EMPTY = "leave_empty"

PAGE_FIELDS = frozenset({PAGE_TOKEN, COPY, SECONDS, PROOF, LANGUAGE, SHOW_IN, LEAVE_EMPTY})
