"""`make docs`: takes the README's picture of the widget (light) from the quick start as it runs."""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, Page, Server
from tests.browser.test_quickstart import quickstart, run_quickstart


def main(target: str) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, sync_playwright() as playwright:
        server = Server(Path(folder))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        try:
            page = Page(browser, server, "1400x1400")
            page.open(quickstart(server))
            run_quickstart(page)
            page.wait_points("loss", 13, 120)
            page.wait("document.querySelector('.js-plotly-plot .scatterlayer .trace')", "a drawn chart")
            page.page.locator("article[data-aml-run]").first.screenshot(path=target)
        finally:
            server.stop()
            browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
