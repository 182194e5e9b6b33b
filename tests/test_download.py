"""Files are fetched once, from the first address that has the published bytes, or not at all.

They are served from this machine: no test needs a network.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from chainrule_datasets import cifar, download, load_cifar10, load_mnist, mnist
from chainrule_datasets.download import Published, fetched


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and writes no log."""

    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address at which its files are served."""
    folder = tmp_path / "served"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(download.CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(download, "TRIES", 1)
    for proxy in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)
    return tmp_path / "cache"


NOBODY = "http://127.0.0.1:9/"  # the port of the discard service, which nobody runs
CONTENT = b"published bytes"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def test_a_file_is_downloaded_once_and_kept(served, cache):
    folder, address = served
    (folder / "a.gz").write_bytes(CONTENT)
    file = Published("a.gz", SHA256, (address + "a.gz",))
    path = fetched(file, "")
    assert path == cache / "a.gz"
    assert path.read_bytes() == CONTENT
    (folder / "a.gz").unlink()
    assert fetched(file, "").read_bytes() == CONTENT


def test_a_mirror_that_is_gone_or_has_other_bytes_is_passed_over(served, cache):
    folder, address = served
    (folder / "a.gz").write_bytes(CONTENT)
    (folder / "changed.gz").write_bytes(CONTENT + b"!")
    addresses = (f"{NOBODY}a.gz", f"{address}missing.gz", f"{address}changed.gz", f"{address}a.gz")
    assert fetched(Published("a.gz", SHA256, addresses), "").read_bytes() == CONTENT


def test_a_kept_file_that_was_changed_is_fetched_again(served, cache):
    folder, address = served
    (folder / "a.gz").write_bytes(CONTENT)
    cache.mkdir()
    (cache / "a.gz").write_bytes(b"damaged")
    file = Published("a.gz", SHA256, (address + "a.gz",))
    assert fetched(file, "").read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("load", "module", "how"),
    [
        (load_mnist, mnist, "load_mnist(path=folder)"),
        (load_cifar10, cifar, "load_cifar10(path=...)"),
    ],
)
def test_without_a_network_the_message_names_file_addresses_and_the_way_by_hand(
    cache, monkeypatch, load, module, how
):
    file = module.FILES[0] if module is mnist else module.ARCHIVE
    there = Published(file.name, file.sha256, (NOBODY + "one", NOBODY + "two"))
    if module is mnist:
        monkeypatch.setattr(mnist, "FILES", (there, *mnist.FILES[1:]))
    else:
        monkeypatch.setattr(cifar, "ARCHIVE", there)
    with pytest.raises(ConnectionError) as caught:
        load()
    message = str(caught.value)
    for part in (file.name, file.sha256, NOBODY + "one", NOBODY + "two", str(cache), how):
        assert part in message
    assert not list(cache.glob("*"))


def test_other_bytes_are_never_kept(served, cache):
    folder, address = served
    (folder / "a.gz").write_bytes(b"other bytes")
    with pytest.raises(ConnectionError, match="hash"):
        fetched(Published("a.gz", SHA256, (address + "a.gz",)), "")
    assert not list(cache.glob("*"))
