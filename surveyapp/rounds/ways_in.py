"""What a process remembers of the ways in it served last.

Thousands open the same few printed links. A way in is read again after `WAY_IN_SECONDS`; the door
checks the round's dates within the INSERT itself, so what is remembered never decides about an
answer. The links of dossiers lead to the same few ways in, so the dossier is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from surveyapp.platform.database import Database
from surveyapp.rounds.links import LinkTarget
from surveyapp.rounds.way_in import WAY_IN_SECONDS, WayIn, find_way_in

#: The database cannot be reached, or cannot write now.
UNAVAILABLE = (OperationalError, InterfaceError, NoConnection)

_LIFETIME = timedelta(seconds=WAY_IN_SECONDS)
#: More links than the largest province prints; beyond it the memory is emptied.
_MOST = 20_000


@dataclass(slots=True)
class WaysIn:
    """The memory of one process over one database."""

    database: Database
    _known: dict[LinkTarget, tuple[datetime, WayIn]] = field(default_factory=dict)

    def find(self, target: LinkTarget, *, now: datetime) -> WayIn | None:
        """What a link leads to, from memory where that is fresh; None when it is not there.

        While the database cannot be reached an older memory will do: the page that a person sent
        can then be given back with everything that was typed.
        """
        target = replace(target, dossier=b"")
        known = self._known.get(target)
        if known and known[0] <= now < known[0] + _LIFETIME:
            return known[1]
        try:
            return self.read(target, now=now)
        except UNAVAILABLE:
            if known is None:
                raise
            return known[1]

    def read(self, target: LinkTarget, *, now: datetime) -> WayIn | None:
        """What a link leads to, from the database."""
        target = replace(target, dossier=b"")
        with self.database.reading() as session:
            way_in = find_way_in(session, target=target)
        if way_in is None:
            self._known.pop(target, None)
            return None
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[target] = (now, way_in)
        return way_in
