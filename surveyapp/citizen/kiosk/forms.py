"""Forms of the desk about kiosks."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import IntegerField, PasswordField, RadioField, SelectField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, NumberRange

from surveyapp.citizen.kiosk.services import IDLE_SECONDS, OFFERS
from surveyapp.citizen.kiosk.station import QUICK, OfferedForm
from surveyapp.platform.forms import DeskForm, LineField
from surveyapp.units.models import Counter

OFFER_WORDS = {
    "both": "Cả hai, người dân tự chọn",
    "quick": "Chỉ đánh giá nhanh",
    "full": "Chỉ phiếu đầy đủ",
}

_PIN = [InputRequired(), Length(max=8, message="Mã PIN gồm 4 đến 8 chữ số.")]
_AGAIN = [InputRequired(), EqualTo("pin", "Hai lần nhập mã PIN chưa giống nhau.")]
_SECONDS = f"Xin ghi từ {IDLE_SECONDS[0]} đến {IDLE_SECONDS[-1]} giây."


class PinForm(DeskForm):
    """A new PIN, typed twice."""

    pin = PasswordField("Mã PIN", _PIN)
    pin_again = PasswordField("Nhập lại mã PIN", _AGAIN)


class NewKioskForm(DeskForm):
    """A new kiosk of a round."""

    counter = SelectField("Quầy", [InputRequired()], coerce=int)
    name = LineField("Tên máy", [DataRequired(), Length(max=200)])
    offers = RadioField("Người dân trả lời mẫu nào", validators=[InputRequired()])
    idle_seconds = IntegerField(
        "Tự xóa sau số giây không ai chạm",
        [
            InputRequired(),
            NumberRange(IDLE_SECONDS[0], IDLE_SECONDS[-1], message=_SECONDS),
        ],
        default=90,
    )
    pin = PasswordField("Mã PIN", _PIN)
    pin_again = PasswordField("Nhập lại mã PIN", _AGAIN)

    #: Whether the round has a quick form to choose.
    has_quick = False

    def offer(self, *, counters: Iterable[Counter], forms: Iterable[OfferedForm]) -> None:
        """Fill the lists with what the round has; the widest offer is chosen beforehand."""
        self.counter.choices = [
            (counter.id, f"{counter.name}, {counter.place.name}") for counter in counters
        ]
        kinds = {form.kind for form in forms}
        self.has_quick = QUICK in kinds
        possible = [offer for offer in OFFER_WORDS if OFFERS[offer] <= kinds]
        self.offers.choices = [(offer, OFFER_WORDS[offer]) for offer in possible]
        if possible and self.offers.data is None:
            self.offers.data = possible[0]
