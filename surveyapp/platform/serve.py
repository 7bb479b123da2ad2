"""`flask serve`: the whole system on one small machine, web and worker side by side.

A development start keeps its secrets in `instance/settings.env`, readable by its owner only, so
that printed links stay valid and other `flask` commands agree with the running server.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parents[2]
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 -- compared with, not bound
#: Seconds that children get to finish what they do.
PATIENCE = 25


class StartFailed(Exception):
    """The server did not come up; the message says why, in Vietnamese."""


def reachable_host(host: str) -> str:
    """The address by which others reach a server that listens on `host`.

    For "every address" it is the one that this machine uses in its network; nothing is sent.
    """
    if host not in EVERY_ADDRESS:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def public_address(host: str, port: int) -> str:
    """The address that is printed and that QR codes encode."""
    name = reachable_host(host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def keep_development_settings(path: Path, *, public_url: str) -> dict[str, str]:
    """Make the secrets of a development start once, and note the address of this start."""
    known = {key: value for key, value in dotenv_values(path).items() if value}
    fresh = {
        "ENVIRONMENT": "development",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "LINK_KEYS": f"1:{secrets.token_urlsafe(48)}",
    }
    values = fresh | known | {"PUBLIC_URL": public_url}
    if values != known:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text("".join(f"{key}={value}\n" for key, value in values.items()))
        draft.replace(path)
    return values


def check_port(host: str, port: int) -> None:
    """Raises StartFailed where something listens on the port already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartFailed(
                f"Không mở được cổng {port} ở {host}. Hãy chọn cổng khác: make run PORT={port + 1}"
            ) from error


def run_command(*arguments: str, environment: Mapping[str, str]) -> None:
    """Run one `flask` command in a process of its own, showing what it prints."""
    done = subprocess.run(_flask(*arguments), cwd=ROOT, env=environment, check=False)
    if done.returncode:
        raise StartFailed(f"Lệnh flask {' '.join(arguments)} không chạy được.")


def run_until_stopped(
    host: str, port: int, environment: Mapping[str, str], *, when_ready: Callable[[], None]
) -> None:
    """Web server and worker until Ctrl-C or SIGTERM; both are stopped, whatever happens.

    Raises StartFailed where one does not start, or ends by itself.
    """
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", bind]
    children: list[subprocess.Popen[bytes]] = []
    with _stop_signals():
        try:
            children.append(_start(gunicorn, environment))
            children.append(_start(_flask("worker"), environment))
            _wait_until_ready(f"http://{_loopback(host)}:{port}/readyz", children)
            when_ready()
            _wait_for_end(children)
        finally:
            _stop(children)


def _flask(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]


def _start(command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A child in a session of its own, so that Ctrl-C reaches it through us, in good order."""
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)


def _loopback(host: str) -> str:
    return "127.0.0.1" if host in EVERY_ADDRESS else f"[{host}]" if ":" in host else host


@contextmanager
def _stop_signals() -> Iterator[None]:
    """Inside, SIGTERM and a closed terminal end the program as Ctrl-C does."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in STOPPING}
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _wait_until_ready(url: str, children: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if any(child.poll() is not None for child in children):
            break
        try:
            with urlopen(url, timeout=5):  # noqa: S310 -- our own loopback address
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise StartFailed("Máy chủ không khởi động được; xem các dòng báo lỗi ở trên.")


def _wait_for_end(children: list[subprocess.Popen[bytes]]) -> None:
    while all(child.poll() is None for child in children):
        time.sleep(0.5)
    raise StartFailed("Một tiến trình đã dừng đột ngột; xem các dòng báo lỗi ở trên.")


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask each child to end; kill what does not."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + PATIENCE
    for child in children:
        try:
            child.wait(timeout=max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
