"""Where the text of SQL comes from: an inspection of sources that allows constants, and nothing that it cannot trace.

What goes into SQL has to be a constant, a fragment of the dialect's, or made of such. A parameter of a function that
goes into SQL is followed to every use of that function, a local name to every place where it is bound, and a call to
what the function returns. What cannot be followed is a finding: an exception has to be written down where it is seen.
"""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sources import Defined, Program, Scope, Source, bindings, given, names, place_of, returned

# The methods that send SQL, and how many of their first arguments are SQL or names in it. What they do with their own
# parameters is not looked at: that is done where they are called.
SINKS = {
    **dict.fromkeys(("rows", "prepared_rows", "stream", "copy_csv", "value", "execute", "raw_sql", "_exec_sql"), 1),
    **dict.fromkeys(("insert", "update"), 2),
    **dict.fromkeys(("begin", "parts", "next_ids", "select_by_sql", "get_by_sql"), 1),
}
# These have another meaning on anything else than what is named.
ONLY_OF = {
    **dict.fromkeys(("insert", "update"), ("db", "_db")),
    **dict.fromkeys(("begin", "parts", "next_ids"), ("_provider",)),
}
# What the dialect makes of values, to be parameters: no SQL.
FOR_PARAMETERS = frozenset({"numbers", "texts", "instant", "cell", "read_instant", "read_list"})
DIALECT = "radar_cli.database.dialect"
SPEAKS_SQL = re.compile(
    r"\b(SELECT|INSERT INTO|DELETE FROM|UPDATE \w+ SET|WHERE|ORDER BY|GROUP BY|JOIN|UNION|VALUES|IS NULL|IS NOT|CASE"
    r"|CREATE|DROP|ALTER|PRAGMA|LOCK TABLE|LIMIT)\b"
)
CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")
OF_TEXT = frozenset({"format", "join", "strip", "replace", "upper", "lower", "removesuffix", "removeprefix"})
OF_ALL = frozenset({"enumerate", "zip", "sorted", "list", "tuple", "dict", "repeat", "items", "values", "keys"})
NUMBERS = frozenset({"int", "len", "range"})
Comprehension = ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp


