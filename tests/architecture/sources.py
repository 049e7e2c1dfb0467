"""Sources as trees: what is around a node, which function a call means, and who calls a function."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(eq=False)
class Source:
    """A file: its dotted name, its tree, and what its imports stand for."""

    name: str
    tree: ast.Module
    imports: dict[str, str] = field(default_factory=dict)
    around: dict[ast.AST, ast.AST] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            for child in ast.iter_child_nodes(node):
                self.around[child] = node
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    self.imports[alias.asname or alias.name] = f"{node.module}.{alias.name}"

    def enclosing(self, node: ast.AST) -> Iterator[ast.AST]:
        """What is around a node, from the inside out."""
        while (outer := self.around.get(node)) is not None:
            yield outer
            node = outer


@dataclass(frozen=True, eq=False)
class Defined:
    """A function, and the file that it is in; the name of its class for a method, else nothing."""

    source: Source
    function: Function
    of_class: str = ""


class Program:
    """All sources together, by dotted name."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.sources = {name: Source(name, ast.parse(text)) for name, text in texts.items()}
        self.defined: dict[str, Defined] = {}
        self.methods: dict[str, list[Defined]] = {}
        for source in self.sources.values():
            self._define(source)
        self._uses: dict[Function, list[tuple[Source, ast.expr]]] = {}
        for source in self.sources.values():
            for node in ast.walk(source.tree):
                if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                    for one in self.meant(source, node):
                        self._uses.setdefault(one.function, []).append((source, node))

    def _define(self, source: Source) -> None:
        for node in source.tree.body:
            if isinstance(node, Function):
                self.defined[f"{source.name}.{node.name}"] = Defined(source, node)
            for inner in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(inner, Function) and isinstance(node, ast.ClassDef):
                    self.methods.setdefault(inner.name, []).append(Defined(source, inner, node.name))

    def meant(self, source: Source, used: ast.expr) -> Sequence[Defined]:
        """The functions that a name, or an attribute, may mean in a file."""
        if isinstance(used, ast.Name):
            local = f"{source.name}.{used.id}"
            found = self.defined.get(source.imports.get(used.id, local))
            return [] if found is None else [found]
        if not isinstance(used, ast.Attribute):
            return []
        if isinstance(used.value, ast.Name) and source.imports.get(used.value.id) in self.sources:
            found = self.defined.get(f"{source.imports[used.value.id]}.{used.attr}")
            return [] if found is None else [found]
        found_here = [one for one in self.methods.get(used.attr, ()) if one.source is source]
        if isinstance(used.value, ast.Name) and used.value.id == "self":
            return found_here
        return found_here or [one for one in self.methods.get(used.attr, ()) if self._knows(source, one)]

    def uses(self, function: Function) -> Sequence[tuple[Source, ast.expr]]:
        """Where a function is named, be it called there or not."""
        return self._uses.get(function, ())

    def _knows(self, source: Source, method: Defined) -> bool:
        """Whether a file is the one of a class, or speaks of the class or its module."""
        there = method.source.name
        return source is method.source or any(
            known in (there, f"{there}.{method.of_class}") for known in source.imports.values()
        )


def read(root: Path, folders: Sequence[str]) -> Mapping[str, str]:
    """The sources of some folders, by their dotted names."""
    files = [file for folder in folders for file in sorted((root / folder).rglob("*.py"))]
    return {dotted(file.relative_to(root)): file.read_text() for file in files}


def dotted(file: Path) -> str:
    """The name by which a file is imported."""
    return ".".join(file.with_suffix("").parts).removesuffix(".__init__")


def returned(function: Function) -> Iterator[ast.expr]:
    """What a function returns or yields."""
    for node in ast.walk(function):
        if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            yield node.value


def bindings(scope: Scope, name: str) -> Iterator[ast.expr]:
    """Every expression that a local name of a function is bound to."""
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets, value):
                yield from (_part(one, value, name) for one in targets if name in names(one))
            case ast.AnnAssign(target, _, value) | ast.AugAssign(target, _, value) | ast.NamedExpr(target, value):
                if value is not None and name in names(target):
                    yield value
            case ast.For(target, values) if name in names(target):
                yield values
            case ast.withitem(value, target) if target is not None and name in names(target):
                yield value


def names(target: ast.expr) -> set[str]:
    """The names that an assignment to a target binds."""
    return {one.id for one in ast.walk(target) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


def _part(target: ast.expr, value: ast.expr, name: str) -> ast.expr:
    """What a name gets of a value: of `a, b = f()` the name `b` gets `f()[1]`."""
    if not isinstance(target, ast.Tuple):
        return value
    place = next(place for place, one in enumerate(target.elts) if name in names(one))
    if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
        return value.elts[place]
    return ast.copy_location(ast.Subscript(value, ast.Constant(place), ast.Load()), value)


def place_of(scope: Scope, name: str) -> int | None:
    """At which place a function takes a parameter, `self` not counted; -1 for one by name alone; None for none."""
    arguments = scope.args
    positional = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
    if name in positional:
        return positional.index(name) - (positional[0] in ("self", "cls"))
    return -1 if name in {one.arg for one in arguments.kwonlyargs} else None


def given(call: ast.Call, name: str, place: int) -> ast.expr | None:
    """What a call gives for a parameter; None where that is its default."""
    for keyword in call.keywords:
        if keyword.arg in (name, None):
            return keyword.value
    if any(isinstance(one, ast.Starred) for one in call.args):
        return next(one for one in call.args if isinstance(one, ast.Starred))
    return call.args[place] if 0 <= place < len(call.args) else None
