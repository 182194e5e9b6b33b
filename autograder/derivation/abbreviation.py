"""Abbreviations: `f := ...`, `s[i] := ...`, neither recursive nor defined twice."""

from __future__ import annotations

from autograder.derivation import letters, shape, tree
from autograder.derivation.fault import LanguageError
from autograder.derivation.meaning import meaning
from autograder.derivation.parse import RESERVED
from autograder.derivation.scope import Definition, Scope
from autograder.derivation.tree import Node


def define(scope: Scope, target: tree.Name | tree.Entry, body: Node) -> Definition:
    """Take up an abbreviation; LanguageError if its name, letters or body do not serve."""
    name = target.name
    indices = target.indices if isinstance(target, tree.Entry) else ()
    if name in RESERVED:
        raise LanguageError(f"{name} has a meaning of its own; take another name", target.at)
    if scope.dims(name) is not None or name in scope.labels:
        raise LanguageError(f"{name} is given already; take another name", target.at)
    if name in tree.names(body):
        raise LanguageError(f"{name} is defined by itself", target.at)
    parameters: list[str] = []
    for index in indices:
        letter = index.is_
        if isinstance(letter, int) or scope.dims(letter) is not None:
            raise LanguageError(f"{name}[...] is defined for letters: s[i] := ...", index.at)
        if letter in parameters or letter in scope.labels:
            raise LanguageError(f"`{letter}` is in use; take another letter", index.at)
        parameters.append(letter)
    found = meaning(scope, body, dict.fromkeys(parameters))
    for letter in found.letters:
        if letter not in parameters and letter not in scope.labels:
            raise LanguageError(
                f"`{letter}` is neither in {name}[...] nor bound by a Sum",
                letters.place(letter, body),
            )
    for index in indices:
        if index.is_ not in found.letters:
            raise LanguageError(
                f"`{index.is_}` does not stand on the right: its range is unknown", index.at
            )
    dims = tuple(found.letters[p] for p in parameters) + shape.to_dims(found.kind)
    if len(dims) > 2:
        raise LanguageError(f"{name} would have more than two indices", target.at)
    definition = Definition(name, tuple(parameters), found, dims)
    scope.definitions[name] = definition
    return definition
