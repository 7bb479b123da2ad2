"""`flask serve`: secrets made once, the address others reach, and a start that explains itself."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from surveyapp.platform import serve
from surveyapp.platform.settings import Settings
from tests.fixtures.databases import migrate

ROOT = Path(__file__).parents[2]


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "instance" / "settings.env"
    first = serve.keep_development_settings(path, public_url="http://127.0.0.1:8000")
    assert path.stat().st_mode & 0o777 == 0o600
    second = serve.keep_development_settings(path, public_url="http://192.0.2.7:8000")
    assert second["LINK_KEYS"] == first["LINK_KEYS"]
    assert second["SECRET_KEY"] == first["SECRET_KEY"]
    assert second["PUBLIC_URL"] == "http://192.0.2.7:8000"
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_kept_settings_would_do_for_production(tmp_path: Path) -> None:
    kept = serve.keep_development_settings(tmp_path / "settings.env", public_url="http://a.example")
    values = {key.lower(): value for key, value in kept.items()} | {"environment": "production"}
    assert Settings(**values, database_url="sqlite:///x").link_key_ring


def test_the_address_is_one_that_others_reach() -> None:
    assert serve.public_address("127.0.0.1", 8000) == "http://127.0.0.1:8000"
    assert serve.public_address("::1", 8000) == "http://[::1]:8000"
    assert "0.0.0.0" not in serve.public_address("0.0.0.0", 8000)


def test_a_port_in_use_is_named_with_its_cure() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with pytest.raises(serve.StartFailed, match=f"PORT={port + 1}"):
            serve.check_port("127.0.0.1", port)


def test_a_fresh_machine_starts_serves_and_stops_cleanly(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {
        "ENVIRONMENT": "development",
        "INSTANCE_PATH": str(tmp_path / "instance"),
        "SETTINGS_FILE": str(tmp_path / "instance" / "settings.env"),
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as started:
        wait_for(f"http://127.0.0.1:{port}/readyz")
        assert started.stdout is not None
        assert f"http://127.0.0.1:{port}" in started.stdout.readline()
        started.send_signal(signal.SIGINT)
        output, _ = started.communicate(timeout=30)
    assert started.returncode == 0, output
    assert output.endswith("Đã dừng.\n")
    modes = {path.stat().st_mode & 0o077 for path in (tmp_path / "instance").iterdir()}
    assert modes == {0}


def test_an_early_stop_leaves_nothing_running(tmp_path: Path) -> None:
    def interrupt() -> None:
        os.kill(os.getpid(), signal.SIGINT)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "ENVIRONMENT": "development",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite'}",
    }
    migrate(environment["DATABASE_URL"])
    serve.run_until_stopped("127.0.0.1", port, environment, when_ready=interrupt)
    with pytest.raises(OSError, match="refused"):
        urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)


def wait_for(url: str) -> None:
    for _ in range(300):
        try:
            with urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")
