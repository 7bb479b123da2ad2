"""The deeds that the audit trail names, and their words."""

from __future__ import annotations

WORDS = {
    "login": "Đăng nhập",
    "login.failed": "Đăng nhập không thành công",
    "logout": "Đăng xuất",
    "session.end": "Kết thúc phiên đăng nhập",
    "password.change": "Đổi mật khẩu",
    "user.create": "Tạo người dùng",
    "user.lock": "Khóa người dùng",
    "user.unlock": "Mở khóa người dùng",
    "user.reset_password": "Đặt lại mật khẩu",
    "api_key.create": "Tạo khóa API",
    "api_key.revoke": "Thu hồi khóa API",
    "round.create": "Tạo đợt khảo sát",
    "round.close": "Đóng đợt khảo sát",
    "round.extend": "Đổi ngày kết thúc đợt",
    "round.publish": "Công bố kết quả đợt",
    "round.population": "Nhập số hồ sơ đã có kết quả",
    "round.population_clear": "Bỏ số hồ sơ đã nhập",
    "scores.import": "Nhập điểm từ tệp",
    "responses.rebuild": "Đếm lại phiếu từ đầu",
    "cards.order": "Chuẩn bị bản in mã QR",
    "round.codes": "Cấp mã ngắn cho đường dẫn",
    "kiosk.create": "Thêm máy tính bảng tại quầy",
    "kiosk.pin": "Đổi mã PIN của máy tại quầy",
    "kiosk.close": "Đóng máy tính bảng tại quầy",
}

ROLE_WORDS = {
    "administrator": "Quản trị",
    "survey_manager": "Quản lý khảo sát",
    "viewer": "Xem",
}


def action_words(action: str) -> str:
    """What a deed is called; its code where it has no words."""
    return WORDS.get(action, action)


def role_words(role: str) -> str:
    """What a role is called."""
    return ROLE_WORDS.get(role, role)
