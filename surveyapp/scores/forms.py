"""The form that takes a table of points."""

from __future__ import annotations

from flask_wtf.file import FileAllowed, FileField, FileRequired
from wtforms import BooleanField

from surveyapp.platform.forms import DeskForm


class ScoresForm(DeskForm):
    """A CSV file of points and lowered maxima."""

    file = FileField(
        "Tệp CSV",
        [FileRequired("Xin chọn tệp."), FileAllowed(["csv"], "Xin chọn tệp có đuôi .csv.")],
    )
    partial = BooleanField("Tệp chỉ có một số đơn vị; các đơn vị khác giữ nguyên điểm cũ")
