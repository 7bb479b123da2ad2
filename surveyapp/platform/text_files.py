"""Text files written by people: UTF-8 with or without a byte order mark."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from surveyapp.platform.faults import Fault
from surveyapp.platform.vietnamese import nfc


def read_text(path: Path) -> tuple[str | None, list[Fault]]:
    """The text of a file, or None with the fault that stopped the reading."""
    try:
        return path.read_bytes().decode("utf-8-sig"), []
    except (FileNotFoundError, NotADirectoryError):
        code, message = "file-missing", "Không tìm thấy tệp."
        cure = "Thêm tệp vào thư mục hoặc sửa lại tên tệp."
    except UnicodeDecodeError:
        code, message = "file-encoding", "Tệp không dùng bảng mã UTF-8."
        cure = "Lưu lại tệp với bảng mã UTF-8."
    except OSError:
        code, message = "file-unreadable", "Không đọc được tệp."
        cure = "Kiểm tra đây là một tệp và tài khoản đang chạy lệnh được phép đọc."
    return None, [Fault(path.name, "", code, message, cure)]


def cleaned(text: str) -> str:
    """Text in NFC without what a database cannot keep: control characters and lone surrogates.

    Zero-width spaces stay: Khmer uses them between words.
    """
    kept = (c for c in text if c in "\n\t\r" or unicodedata.category(c) not in ("Cc", "Cs"))
    return nfc("".join(kept))
