"""Reading what people write: encodings, line ends, separators, and what becomes of it."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest

from surveyapp.programmes.definition import ProgrammeDefinition, ProgrammeSource
from surveyapp.programmes.reading import read_programme
from tests.programmes.folders import FORMS, SAMPLES, copy_of, edit


def read(folder: Path) -> ProgrammeSource:
    source, faults = read_programme(folder)
    assert source is not None, faults
    return source


@pytest.mark.parametrize("separator", [",", ";"])
def test_csv_files_of_excel_read_the_same(separator: str, tmp_path: Path) -> None:
    """Byte order mark, Windows line ends, semicolons, decomposed letters, blank lines (P18)."""
    folder = copy_of("hai_cap", tmp_path)
    for name in ("units.csv", "places.csv"):
        text = (folder / name).read_text(encoding="utf-8").replace(",", separator)
        text = unicodedata.normalize("NFD", text).replace("\n", " \r\n") + "\r\n  \r\n"
        (folder / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read(folder).definition == read(SAMPLES / "hai_cap").definition


def test_a_byte_order_mark_in_yaml_is_ignored(tmp_path: Path) -> None:
    folder = copy_of("text", tmp_path)
    for name in ("programme.yaml", "phieu.yaml"):
        (folder / name).write_bytes(b"\xef\xbb\xbf" + (folder / name).read_bytes())
    assert read(folder) == read(SAMPLES / "text")


def test_decomposed_vietnamese_is_stored_composed(tmp_path: Path) -> None:
    """P18."""
    folder = copy_of("text", tmp_path)
    for name in ("programme.yaml", "phieu.yaml"):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(unicodedata.normalize("NFD", text), encoding="utf-8")
    assert read(folder) == read(SAMPLES / "text")


def test_the_path_of_the_file_reads_as_its_folder() -> None:
    assert read(SAMPLES / "text" / "programme.yaml") == read(SAMPLES / "text")


def test_columns_may_stand_in_any_order_and_cells_hold_separators(tmp_path: Path) -> None:
    folder = copy_of("text", tmp_path)
    (folder / "units.csv").write_text(
        'group,name,code\ndon_vi,"Sở Văn hóa, Thể thao\nvà Du lịch",so-vh\n', encoding="utf-8"
    )
    (unit,) = read(folder).definition.units
    assert (unit.code, unit.name) == ("so-vh", "Sở Văn hóa, Thể thao\nvà Du lịch")


def test_decimal_points_are_exact(tmp_path: Path) -> None:
    folder = copy_of("text", tmp_path)
    edit(folder, "programme.yaml", "{don_vi: 10}", "{don_vi: 0.1}")
    part = read(folder).definition.index_part
    assert part is not None
    assert part.max_points == {"don_vi": Decimal("0.1")}


def test_a_programme_survives_its_stored_form() -> None:
    definition = read(FORMS / "soc_trang_2021").definition
    again = ProgrammeDefinition.model_validate(definition.canonical())
    assert again == definition
    assert again.content_hash() == definition.content_hash()


def test_forms_belong_to_the_channels_that_the_author_wrote() -> None:
    definition = read(FORMS / "soc_trang_2021").definition
    assert [channel.name for channel in definition.channels] == ["Trực tiếp", "Trực tuyến"]
    assert definition.channel_of("phieu_02") == "truc_tuyen"


def test_without_channels_each_form_is_one_and_the_hash_is_as_before() -> None:
    """P15: what was stored before programmes had channels is still the same programme."""
    definition = read(SAMPLES / "text").definition
    (own,) = definition.channels
    assert (own.code, own.name, own.forms) == ("mau_text", "mau_text", ["mau_text"])
    assert definition.channel_of("mau_text") == "mau_text"
    assert {"channels", "method"}.isdisjoint(definition.canonical())
    known = "4870b05fcc6d7b7ad2c882970ebf3c2b6add93d7b2a306d830091c644e061e8b"
    assert definition.content_hash() == known


def test_a_quick_rating_belongs_to_no_channel_written_or_not(tmp_path: Path) -> None:
    """M18."""
    folder = copy_of("quick", tmp_path)
    assert read(folder).definition.channel_of("mau_nhanh") == ""
    written = "channels:\n  - {code: truc_tiep, name: Trực tiếp, forms: [mau_day_du]}\n"
    edit(folder, "programme.yaml", written, "")
    definition = read(folder).definition
    assert [channel.forms for channel in definition.channels] == [["mau_day_du"]]
    assert definition.channel_of("mau_nhanh") == ""
    stored = definition.canonical()
    assert "channels" not in stored
    assert ProgrammeDefinition.model_validate(stored) == definition


def test_the_purpose_of_a_form_of_the_index_is_not_part_of_its_hash() -> None:
    """P15: a form written before there were quick ratings is still the same form."""
    (form,) = read(SAMPLES / "text").questionnaires
    assert "purpose" not in form.canonical()
    assert "quick_forms" not in read(SAMPLES / "text").definition.canonical()


def test_a_group_name_stands_for_all_its_units() -> None:
    definition = read(SAMPLES / "hai_cap").definition
    common = next(c for c in definition.counters if c.counter == "quay-chung")
    assert definition.units_served(common) == [f"so-{n:02}" for n in range(1, 21)]
