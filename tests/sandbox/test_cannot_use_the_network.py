from __future__ import annotations

import pytest

from autograder.sandbox import Session


@pytest.mark.parametrize(
    "source",
    [
        "import socket; socket.create_connection(('127.0.0.1', 80), 1)",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "import socket; socket.socket(socket.AF_UNIX)",
        "import socket; socket.socketpair()",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1')",
    ],
)
def test_no_socket_can_be_made(confined: Session, source: str) -> None:
    error = confined.run_cell(source).error
    assert error is not None
    assert "not available while grading: the network" in error


def test_names_cannot_be_looked_up(confined: Session) -> None:
    assert confined.run_cell("import socket; socket.getaddrinfo('example.org', 80)").error
