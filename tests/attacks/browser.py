"""See what a page does in a real browser, where there is one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

#: Sets off what a reader might, and then tells whether anything of a student's has run.
_POKE = """<script>
addEventListener("load", () => {
  for (const element of document.querySelectorAll("*")) {
    for (const kind of ["mouseover", "focus", "toggle", "error", "load", "begin"])
      element.dispatchEvent(new Event(kind));
    const target = element.getAttribute("href") || "";
    if (!/^(#|https?:|mailto:|\\/\\/|$)/i.test(target) && element.click) element.click();
  }
  setTimeout(() => { document.title = "pwned: " + (window.pwned || 0) }, 200);
});
</script>"""


def browser() -> str:
    """A Chromium that can be run without a screen; skips the test where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("no Chromium here to load the page in")


def pwned(page: str, folder: Path) -> bool:
    """Whether a page runs what its writer did not mean it to, its own policy not in the way."""
    bare = re.sub(r"<meta http-equiv=.Content-Security-Policy.[^>]*>", "", page)
    path = folder / "page.html"
    # First, so that no tag that a student left open can swallow it.
    path.write_text(bare.replace("<head>", "<head>" + _POKE, 1), encoding="utf-8")
    done = subprocess.run(
        [
            browser(),
            "--headless",
            "--no-sandbox",  # the page is all that runs here, and root may not use theirs
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--disable-dev-shm-usage",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={folder / 'profile'}",
            "--virtual-time-budget=3000",
            "--dump-dom",
            path.as_uri(),
        ],
        text=True,
        encoding="utf-8",
        errors="replace",
        capture_output=True,
        timeout=120,
        check=False,
    )
    title = re.search(r"<title>[^<]*pwned: (\d)[^<]*</title>", done.stdout)
    assert title, done.stderr[-2000:] + done.stdout[:500]
    return title[1] != "0"
