"""Everything under forms/ checks clean, and published codes stay as they are."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import get_args

import pytest

from surveyapp.platform.vietnamese import nfc, without_controls
from surveyapp.programmes.definition import ProgrammeSource
from surveyapp.programmes.reading import read_programme
from surveyapp.questionnaires.answers import AnyItem
from tests.programmes.folders import SAMPLES, all_programmes

IDS = Path(__file__).with_name("ids.json")


def source_of(folder: Path) -> ProgrammeSource:
    source, faults = read_programme(folder)
    assert source is not None, "\n".join(map(str, faults))
    return source


@pytest.mark.parametrize("folder", all_programmes(), ids=lambda folder: folder.name)
def test_a_programme_has_no_faults(folder: Path) -> None:
    source, faults = read_programme(folder)
    assert faults == []
    assert source is not None


@pytest.mark.parametrize("folder", all_programmes(), ids=lambda folder: folder.name)
def test_files_are_composed_vietnamese_without_hidden_characters(folder: Path) -> None:
    """P18."""
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8")
        assert text == nfc(text), path
        assert text == without_controls(text), path
        assert text.endswith("\n")


def test_every_answer_type_has_a_sample_that_uses_it() -> None:
    union = get_args(AnyItem)[0]
    for kind in (get_args(model.model_fields["type"].annotation)[0] for model in get_args(union)):
        (form,) = source_of(SAMPLES / kind).questionnaires
        assert kind in {item.type for item in form.items}


def test_every_file_of_a_programme_is_used() -> None:
    for folder in all_programmes():
        listed = (folder / "programme.yaml").read_text(encoding="utf-8")
        for path in folder.iterdir():
            assert path.name == "programme.yaml" or path.name in listed, path


def test_published_codes_are_ascii_and_never_change() -> None:
    """P15: the snapshot holds every code; a difference means a new version, never an edit.

    Add lines of a new programme or version to `ids.json`; do not touch lines that are there.
    """
    kept = json.loads(IDS.read_text(encoding="utf-8"))
    found = {name: codes for folder in all_programmes() for name, codes in ids_of(folder).items()}
    assert kept | found == kept
    assert json.dumps(found, ensure_ascii=False).isascii()


def ids_of(folder: Path) -> dict[str, list[str]]:
    """Codes of criteria, channels and fields, and of items with their options, by version."""
    source = source_of(folder)
    definition = source.definition
    ids = {
        f"{definition.code} {definition.version}": [
            criterion.code for criterion in definition.index.criteria
        ]
    }
    if "channels" in definition.canonical():
        ids[f"{definition.code} {definition.version} channels"] = [
            f"{channel.code}: {' '.join(channel.forms)}" for channel in definition.channels
        ]
    if definition.fields:
        ids[f"{definition.code} {definition.version} fields"] = [
            field.code for field in definition.fields
        ]
    for form in source.questionnaires:
        ids[f"{definition.code} {form.code} {form.version}"] = [
            f"{item.id}: {' '.join(item.choices)}".strip(": ") for item in form.items
        ]
    return ids


def test_khmer_is_marked_as_waiting_for_a_native_reader() -> None:
    for folder in all_programmes():
        for path in folder.glob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            if any(unicodedata.name(char, "").startswith("KHMER") for char in text):
                assert "# km: chờ người bản ngữ rà soát" in text
