"""The JSON of the portal's addresses, as types: what is sent, and what is answered.

`/api/v1/openapi.json` is written from these same types, so it says what really comes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SkipValidation

MOST_DOSSIERS = 500

Language = Literal["vi", "km", "en"]


def mended(text: str) -> str:
    """Text that can be written as UTF-8: JSON can hold half of a surrogate pair."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


#: Text as it is sent to us.
Sent = Annotated[str, AfterValidator(mended)]


class Document(BaseModel):
    """A piece of JSON; names that are not in the documents are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Dossier(Document):
    """One finished dossier, as the portal knows it."""

    reference: Sent = Field(description="The dossier's code in your system; never stored.")
    unit: Sent | None = Field(
        default=None,
        description="Code of the rated unit; may be left out by a key of one unit.",
    )
    form: Sent | None = Field(
        default=None, description="Code of a form; by default the first one made for the portal."
    )
    field: Sent | None = Field(
        default=None, description="Code of the field (lĩnh vực) that the unit handles."
    )
    language: Language | None = Field(
        default=None, description="Language of the texts and of the page; by default vi."
    )


class LinksRequest(Document):
    """The body of a request for links. Each dossier is checked by itself."""

    round: Sent | None = Field(
        default=None, description="Code of the round; may be left out while one is open."
    )
    dossiers: list[SkipValidation[Dossier]] = Field(max_length=MOST_DOSSIERS)


class Sms(Document):
    """A text message and what it costs."""

    text: str
    encoding: Literal["GSM-7", "UCS-2"]
    segments: int = Field(ge=1, description="How many messages a gateway is charged for.")


class Zalo(Document):
    """A text for Zalo, where length is no matter."""

    text: str


class ShortTexts(Document):
    """Ready texts, each with the link at its end."""

    sms: Sms
    sms_plain: Sms = Field(description="Without diacritics; one message wherever that is possible.")
    zalo: Zalo


class DossierLink(Document):
    """The link of one dossier."""

    reference: str = Field(description="As it was sent.")
    unit: str
    unit_name: str
    url: str
    language: Language
    short_text: ShortTexts


class Refusal(Document):
    """Why something was refused."""

    code: str = Field(description="Stable; for programs.")
    message: str = Field(description="Vietnamese; what is wrong and what to do.")
    field: str = Field(description="The name at fault, or empty.")


class DossierRefusal(Refusal):
    """Why one dossier got no link."""

    status: int = Field(description="What the answer would have been to this dossier alone.")


class RefusedDossier(Document):
    """A dossier without a link; the others have theirs."""

    reference: str | None = Field(description="As it was sent; null where it is no text.")
    error: DossierRefusal


class LinksAnswer(Document):
    """The links, in the order of the dossiers."""

    round: str
    dossiers: list[DossierLink | RefusedDossier]


class ErrorAnswer(Document):
    """The answer to a request that was refused as a whole."""

    error: Refusal


class Named(Document):
    """A code and what it stands for."""

    code: str
    name: str


class OpenUnit(Named):
    """A unit that the key may name, and the fields that it handles."""

    fields: list[Named]


class OpenForm(Document):
    """A form of the round."""

    code: str
    title: str
    languages: list[Language]
    default: bool = Field(description="Whether it is the form of links that name none.")


class OpenRound(Document):
    """A round that takes answers now."""

    code: str
    name: str
    opens_at: Annotated[datetime, Field(description="With the offset of Việt Nam.")]
    closes_at: Annotated[datetime, Field(description="The first moment after the round.")]
    takes_dossiers: bool = Field(description="False in an anonymous round.")
    units: list[OpenUnit]
    forms: list[OpenForm]


class RoundsAnswer(Document):
    """Every open round, the latest first."""

    rounds: list[OpenRound]
