"""A rule: what is shown compares nothing with the regulation's numbers; the engine has taken the verdict.

An expression is a *bound* where it comes from a policy value, a target, a quota or a cap, and
*measured* where it comes from a ratio or a gap, or subtracts or divides by a bound. Both are followed
through variables, loops, arithmetic, conversions, parameters and results of the module's functions.
No comparison may hold a measured expression, and none a bound but with 0, which asks whether there is
one. Comparing is `<` and its like, the same as a method of Polars or a function of `operator`, and the
truth of a measured expression in a condition.

Drawing a line at the threshold, or clipping what is drawn, is no comparison.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

NEITHER, BOUND, MEASURED = 0, 1, 2
_POLICY_VALUES: Final = re.compile(r"(.*_)?(threshold|cap_rate|quota_rate|up_to|at_least)s?")
_BOUNDS: Final = re.compile(r"(.*_)?(target|quota|cap)(_month)?")
_MEASURES: Final = re.compile(
    r"(.*_)?(attainment|checkpoint_ratio|overrun_ratio|expense_ratio|to_cap|gap)(_month)?"
)
_METHODS: Final = {"ge", "gt", "le", "lt", "eq", "ne", "is_between", "__ge__", "__gt__", "__le__", "__lt__"}
_ANSWERS: Final = {"is_null", "is_not_null", "null_count", "is_empty", "count", "len", "any", "all"}
_CARRIERS: Final = {"float", "int", "round", "abs", "min", "max", "sum", "sorted", "list", "tuple", "set",
                    "Fraction", "Decimal", "reversed", "then", "otherwise", "coalesce", "sum_horizontal",
                    "lit", "next", "enumerate"}  # fmt: skip
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _named(name: str) -> int:
    if name.startswith(("is_", "has_")):
        return NEITHER
    if _MEASURES.fullmatch(name):
        return MEASURED
    return BOUND if _BOUNDS.fullmatch(name) or _POLICY_VALUES.fullmatch(name) else NEITHER


def _text(node: ast.expr) -> str:
    """A string as far as it is written; what an f-string fills in is left blank."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    parts = node.values if isinstance(node, ast.JoinedStr) else []
    return "".join(_text(part) for part in parts)


