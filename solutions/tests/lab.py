"""JupyterLab with a real kernel, in a Chromium without a screen, as one student's desktop."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_core_python.selenium import Axe
from selenium.common.exceptions import TimeoutException
from selenium.webdriver import Chrome, ChromeOptions, ChromeService, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.attacks.browser import browser

#: What a page may ask for: this machine, and nothing of the network.
_FLAGS = (
    "--headless=new",
    "--no-sandbox",  # our own pages are all that runs here, and root may not use theirs
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

#: All cells are drawn, whether or not they can be seen, and nobody asks for news.
_SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"checkForUpdates": False, "fetchNews": "false"},
}
_TOKEN = "only-on-this-machine"
SECONDS = 120  # the most that anything takes, on a machine that does much else


@contextlib.contextmanager
def server(folder: Path) -> Iterator[str]:
    """A JupyterLab of the notebooks in `folder`, with settings of its own; gives its address."""
    home = folder.parent / "home"
    for name, chosen in _SETTINGS.items():
        setting = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        os.makedirs(setting.parent, exist_ok=True)
        setting.write_text(json.dumps(chosen))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        f"--IdentityProvider.token={_TOKEN}",
    ]
    own = {
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            env=os.environ | own,
            stdout=log,
            stderr=log,
            cwd=folder,
        )
        try:
            deadline = time.monotonic() + SECONDS
            while True:
                with socket.socket() as there:
                    if there.connect_ex(("127.0.0.1", port)) == 0:
                        break
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((home / "log").read_text()[-3000:])
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}/lab/tree/{{}}?token={_TOKEN}"
        finally:
            process.terminate()  # and with it its kernels
            process.wait(30)


@contextlib.contextmanager
def chromium(folder: Path) -> Iterator[Chrome]:
    """A browser whose profile is in `folder`; skips where there is no Chromium, or no driver."""
    options = ChromeOptions()
    options.binary_location = browser()
    driver = shutil.which("chromedriver")
    if driver is None:
        pytest.skip("no chromedriver here to drive Chromium with")
    for flag in (*_FLAGS, f"--user-data-dir={folder / 'profile'}", "--window-size=1280,900"):
        options.add_argument(flag)
    opened = Chrome(options=options, service=ChromeService(driver))
    try:
        opened.set_script_timeout(SECONDS)
        yield opened
    finally:
        opened.quit()


class Desk:
    """What a student does in the notebook that is open: reads, runs, writes by the keyboard."""

    def __init__(self, page: Chrome) -> None:
        self.page = page

    def wait(self, script: str, *arguments: object, seconds: float = SECONDS) -> object:
        """What a script returns once that is true."""
        told = f"waited in vain for {script}"
        return WebDriverWait(self.page, seconds, 0.2).until(
            lambda page: page.execute_script(script, *arguments), told
        )

    def open(self, address: str) -> None:
        """Open a notebook, and wait for its kernel."""
        self.page.get(address)
        self.idle()

    def idle(self) -> None:
        """Wait until nothing runs."""
        self.wait(
            "const there = document.querySelector('.jp-Notebook-ExecutionIndicator');"
            "const busy = [...document.querySelectorAll('.jp-InputPrompt')]"
            ".some(one => one.textContent.includes('*'));"
            "return there && there.dataset.status === 'idle' && !busy"
        )

    def choose(self, *menu: str) -> None:
        """Choose from the menus, by the words that stand there."""
        for depth, words in enumerate(menu):
            where = ".lm-MenuBar-item" if depth == 0 else ".lm-Menu-item"
            found = self.wait(
                "return [...document.querySelectorAll(arguments[0])].find(one => "
                "(one.querySelector('[class$=itemLabel]') || one).textContent === arguments[1])",
                where,
                words,
            )
            assert isinstance(found, WebElement)
            found.click()

    def run_all(self) -> None:
        """Run the notebook from top to bottom."""
        started = (
            "return [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]"
            ".some(one => /[*0-9]/.test(one.textContent))"
        )
        for _ in range(3):
            self.choose("Run", "Run All Cells")
            # A menu that is clicked while the page still settles may close without a word.
            with contextlib.suppress(TimeoutException):
                self.wait(started, seconds=20)
                break
            self.press(Keys.ESCAPE)
        self.wait("return document.querySelector('.chainrule-panel[data-progress]')")  # the last
        self.idle()

    def press(self, *keys: str) -> None:
        """Press keys where the focus is."""
        self.page.switch_to.active_element.send_keys(*keys)

    def chord(self, key: str) -> None:
        """Press a key with Shift."""
        self.press(Keys.SHIFT + key + Keys.NULL)

    def write(self, source: str) -> None:
        """Replace the text of the cell that is edited."""
        self.press(Keys.CONTROL + "a" + Keys.NULL)
        self.page.execute_cdp_cmd("Input.insertText", {"text": source})

    def exercise(self, name: str) -> WebElement:
        """The text of the cell that defines a function, scrolled to."""
        found = self.wait(
            "return [...document.querySelectorAll('.jp-CodeCell .cm-content')]"
            ".find(one => one.textContent.includes('def ' + arguments[0] + '('))",
            name,
        )
        assert isinstance(found, WebElement)
        self.page.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
        return found

    def panel(self, label: str) -> WebElement:
        """The latest panel whose name begins so, scrolled to."""
        found = self.page.find_elements(By.CSS_SELECTOR, f'.chainrule-panel[aria-label^="{label}"]')
        self.page.execute_script("arguments[0].scrollIntoView({block: 'center'})", found[-1])
        return found[-1]


def barriers(page: Chrome, selector: str = ".chainrule-panel") -> list[str]:
    """What axe-core finds serious or critical in the elements of a page."""
    found = Axe().run(page, selector, {"resultTypes": ["violations"]})
    return [
        f"{one['id']} ({one['impact']}): {node['html']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
        if one["impact"] in ("serious", "critical")
    ]
