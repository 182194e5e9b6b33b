"""Fetch a published file once, check it, and keep it; say what to do where there is no network."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

#: Names the folder in which files are kept; without it, the system's own for caches.
CACHE_VARIABLE = "CHAINRULE_DATA"
TRIES = 2  # of each address: a connection may break
SECONDS = 30  # without a byte, until an address is given up


@dataclass(frozen=True)
class Published:
    """A file of a public data set: its name, its SHA-256, and where it lies, the best place first.

    >>> Published("a.gz", "0" * 64, ("https://example.org/a.gz",)).name
    'a.gz'
    """

    name: str
    sha256: str
    urls: tuple[str, ...]


def cache_folder() -> Path:
    """Where downloaded files are kept: `CHAINRULE_DATA`, or the system's folder for caches."""
    import pooch  # here, as graders and most students never download anything

    return Path(os.environ.get(CACHE_VARIABLE) or pooch.os_cache("chainrule")).expanduser()


def fetched(file: Published, by_hand: str) -> Path:
    """The file in the cache, downloaded where it isn't there, with a progress bar, and checked.

    `by_hand` ends the message of the ConnectionError that is raised where no address gave the
    published bytes: it says how to load a file that was got in another way.
    """
    import pooch

    folder = cache_folder()
    failures = []
    for url in file.urls:
        source = pooch.create(
            path=folder,
            base_url="",
            registry={file.name: f"sha256:{file.sha256}"},
            urls={file.name: url},
            retry_if_failed=TRIES - 1,
        )
        try:
            fetch = pooch.HTTPDownloader(progressbar=True, timeout=SECONDS)
            return Path(source.fetch(file.name, downloader=fetch))
        # requests' errors are OSErrors; pooch says by a ValueError that the SHA-256 is another
        except (OSError, ValueError) as error:
            failures.append(f"  {url}\n    {_short(error)}")
    places = "\n".join(failures)
    raise ConnectionError(
        f"{file.name} is not in {folder}, and could not be downloaded. Tried:\n{places}\n"
        f"Without a network, get the file from one of these addresses elsewhere "
        f"(SHA-256 {file.sha256}). {by_hand}"
    )


def _short(error: Exception) -> str:
    """The error's kind and the beginning of what it says, on one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text if len(text) <= 160 else text[:157] + '...'}"