class _Module:
    """The names of a module that hold bounds or measures, by function."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.levels: dict[tuple[ast.AST, str], int] = {}
        self.results: dict[str, int] = {}
        self.functions: dict[str, Function] = {}
        self.outer: dict[ast.AST, ast.AST] = {}
        self.operators: set[str] = set()
        self._place(tree, tree)
        while self._is_changed_by_a_round():
            pass

    def _place(self, node: ast.AST, scope: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            self.outer[child] = scope
            if isinstance(child, Function):
                self.functions[child.name] = child
            if isinstance(child, ast.ImportFrom) and child.module == "operator":
                self.operators |= {name.asname or name.name for name in child.names}
            self._place(child, child if isinstance(child, Function) else scope)

    def _is_changed_by_a_round(self) -> bool:
        before = dict(self.levels), dict(self.results)
        for node in ast.walk(self.tree):
            match node:
                case ast.Assign(targets=targets, value=value):
                    for target in targets:
                        self._bind(target, value, node)
                case ast.AnnAssign(target=target, value=ast.expr() as value):
                    self._bind(target, value, node)
                case ast.AugAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
                    self._bind(target, value, node)
                case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                    self._bind(target, value, node)
                case ast.Return(value=ast.expr() as value) if isinstance(self.outer[node], Function):
                    self._raise(self.results, self.outer[node].name, self.level(value))  # type: ignore[attr-defined]
                case ast.Call(func=ast.Name(id=name)) if name in self.functions:
                    self._pass(node, self.functions[name])
        return before != (self.levels, self.results)

    def _raise(self, levels: dict[str, int], name: str, level: int) -> None:
        levels[name] = max(levels.get(name, NEITHER), level)

    def _pass(self, call: ast.Call, function: Function) -> None:
        names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        given = [*zip(names, call.args, strict=False), *((k.arg, k.value) for k in call.keywords if k.arg)]
        for name, value in given:
            place = function, str(name)
            self.levels[place] = max(self.levels.get(place, NEITHER), self.level(value))

    def _bind(self, target: ast.expr, value: ast.expr, at: ast.AST) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            for part, own in zip(target.elts, _parts(value, len(target.elts)), strict=True):
                self._bind(part, own, at)
        elif isinstance(target, ast.Name):
            place = self.outer[at], target.id
            self.levels[place] = max(self.levels.get(place, NEITHER), self.level(value))

    def level(self, node: ast.AST) -> int:
        match node:
            case ast.Name(id=name):
                return max(_named(name), self._of_scopes(node, name))
            case ast.Attribute(value=base, attr=name):
                return max(_named(name), self.level(base))
            case ast.Subscript(value=base, slice=key):
                return _named(_text(key)) or self.level(base)
            case ast.Call():
                return self._of_call(node)
            case ast.BinOp(left=left, op=op, right=right):
                both = max(self.level(left), self.level(right))
                return MEASURED if both and isinstance(op, ast.Sub | ast.Div | ast.FloorDiv) else both
            case ast.UnaryOp(op=ast.Not()) | ast.Compare() | ast.Lambda() | ast.JoinedStr():
                return NEITHER
            case ast.IfExp(body=body, orelse=orelse):
                return max(self.level(body), self.level(orelse))
            case ast.ListComp(elt=element) | ast.SetComp(elt=element) | ast.GeneratorExp(elt=element):
                return self.level(element)
            case (
                ast.BoolOp()
                | ast.Tuple()
                | ast.List()
                | ast.Set()
                | ast.Dict()
                | ast.UnaryOp()
                | ast.Starred()
                | ast.NamedExpr()
            ):
                return max((self.level(child) for child in ast.iter_child_nodes(node)), default=NEITHER)
        return NEITHER

    def _of_scopes(self, node: ast.AST, name: str) -> int:
        scope, found = self.outer.get(node, self.tree), NEITHER
        while True:
            found = max(found, self.levels.get((scope, name), NEITHER))
            if scope is self.tree:
                return found
            scope = self.outer[scope]

    def _of_call(self, call: ast.Call) -> int:
        arguments = max((self.level(argument) for argument in call.args), default=NEITHER)
        match call.func:
            case ast.Name(id=name) if name in _CARRIERS:
                return arguments
            case ast.Name(id=name):
                return self.results.get(name, NEITHER)
            case ast.Attribute(attr="col"):
                return max((_named(_text(argument)) for argument in call.args), default=NEITHER)
            case ast.Attribute(attr=name) if name in _ANSWERS or name in _METHODS:
                return NEITHER
            case ast.Attribute(value=base, attr=name):
                return max(self.level(base), arguments if name in _CARRIERS else NEITHER)
        return NEITHER

    def compared(self) -> Iterator[ast.AST]:
        for node in ast.walk(self.tree):
            match node:
                case ast.Compare(left=left, ops=ops, comparators=others):
                    if not all(isinstance(op, ast.Is | ast.IsNot | ast.In | ast.NotIn) for op in ops):
                        yield from self._judged(node, [left, *others])
                case ast.Call(func=ast.Attribute(value=base, attr=name), args=arguments) if name in _METHODS:
                    is_operator = isinstance(base, ast.Name) and base.id == "operator"
                    yield from self._judged(node, [*([] if is_operator else [base]), *arguments])
                case ast.Call(func=ast.Name(id=name), args=arguments) if name in self.operators:
                    yield from self._judged(node, arguments)
                case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
                    yield from (part for part in _conditions(test) if self.level(part) == MEASURED)
                case ast.comprehension(ifs=tests):
                    for test in tests:
                        yield from (part for part in _conditions(test) if self.level(part) == MEASURED)

    def _judged(self, node: ast.AST, operands: list[ast.expr]) -> Iterator[ast.AST]:
        levels = [self.level(operand) for operand in operands]
        asks_for_one = any(isinstance(o, ast.Constant) and o.value == 0 for o in operands)
        if MEASURED in levels or (BOUND in levels and not asks_for_one):
            yield node


def _parts(value: ast.expr, count: int) -> list[ast.expr]:
    """What each of `count` names is bound to, where it can be told; else the whole for each."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "zip":
        value = ast.Tuple(elts=value.args, ctx=ast.Load())
    if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == count:
        return value.elts
    return [value] * count


def _conditions(test: ast.expr) -> Iterator[ast.expr]:
    match test:
        case ast.BoolOp(values=values):
            for value in values:
                yield from _conditions(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _conditions(operand)
        case _:
            yield test


def comparisons(source: str) -> list[str]:
    """The comparisons in a module's text that the engine should have taken, as `line: expression`."""
    found = {node.lineno: ast.unparse(node) for node in _Module(ast.parse(source)).compared()}  # type: ignore[attr-defined]
    return [f"{line}: {text}" for line, text in sorted(found.items())]
