"""Counter cards: the QR code of a link, printed on A5."""
