"""Style sheets and scripts under names that hold their hash, so a browser keeps them for ever.

They are read and compressed once. A development start looks at the files again for each page.
A folder with an `index.js` is one script: `citizen/index.js` is served as `citizen.js`.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
from flask import Flask, Response, abort, request, url_for

from surveyapp.platform import access
from surveyapp.platform.scripts import ENTRY, join_modules
from surveyapp.platform.settings import Settings
from surveyapp.platform.style_sheets import minify_styles

FOLDER = Path(__file__).parent.parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
#: The service worker needs an address above the pages that it serves.
WORKER = "sw.js"
#: Its address holds the hash of its present text, so a new text is a new address; a browser looks
#: again after a day at the latest, whatever it was told.
A_DAY = "public, max-age=86400"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file as it is served."""

    name: str
    mimetype: str
    raw: bytes
    #: The bytes by content encoding, the smallest first.
    packed: dict[str, bytes]

    @property
    def hash(self) -> str:
        """What changes when the file does."""
        return hashlib.sha256(self.raw).hexdigest()[:12]

    @property
    def hashed_name(self) -> str:
        """`desk.css` as `desk.0123456789ab.css`."""
        stem, _, suffix = self.name.rpartition(".")
        return f"{stem}.{self.hash}.{suffix}"


class StaticFiles:
    """All files of the static folder, by name and by hashed name."""

    def __init__(self, folder: Path, *, watch: bool) -> None:
        self._folder = folder
        self._watch = watch
        self._read()

    def _read(self) -> None:
        scripts = {path.parent for path in self._folder.glob(f"*/{ENTRY}")}
        paths = sorted(path for path in self._folder.rglob("*") if path.is_file())
        modules = [path for path in paths if path.parent in scripts]
        newest = max((path.stat().st_mtime_ns for path in modules), default=0)
        files = [
            _load(path, self._folder, path.stat().st_mtime_ns)
            for path in paths
            if path.parent not in scripts
        ] + [_join(folder, newest) for folder in sorted(scripts)]
        self._by_name = {file.name: file for file in files}
        self._names = {file.name: file.hashed_name for file in files}
        self._by_hashed_name = {file.hashed_name: file for file in files}

    def hashed_name(self, name: str) -> str:
        """The served name of a file; a `KeyError` where there is none."""
        if self._watch:
            self._read()
        return self._names[name]

    def hash_of(self, name: str) -> str:
        """The hash of a file; a `KeyError` where there is none."""
        return self.hashed_name(name).rsplit(".", 2)[1]

    def find(self, hashed_name: str) -> tuple[StaticFile | None, bool]:
        """The file and whether its hash is the present one.

        A page from before a change asks for the old hash and gets the present file.
        """
        if self._watch:
            self._read()
        if exact := self._by_hashed_name.get(hashed_name):
            return exact, True
        stem, _, suffix = hashed_name.rpartition(".")
        return self._by_name.get(f"{stem.rpartition('.')[0]}.{suffix}"), False


@cache
def _load(path: Path, folder: Path, _changed_at: int) -> StaticFile:
    """Read and compress a file, once for each time that it was changed."""
    raw = path.read_bytes()
    if path.suffix == ".css":
        raw = minify_styles(raw.decode()).encode()
    mimetype = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _packed(path.relative_to(folder).as_posix(), mimetype, raw)


@cache
def _join(folder: Path, _changed_at: int) -> StaticFile:
    """Join the modules of a folder, once for each time that any module was changed."""
    return _packed(f"{folder.name}.js", "text/javascript", join_modules(folder / ENTRY).encode())


def _packed(name: str, mimetype: str, raw: bytes) -> StaticFile:
    packed = {"br": brotli.compress(raw, quality=11), "gzip": gzip.compress(raw, 9, mtime=0)}
    return StaticFile(name, mimetype, raw, packed)


def install(app: Flask, settings: Settings) -> None:
    """Serve the files under `/static/`, the worker, and give templates their addresses."""
    files = StaticFiles(FOLDER, watch=settings.environment == "development")

    @access.public
    def serve(name: str) -> Response:
        file, present = files.find(name)
        if file is None:
            abort(404)
        response = _answer(file, FOR_EVER if present else "no-cache")
        # A file loads nothing; the long policy of a page would weigh a tenth of a style sheet.
        response.headers["Content-Security-Policy"] = "default-src 'none'"
        return response

    @access.public
    def serve_worker() -> Response:
        file, _ = files.find(files.hashed_name(WORKER))
        if file is None:
            abort(404)
        present = request.query_string.decode("ascii", "replace") == file.hash
        return _answer(file, A_DAY if present else "no-cache")

    app.add_url_rule("/static/<path:name>", "static_file", serve)
    app.add_url_rule(f"/{WORKER}", "worker", serve_worker)
    app.add_template_global(
        lambda name: url_for("static_file", name=files.hashed_name(name)), "static_url"
    )
    app.add_template_global(lambda: f"{url_for('worker')}?{files.hash_of(WORKER)}", "worker_url")


def _answer(file: StaticFile, kept: str) -> Response:
    response = Response(file.raw, mimetype=file.mimetype)
    for encoding, packed in file.packed.items():
        if request.accept_encodings[encoding] and len(packed) < len(file.raw):
            response.set_data(packed)
            response.headers["Content-Encoding"] = encoding
            break
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = kept
    return response
