"""Moments taken by the browser itself: its clock, frame by frame, without the test driver's polling."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

SLOW_MS = 60_000

#: Begins to watch what the elements of a selector say; the promise gives the milliseconds from
#: the next event of a kind to the first change that the browser is about to draw.
_WATCH = """([selector, kind]) => {
    const said = () => [...document.querySelectorAll(selector)].map(e => e.innerText).join("|");
    const before = said();
    window.eventToChange = new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error("nothing changed")), 10_000);
        window.addEventListener(kind, event => {
            const look = () => said() === before
                ? requestAnimationFrame(look)
                : resolve(performance.now() - event.timeStamp);
            look();
        }, {capture: true, once: true});
    });
}"""

#: Whether the page has a title of its own and one of the selectors shows something, and, if it is to be
#: whole, nothing more will come; then the milliseconds since the navigation began.
_PAINTED = """([title, content, whole]) => {
    const shows = selector => [...document.querySelectorAll(selector)].some(
        e => e.getClientRects().length && (e.innerText.trim() || e.querySelector("canvas, svg")));
    const rests = !whole || document.querySelector("[data-test-script-state=notRunning]");
    return (!title || shows(title)) && shows(content) && rests ? performance.now() : 0;
}"""


def key_to_change(page: Page, key: str, selector: str) -> float:
    """Press `key` and return the seconds until the text of the elements of `selector` differs."""
    return _event_to_change(page, "keydown", lambda: page.keyboard.press(key), selector)


def click_to_change(page: Page, x: float, y: float, selector: str) -> float:
    """Click there and return the seconds until the text of the elements of `selector` differs."""
    return _event_to_change(page, "pointerdown", lambda: page.mouse.click(x, y), selector)


def _event_to_change(page: Page, kind: str, act: Callable[[], None], selector: str) -> float:
    page.evaluate(_WATCH, [selector, kind])
    act()
    return float(page.evaluate("window.eventToChange")) / 1000


def navigation_to_content(
    page: Page, address: str, content: str, title: str = "", *, is_whole: bool = False
) -> float:
    """Go to `address` and return the seconds until `content` (and `title`) shows something.

    is_whole: until then nothing more is to come either.
    """
    page.goto(address, wait_until="commit")
    found = page.wait_for_function(_PAINTED, arg=[title, content, is_whole], polling="raf", timeout=SLOW_MS)
    return float(found.json_value()) / 1000
