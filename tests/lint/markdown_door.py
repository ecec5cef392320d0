"""A mypy plugin: Streamlit's Markdown takes no text that came from outside unless `plain` made it so.

Labels, captions, tooltips and figures of Streamlit are Markdown: they load images, follow links, draw
icons. Names of regions, customers, files and people come from outside. `dashboard.formats.plain` is
the one door; it returns `Markdown`, and so does what is composed of nothing but

- literals, and `_("…")` of a literal;
- `Markdown`, numbers and dates, filled into either, joined, added;
- what `dashboard.formats` makes of numbers (`OURS`).

Everything else is a `str`, and a `str` given to a parameter that Streamlit renders as Markdown is an
error of code `markdown`. `Markdown(…)` obeys the same rule: it marks, it does not whitewash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mypy.errorcodes import ErrorCode
from mypy.nodes import (
    CallExpr,
    ConditionalExpr,
    Expression,
    ListExpr,
    MemberExpr,
    MypyFile,
    OpExpr,
    StarExpr,
    StrExpr,
    TupleExpr,
    TypeInfo,
)
from mypy.plugin import FunctionContext, MethodContext, Plugin
from mypy.types import (
    CallableType,
    Instance,
    LiteralType,
    NoneType,
    Overloaded,
    TupleType,
    Type,
    UninhabitedType,
    UnionType,
    get_proper_type,
)

_SCREEN = (
    "dashboard.app",
    "dashboard.cards",
    "dashboard.components",
    "dashboard.unforeseen",
    "dashboard.views",
    "dashboard.formats",
    "dashboard.navigation",
    "pages.",
)
Context = FunctionContext | MethodContext
CODE = ErrorCode("markdown", "Text from outside where Streamlit renders Markdown", "Region Cockpit")

MARKDOWN = "dashboard.formats.Markdown"
#: What composes texts: safe in, safe out.
_TRANSLATE = {"dashboard.i18n._", "dashboard.i18n.N_", "dashboard.i18n.Translator.__call__"}
_COMPOSE = {"builtins.str.format", "builtins.str.join", "builtins.str.__add__", "builtins.str.strip"}
#: Functions that return a `str` of our own making, whatever they are given.
OURS = {
    f"dashboard.formats.{name}"
    for name in ("percent", "points_of_percent", "money", "money_with_unit", "award", "score", "month_text")
} | {"dashboard.published.title"}
#: Types whose text is digits and signs.
_NUMBERS = {
    *("builtins.int", "builtins.float", "builtins.bool", "datetime.date", "datetime.datetime"),
    *("decimal.Decimal", "_decimal.Decimal", "fractions.Fraction"),
}
#: Parameters that Streamlit renders as Markdown, wherever they occur. Looked up in a browser: options,
#: values and placeholders of drop-downs and fields, cells and titles of tables, `alt` and names of files
#: are shown as they stand.
_RENDERED = {
    *("body", "caption", "captions", "delta", "delta_description", "help", "label", "tabs", "text", "title"),
}
#: … and those that are so in some functions only.
_RENDERED_IN = {
    "metric": {"value"},
    "pills": {"format_func", "options"},
    "segmented_control": {"format_func", "options"},
    "radio": {"format_func", "options"},
    "select_slider": {"format_func", "options"},
    "spinner": {"text"},
    "write": {"args"},
    "html": {"body"},
}
#: Functions that show their text as it stands.
_PLAIN = {"code", "text"}


class Door(Plugin):
    """Says which calls are looked at."""

    def get_additional_deps(self, file: MypyFile) -> list[tuple[int, str, int]]:
        """Modules of the screen depend on the type, whether they name it or not."""
        home = MARKDOWN.rpartition(".")[0]
        return [(10, home, -1)] if _is_screen(file) and file.fullname != home else []

    def get_function_hook(self, fullname: str) -> Callable[[FunctionContext], Type] | None:
        return self._hook(fullname)

    def get_method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        return self._hook(fullname)

    def _hook(self, fullname: str) -> Callable[[Context], Type] | None:
        if fullname.startswith("streamlit."):
            name = fullname.rpartition(".")[2]
            rendered = _RENDERED - {"body", "label", "text"} if name in _PLAIN else _RENDERED
            # A column's title is shown as it stands, its tooltip is not.
            rendered = rendered - {"label"} if name.endswith("Column") else rendered
            return lambda ctx: _checked(ctx, rendered | _RENDERED_IN.get(name, set()))
        if fullname in _TRANSLATE or fullname.replace(MARKDOWN, "builtins.str") in _COMPOSE:
            return _composed
        if fullname in OURS:
            return _marked
        if fullname in {MARKDOWN, f"{MARKDOWN}.__init__"}:
            return lambda ctx: _checked(ctx, {"item", "object", None})
        return None


def _checked(ctx: Context, rendered: Iterable[str | None]) -> Type:
    names = set(rendered)
    if "format_func" in names and any(ctx.args[ctx.callee_arg_names.index("format_func")]):
        names.remove("options")
    for name, given in zip(ctx.callee_arg_names, ctx.args, strict=True):
        if name in names:
            for argument in given:
                if not _is_safe(ctx, argument):
                    ctx.api.fail(
                        f'"{name or "text"}" is rendered as Markdown: pass text from outside through plain()',
                        argument,
                        code=CODE,
                    )
    return ctx.default_return_type


def _composed(ctx: Context) -> Type:
    parts = [argument for given in ctx.args for argument in given]
    match ctx.context:
        case CallExpr(callee=MemberExpr(expr=whole)) if isinstance(ctx, MethodContext):
            parts.append(whole)  # the text of `text.format(…)`
        case OpExpr(left=left):
            parts.append(left)
    return _marked(ctx) if all(_is_safe(ctx, part) for part in parts) else ctx.default_return_type


def _is_screen(file: MypyFile) -> bool:
    """Whether texts made in a module are meant for the screen; elsewhere they are just texts."""
    return file.fullname.startswith(_SCREEN)


def _marked(ctx: Context) -> Type:
    if not _is_screen(ctx.api.tree):  # type: ignore[attr-defined] # the module being checked
        return ctx.default_return_type
    module, _, name = MARKDOWN.rpartition(".")
    tree = ctx.api.modules.get(module)  # type: ignore[attr-defined] # the checker's own table
    symbol = tree.names.get(name) if tree is not None else None
    info = symbol.node if symbol is not None else None
    # Modules that come before it know no Markdown.
    return Instance(info, []) if isinstance(info, TypeInfo) else ctx.default_return_type


def _is_safe(ctx: Context, part: Expression) -> bool:
    """Whether `part` is composed of nothing from outside; also a sequence of, or a function to such."""
    match part:
        case StrExpr():
            return True
        case ConditionalExpr():
            return _is_safe(ctx, part.if_expr) and _is_safe(ctx, part.else_expr)
        case OpExpr(op="or" | "and" | "+"):
            return _is_safe(ctx, part.left) and _is_safe(ctx, part.right)
        case ListExpr() | TupleExpr():
            return all(_is_safe(ctx, item) for item in part.items)
        case StarExpr():
            return _is_safe(ctx, part.expr)
        case _:
            return _is_safe_type(ctx.api.get_expression_type(part))


def _is_safe_type(given: Type) -> bool:
    match get_proper_type(given):
        case LiteralType() | NoneType() | UninhabitedType():
            return True
        case UnionType(items=items):
            return all(map(_is_safe_type, items))
        case TupleType(items=items):
            return all(map(_is_safe_type, items))
        case CallableType(ret_type=made):
            return _is_safe_type(made)
        case Overloaded(items=items):
            return all(_is_safe_type(item.ret_type) for item in items)
        case Instance(last_known_value=LiteralType()):
            return True
        case Instance(type=info, args=args):
            if info.fullname == MARKDOWN or info.fullname in _NUMBERS:
                return True
            if info.has_base("typing.Mapping"):
                # It fills placeholders by name: its values count.
                return len(args) > 1 and _is_safe_type(args[1])
            is_many = info.has_base("typing.Iterable") and info.fullname != "builtins.str"
            return is_many and bool(args) and _is_safe_type(args[0])
        case _:
            return False


def plugin(_version: str) -> type[Plugin]:
    """What mypy asks for."""
    return Door
