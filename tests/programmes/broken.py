"""One small edit of a sample programme for every fault that the checks can find."""

from __future__ import annotations

from dataclasses import dataclass

from tests.programmes.folders import FORMS

P, U, C, F = "programme.yaml", "units.csv", "places.csv", "phieu.yaml"
L = "fields.csv"
TQ, Q = "phieu_tai_quay.yaml", "phieu_nhanh.yaml"


@dataclass(frozen=True)
class Broken:
    """A sample, the edit that breaks it, the code of the fault, and words of its place."""

    code: str
    sample: str
    file: str
    old: str
    new: str
    place: str = "dòng "
    #: File of the fault where it is not the edited one.
    found_in: str = ""

    def __str__(self) -> str:
        return f"{self.code}-{self.sample}-{self.old[:20]}"


GROUP = "  - {code: don_vi, name: Đơn vị mẫu}\n"
PART = "  - {code: sipas, name: Chỉ số hài lòng quy đổi, kind: sipas, max_points: {don_vi: 10}}\n"

BROKEN = [
    # What a file may look like
    Broken("file-missing", "text", P, "units: units.csv", "units: u.csv", "", "u.csv"),
    Broken("file-missing", "text", P, "places.csv", "p.csv", "", "p.csv"),
    Broken("file-missing", "text", P, "[phieu.yaml]", "[khac.yaml]", "", "khac.yaml"),
    Broken("yaml-syntax", "text", P, "groups:\n", "groups: [\n"),
    Broken("yaml-syntax", "text", F, "title:", "\x01title:", ""),
    Broken("yaml-alias", "text", P, GROUP, GROUP.replace("- {", "- &a {") + "  - *a\n", "dòng 8"),
    Broken("duplicate-key", "text", P, 'version: "1"', 'code: hai\nversion: "1"', "dòng 3, cột 1"),
    Broken("csv-empty", "text", U, (FORMS / "samples/text/units.csv").read_text("utf-8"), "\n"),
    Broken("csv-syntax", "text", U, "Đơn vị mẫu 1", '"Đơn vị" mẫu 1'),
    Broken("missing-column", "text", U, ",group", ",nhom", "dòng 1"),
    Broken("unknown-column", "text", U, ",group\n", ",group,ghi_chu\n", "dòng 1"),
    Broken("duplicate-column", "text", U, ",group\n", ",group,name\n", "dòng 1"),
    Broken("row-width", "text", U, "Đơn vị mẫu 2,don_vi", "Đơn vị mẫu 2,don_vi,thừa", "dòng 3"),
    # What a value may be
    Broken("missing-key", "text", P, "groups:\n" + GROUP, "", "groups"),
    Broken("missing-key", "text", F, "        text: Tên thủ tục\n", "", "items[2].text"),
    Broken("unknown-key", "text", P, "parts:", "phan: 1\nparts:", "phan"),
    Broken("unknown-key", "text", F, "multiline", "nhieu_dong", "items[2].nhieu_dong"),
    Broken("bad-code", "text", P, "code: don_vi,", "code: Đơn vị,", "groups[0].code"),
    Broken("bad-code", "text", P, "units.csv", "../units.csv", "units"),
    Broken("bad-code", "text", U, "don-vi-2", "don vi 2", "dòng 3, cột code"),
    Broken("not-text", "text", P, 'version: "1"', "version: 1.10", "dòng 3, version"),
    Broken("empty-value", "text", U, "Đơn vị mẫu 2", "", "dòng 3, cột name"),
    Broken("empty-value", "text", P, "[phieu.yaml]", "[]", "questionnaires"),
    Broken("too-long", "text", P, '"Mẫu: ', '"' + "Mẫu " * 90, "name"),
    Broken("too-long", "text", F, '"Phiếu mẫu: ', '"' + "Phiếu " * 60, "dòng 5, title"),
    Broken("bad-number", "text", P, "{don_vi: 10}", "{don_vi: mười}", "max_points.don_vi"),
    Broken("bad-number", "text", P, "{don_vi: 10}", "{don_vi: -1}", "max_points.don_vi"),
    Broken("bad-number", "text", P, "{don_vi: 10}", "{don_vi: .nan}", "max_points.don_vi"),
    Broken("wrong-shape", "text", P, "groups:\n" + GROUP, "groups: don_vi\n", "groups"),
    Broken("unknown-choice", "text", P, "parts:", "method: {ties: lot}\nparts:", "method.ties"),
    Broken("unknown-type", "text", F, "type: text", "type: file", "items[1]"),
    Broken("missing-type", "text", F, "        type: text\n", "", "items[1]"),
    Broken("bad-value", "text", F, "multiline: false", "multiline: [1]", "items[2].multiline"),
    Broken("no-vietnamese", "languages", F, "text: {vi: Nhìn chung về lần làm thủ tục này, ",
           "text: {", "items[0].text"),
    Broken("no-vietnamese", "text", F, "text: Tên thủ tục", 'text: ""', "items[2].text"),
    Broken("formula-name", "text", U, "Đơn vị mẫu 2", "=cmd|calc!A1", "dòng 3, cột name"),
    Broken("formula-name", "text", P, "name: Đơn vị mẫu", 'name: "+1"', "groups[0].name"),
    Broken("unknown-language", "languages", F, "en: This", "fr: Ce", "items[0].text"),
    Broken("missing-language", "languages", F, ", en: Question}", "}", "sections[0].title"),
    Broken("vietnamese-first", "languages", F, "[vi, en]", "[en, vi]", "languages"),
    Broken("duplicate-language", "languages", F, "[vi, en]", "[vi, en, en]", "languages"),
    # Questionnaires
    Broken("reserved-id", "text", F, "id: procedure", "id: page_token", "items[2].id"),
    Broken("reserved-id", "hai_cap", P, "code: officials_survey", "code: max_points", "code"),
    Broken("duplicate-id", "text", F, "id: procedure", "id: suggestion", "items[2].id"),
    Broken("duplicate-option", "single_choice", F, "3_plus", '"2"', "options[2].value"),
    Broken("duplicate-option", "multiple_choice", F, "value: portal", "value: board", "options[1]"),
    Broken("not-scorable", "text", F, "max_length: 500", "criterion: service", "criterion"),
    Broken("criterion-twice", "satisfaction", F, "criterion: feedback", "criterion: service",
           "items[1].criterion"),
    Broken("unknown-item", "asked_if", F, "item: late", "item: tre", "asked_if.item"),
    Broken("unknown-item", "asked_if", F, "item: late", "item: apology", "asked_if.item"),
    Broken("unknown-option", "asked_if", F, 'values: ["yes"]', "values: [co]", "asked_if.values"),
    Broken("condition-required", "asked_if", F, "asked_if: {",
           "required: true\n        asked_if: {", "items[2].required"),
    Broken("sensitive-required", "single_choice", F, "        required: true\n",
           "        required: true\n        sensitive: true\n", "required"),
    Broken("label-unused", "satisfaction", F, "        no_opinion: true\n", "", "no_opinion_label"),
    Broken("form-without-criterion", "text", F, "        criterion: service\n", "", "sections"),
    Broken("form-without-criterion", "quick", Q, "purpose: quick\n", "", "sections"),
    Broken("unknown-choice", "quick", Q, "purpose: quick", "purpose: fast", "purpose"),
    Broken("quick-criterion", "quick", F, "reached:", "purpose: quick\nreached:",
           "items[0].criterion"),
    Broken("quick-question", "quick", Q, "        required: true\n", "", "sections"),
    Broken("quick-question", "quick", Q, "      - id: reasons\n        type: multiple_choice\n",
           "      - {id: again, type: satisfaction, text: Một lần nữa}\n"
           "      - id: reasons\n        type: multiple_choice\n", "sections"),
    Broken("quick-in-channel", "quick", P, "[mau_day_du]", "[mau_day_du, mau_nhanh]",
           "channels[0].forms[1]"),
    Broken("bad-range", "number", F, "minimum: 0", "minimum: 700", "items[1].minimum"),
    # Programmes
    Broken("duplicate-id", "text", P, GROUP, GROUP * 2, "groups[1].code"),
    Broken("duplicate-id", "hai_cap", P, "code: guidance", "code: polite", "criteria[1].code"),
    Broken("duplicate-id", "hai_cap", P, "code: officials_survey", "code: self_assessment",
           "parts[1].code"),
    Broken("duplicate-id", "hai_cap", P, "code: organisation", "code: citizen",
           "respondent_groups[1].code"),
    Broken("duplicate-id", "hai_cap", P, "code: kha,", "code: tot,", "classes[1].code"),
    Broken("duplicate-id", "hai_cap", TQ, "code: tai_quay", "code: truc_tuyen", "code",
           "phieu_truc_tuyen.yaml"),
    Broken("duplicate-id", "hai_cap", TQ, "code: official", "code: access", "sections[1].code"),
    Broken("duplicate-id", "text", P, "[phieu.yaml]", "[phieu.yaml, phieu.yaml]",
           "questionnaires[1]"),
    Broken("duplicate-id", "text", U, "don-vi-2", "don-vi-1", "dòng 3, cột code"),
    Broken("duplicate-id", "hai_cap", C, "quay-2", "quay-1", "dòng 3, cột counter"),
    Broken("unit-without-group", "text", U, "mẫu 2,don_vi", "mẫu 2,", "dòng 3, cột group"),
    Broken("unknown-group", "text", U, "mẫu 2,don_vi", "mẫu 2,khac", "dòng 3, cột group"),
    Broken("unknown-group", "text", P, "{don_vi: 10}", "{don_vi: 10, khac: 10}",
           "max_points.khac"),
    Broken("unknown-group", "text", C, "group:don_vi", "group:don_vi group:khac", "cột serves"),
    Broken("group-without-units", "text", P, GROUP, GROUP + GROUP.replace("don_vi", "moi"),
           "groups[1].code"),
    Broken("no-sipas-part", "text", P, "kind: sipas", "kind: imported", "parts"),
    Broken("two-sipas-parts", "text", P, PART, PART + PART.replace("code: sipas", "code: hai"),
           "parts[1].kind"),
    Broken("sipas-maximum-missing", "text", P, ", max_points: {don_vi: 10}", "", "max_points"),
    Broken("maxima-mismatch", "hai_cap", P, "{so: 70, xa: 72.5}", "{so: 70, xa: 72}",
           "groups[1].max_points"),
    Broken("class-gap", "hai_cap", P, "below: 80", "below: 79", "classes[0]"),
    Broken("class-gap", "hai_cap", P, "at_least: 65, below: 80", "above: 65, below: 80",
           "classes[1]"),
    Broken("class-gap", "hai_cap", P, "kem, name: Kém,", "kem, name: Kém, above: 0,", "classes[3]"),
    Broken("class-gap", "hai_cap", P, "Tốt, at_least: 80", "Tốt, at_least: 80, below: 100",
           "classes[0]"),
    Broken("class-overlap", "hai_cap", P, "below: 80", "at_most: 80", "classes[0]"),
    Broken("class-overlap", "hai_cap", P, "below: 50", "below: 60", "classes[2]"),
    Broken("class-bounds", "hai_cap", P, "at_least: 65, below: 80", "at_least: 80, below: 65",
           "classes[1]"),
    Broken("class-bounds", "hai_cap", P, "at_least: 65", "at_least: 65, above: 66", "classes[1]"),
    Broken("class-bounds", "hai_cap", P, ", at_least: 80", "", "classes[0]"),
    Broken("unknown-criterion", "hai_cap", TQ, "criterion: polite", "criterion: thai_do",
           "items[0].criterion"),
    Broken("unknown-criterion", "weights", P, "on_time: 2.5", "on_time: 1, khac: 1",
           "method.weights.khac"),
    Broken("criterion-without-item", "text", P, "- {code: service, name: Mức hài lòng chung}",
           "- {code: service, name: A}\n            - {code: moi, name: B}", "criteria[1].code"),
    Broken("weights-missing", "weights", P, "  weights: {service: 1, on_time: 2.5}\n", "",
           "method.roll_up"),
    Broken("weights-missing", "weights", P, "{service: 1, on_time: 2.5}",
           "{service: 0, on_time: 0}", "method.weights"),
    Broken("weight-missing", "weights", P, ", on_time: 2.5", "", "method.weights"),
    Broken("weights-unused", "weights", P, "roll_up: weights", "roll_up: factors",
           "method.weights"),
    Broken("unknown-unit", "hai_cap", C, "quay-chung,Quầy tiếp nhận chung,so-01",
           "quay-chung,Quầy tiếp nhận chung,so-99", "cột operator"),
    Broken("unknown-unit", "hai_cap", C, "so-01 so-02", "so-01 so-99", "dòng 2, cột serves"),
    Broken("unknown-unit", "text", U, (FORMS / "samples/text/units.csv").read_text("utf-8"),
           "code,name,group,parent\na,A,don_vi,b\n", "dòng 2, cột parent"),
    Broken("parent-circle", "text", U, (FORMS / "samples/text/units.csv").read_text("utf-8"),
           "code,name,group,parent\na,A,don_vi,b\nb,B,don_vi,a\n", "dòng 3, cột parent"),
    Broken("parent-circle", "text", U, (FORMS / "samples/text/units.csv").read_text("utf-8"),
           "code,name,group,parent\na,A,don_vi,a\n", "dòng 2, cột parent"),
    Broken("unit-without-counter", "hai_cap", C, "xa-007,xa-007\n", "xa-007,xa-008\n",
           "dòng 28, cột code", U),
    Broken("unit-without-counter", "text", P, "places: places.csv\n", "", "cột code", U),
    Broken("duplicate-id", "hai_cap", P, "- {code: truc_tuyen, name: Trực tuyến",
           "- {code: truc_tiep, name: Trực tuyến", "channels[1].code"),
    Broken("empty-value", "hai_cap", P, "forms: [tai_quay]", "forms: []", "channels[0].forms"),
    Broken("unknown-form", "hai_cap", P, "forms: [tai_quay]", "forms: [tai_quay, la]",
           "channels[0].forms[1]"),
    Broken("form-in-two-channels", "hai_cap", P, "forms: [truc_tuyen]",
           "forms: [truc_tuyen, tai_quay]", "channels[1].forms[1]"),
    Broken("form-without-channel", "hai_cap", P,
           "  - {code: truc_tuyen, name: Trực tuyến, forms: [truc_tuyen]}\n", "", "channels"),
    Broken("per-form-channel", "text", P, "parts:", "channels:\n"
           "  - {code: truc_tiep, name: Trực tiếp, forms: [mau_text, khac]}\n"
           "method: {combine_forms: per_form}\nparts:", "channels[0].forms"),
    Broken("file-missing", "fields", P, "fields.csv", "f.csv", "", "f.csv"),
    Broken("csv-empty", "fields", L, (FORMS / "samples/fields/fields.csv").read_text("utf-8"),
           "code,name,units\n", ""),
    Broken("missing-column", "fields", L, ",units", "", "dòng 1"),
    Broken("bad-code", "fields", L, "ho-tich", "Hộ tịch", "dòng 3, cột code"),
    Broken("empty-value", "fields", L, "Đất đai", "", "dòng 2, cột name"),
    Broken("empty-value", "fields", L, "group:xa", "", "dòng 2, cột units"),
    Broken("duplicate-id", "fields", L, "ho-tich", "dat-dai", "dòng 3, cột code"),
    Broken("unknown-unit", "fields", L, "xa-2", "xa-9", "dòng 4, cột units"),
    Broken("unknown-group", "fields", L, "group:xa", "group:so", "dòng 2, cột units"),
    Broken("place-names-differ", "hai_cap", C, "công tỉnh,quay-2", "công,quay-2",
           "dòng 3, cột place_name"),
]  # fmt: skip
