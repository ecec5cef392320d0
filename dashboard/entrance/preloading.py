"""Scripts of Streamlit's that every page of ours needs, to be fetched while the browser still starts.

Streamlit asks for the script of an element when the first such element comes, for what it needs after that.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import streamlit

STATIC = Path(streamlit.__file__).parent / "static"
#: Elements that stand on every page: the search field, our HTML, the filters, the languages. One that
#: another version calls otherwise comes later, as it would have anyway.
_ELEMENTS = ("TextInput", "Html", "Selectbox", "ButtonGroup")
_IMPORTED = re.compile(r"""(?:from|import)\s*["']\./([\w.\-]+\.js)["']""")
_NAMED = re.compile(r"\./static/js/([\w.\-]+\.js)")


@cache
def preloads(html: str) -> str:
    """Links that make the browser fetch them, but for what the page `html` brings by itself."""
    folder = STATIC / "static" / "js"
    wanted = [path.name for name in _ELEMENTS for path in sorted(folder.glob(f"{name}.*.js"))]
    brought = _with_imports(folder, _NAMED.findall(html))
    names = [name for name in _with_imports(folder, wanted) if name not in brought]
    return "".join(f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in names)


def _with_imports(folder: Path, names: list[str]) -> dict[str, None]:
    """Scripts and all that they import, in the order in which they are met."""
    met: dict[str, None] = {}
    while names:
        name = names.pop(0)
        path = folder / name
        if name not in met and path.is_file():
            met[name] = None
            names += _IMPORTED.findall(path.read_text("utf-8"))
    return met