@dataclass(frozen=True)
class Finding:
    """Something in SQL of which it is not clear that no user wrote it, or an exception that is none any more."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class Inspection:
    """What is found in sources, given by dotted name.

    Args:
        texts: the sources.
        records: fields that hold SQL, by the dotted names of their classes; what they are made with is looked at.
        allowed: expressions that pass, as `module: expression`, each with its reason.
    """

    def __init__(
        self, texts: Mapping[str, str], records: Mapping[str, Sequence[str]], allowed: Mapping[str, str]
    ) -> None:
        self.program = Program(texts)
        self.records = records
        self.fields = {name for fields in records.values() for name in fields}
        self.allowed = allowed
        self.used: set[str] = set()
        self._seen: set[object] = set()
        self._findings: dict[Finding, None] = {}

    def findings(self) -> Sequence[Finding]:
        """Everything in SQL that is not known to be constant."""
        for source in self.program.sources.values():
            for node in ast.walk(source.tree):
                if isinstance(node, ast.Call) and (sent := _sent(node)):
                    self._all(source, sent)
                elif isinstance(node, ast.Call) and _is_fragment(node):
                    self._all(source, [*node.args, *(one.value for one in node.keywords)])
                elif isinstance(node, ast.Call) and (fields := self._record(source, node)):
                    self._check_record(source, node, fields)
                elif isinstance(node, ast.expr) and _is_built(node) and _speaks_sql(node):
                    self._check(source, node)
        unused = [Finding("allowed", name) for name in self.allowed if name not in self.used]
        return [*self._findings, *unused]

    def _check(self, source: Source, node: ast.expr) -> None:  # noqa: PLR0912  one for each kind of expression
        if node in self._seen:
            return
        self._seen.add(node)
        if self._is_allowed(source, node):
            return
        match node:
            case ast.Constant():
                return
            case ast.JoinedStr(values) | ast.BoolOp(_, values) | ast.List(values) | ast.Tuple(values) | ast.Set(values):
                self._all(source, values)
            case ast.Subscript(ast.Call() as call, ast.Constant(int() as place)):
                self._check_call(source, call, place)
            case ast.FormattedValue(value) | ast.Starred(value) | ast.NamedExpr(_, value) | ast.Subscript(value):
                self._check(source, value)  # of what is looked up: whatever the key, what can be found is constant
            case ast.BinOp(left, _, right) | ast.IfExp(_, left, right):
                self._all(source, [left, right])
            case ast.Dict(keys, values):
                self._all(source, [one for one in (*keys, *values) if one is not None])
            case ast.DictComp(key, value):
                self._all(source, [key, value])
            case ast.ListComp(element) | ast.GeneratorExp(element) | ast.SetComp(element):
                self._check(source, element)
            case ast.Name(name):
                self._check_name(source, node, name)
            case ast.Attribute(value, name):
                if not (CONSTANT.fullmatch(name) or name in self.fields or _is_dialect(value)):
                    self._report(source, node)
            case ast.Call():
                self._check_call(source, node)
            case _:
                self._report(source, node)

    def _all(self, source: Source, nodes: Sequence[ast.expr]) -> None:
        for node in nodes:
            self._check(source, node)

    def _check_name(self, source: Source, node: ast.Name, name: str) -> None:
        if CONSTANT.fullmatch(name):
            return  # of a module: it is looked at where it is made
        for outer in source.enclosing(node):
            if isinstance(outer, Comprehension) and any(name in names(one.target) for one in outer.generators):
                self._all(source, [one.iter for one in outer.generators if name in names(one.target)])
                return
            if isinstance(outer, Scope):
                if bound := list(bindings(outer, name)):
                    self._all(source, bound)
                    return
                if (place := place_of(outer, name)) is not None:
                    self._check_uses(source, outer, name, place)
                    return
        self._report(source, node)

    def _check_uses(self, source: Source, scope: Scope, name: str, place: int) -> None:
        """What is given for a parameter wherever its function is called; it must not be handed on otherwise."""
        if (scope, name) in self._seen:
            return
        self._seen.add((scope, name))
        if isinstance(scope, ast.Lambda):
            self._findings[Finding(f"{source.name}:{scope.lineno}", f"{name} of a lambda")] = None
            return
        if scope.name in SINKS or source.name == DIALECT:
            return
        uses = self.program.uses(scope)
        if not uses:
            self._findings[
                Finding(f"{source.name}:{scope.lineno}", f"{name} of {scope.name}(), which nobody calls")
            ] = None
        for user, used in uses:
            call = user.around.get(used)
            if not (isinstance(call, ast.Call) and call.func is used):
                self._report(user, used)
            elif (argument := given(call, name, place)) is not None:
                self._check(user, argument)

    def _check_call(self, source: Source, node: ast.Call, place: int | None = None) -> None:
        """A call is as good as what it is made of, or what the function returns, or at that place of a tuple."""
        name = _name(node.func)
        arguments = [*node.args, *(one.value for one in node.keywords)]
        if _is_fragment(node):
            self._all(source, arguments)
        elif isinstance(node.func, ast.Attribute) and name == "get":
            self._all(source, [node.func.value, *arguments[1:]])
        elif isinstance(node.func, ast.Attribute) and name in OF_TEXT | OF_ALL:
            self._all(source, [node.func.value, *arguments])
        elif isinstance(node.func, ast.Name) and name in OF_ALL:
            self._all(source, arguments)
        elif isinstance(node.func, ast.Name) and name in NUMBERS:
            return
        elif not (defined := self.program.meant(source, node.func)):
            self._report(source, node)
        else:
            for one in defined:
                self._check_returned(one, place)

    def _check_returned(self, defined: Defined, place: int | None) -> None:
        for value in returned(defined.function):
            is_part = place is not None and isinstance(value, ast.Tuple) and place < len(value.elts)
            self._check(defined.source, value.elts[place] if is_part else value)

    def _record(self, source: Source, call: ast.Call) -> Sequence[str]:
        """The fields of the record that a call makes; nothing where it makes none."""
        name = _name(call.func)
        return self.records.get(source.imports.get(name, f"{source.name}.{name}"), ())

    def _check_record(self, source: Source, node: ast.Call, fields: Sequence[str]) -> None:
        for place, argument in enumerate(node.args):
            if place < len(fields):
                self._check(source, argument)
        self._all(source, [one.value for one in node.keywords if one.arg in fields])

    def _is_allowed(self, source: Source, node: ast.expr) -> bool:
        written = f"{source.name}: {ast.unparse(node)}"
        if written in self.allowed:
            self.used.add(written)
        return written in self.allowed

    def _report(self, source: Source, node: ast.expr) -> None:
        if not self._is_allowed(source, node):
            self._findings[Finding(f"{source.name}:{node.lineno}", ast.unparse(node))] = None


def _is_built(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "join")
    return isinstance(node, ast.JoinedStr | ast.BinOp)


def _speaks_sql(node: ast.expr) -> bool:
    said = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return bool(SPEAKS_SQL.search(" ".join(said)))


def _sent(call: ast.Call) -> Sequence[ast.expr]:
    """The SQL that a call sends, and the names in it; nothing for another call."""
    name = _name(call.func)
    if not isinstance(call.func, ast.Attribute) or name not in SINKS:
        return []
    receiver = _name(call.func.value)
    if receiver not in ONLY_OF.get(name, (receiver,)):
        return []
    first = 1 if receiver == "_provider" else 0  # which is given the connection before
    return call.args[first : first + SINKS[name]]


def _is_fragment(call: ast.Call) -> bool:
    """Whether a call makes SQL of the dialect's."""
    function = call.func
    return isinstance(function, ast.Attribute) and _is_dialect(function.value) and function.attr not in FOR_PARAMETERS


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _is_dialect(node: ast.expr) -> bool:
    return _name(node) in ("dialect", "_dialect", "_DIALECT")
