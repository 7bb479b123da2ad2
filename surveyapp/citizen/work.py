"""What the worker does for this room: the ZIP of all counter cards of a round (P22)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveyapp.citizen.prints.archive import write_archive
from surveyapp.citizen.prints.services import CARDS_JOB, round_cards
from surveyapp.platform.sessions import Base
from surveyapp.rounds.queries import get_round_by_id


def make_cards_archive(base: Base, arguments: Mapping[str, Any]) -> str:
    """Make the ZIP of a round. Its name tells the round only to those who may see the round."""
    round_id = int(arguments["round_id"])
    with base.database.reading() as session:
        cards = round_cards(
            session,
            round_=get_round_by_id(session, round_id=round_id),
            keys=base.settings.link_key_ring,
            public_url=arguments["public_url"],
        )
    name = f"cards/{round_id}.zip"
    write_archive(base.settings.instance_path / "files" / name, cards)
    return name


HANDLERS = {CARDS_JOB: make_cards_archive}
