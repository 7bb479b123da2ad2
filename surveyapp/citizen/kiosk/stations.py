"""What a process remembers of its kiosks, as it remembers ways in (`surveyapp.rounds.ways_in`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from surveyapp.citizen.kiosk.queries import find_kiosk
from surveyapp.citizen.kiosk.station import Station, open_station
from surveyapp.platform.database import Database
from surveyapp.rounds.way_in import WAY_IN_SECONDS
from surveyapp.rounds.ways_in import UNAVAILABLE

_LIFETIME = timedelta(seconds=WAY_IN_SECONDS)


@dataclass(slots=True)
class Stations:
    """The memory of one process over one database."""

    database: Database
    _known: dict[int, tuple[datetime, Station]] = field(default_factory=dict)

    def find(self, kiosk_id: int, *, now: datetime) -> Station | None:
        """A kiosk with all that it offers; None when there is no such kiosk.

        While the database cannot be reached an older memory will do: a form that was sent can then
        be given back with everything that was answered.
        """
        known = self._known.get(kiosk_id)
        if known and known[0] <= now < known[0] + _LIFETIME:
            return known[1]
        try:
            station = self._read(kiosk_id)
        except UNAVAILABLE:
            if known is None:
                raise
            return known[1]
        if station is not None:
            self._known[kiosk_id] = now, station
        return station

    def _read(self, kiosk_id: int) -> Station | None:
        with self.database.reading() as session:
            kiosk = find_kiosk(session, kiosk_id=kiosk_id)
            return open_station(session, kiosk=kiosk) if kiosk else None
