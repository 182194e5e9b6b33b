"""Stand-ins, in the process of the tests, for objects of the student's.

What a test does to one is done in the student's process, and is the student's word. So an object
never answers where a plain value is expected: compared with one, added to one, or asked for its
`mean()`, it raises `NotPlain`, and no `__eq__` of the student's can claim to be 4. Objects of a
class that the assignment asks for are free of this: there attributes and operators are what is
tested.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeGuard

from autograder.sandbox import objects
from autograder.sandbox.rich import TYPES

if TYPE_CHECKING:
    from autograder.cells.link import Link


class TestFault(BaseException):
    """The test does what it may not do; no fault of the student's, and not to be caught."""

    __test__ = False  # pytest is not meant


#: Names with two underscores that a test may read of an object. NumPy and others look for more,
#: and would believe what they find (`__array_interface__` is an address in memory).
READABLE = frozenset(
    {
        *("__name__", "__qualname__", "__module__", "__doc__", "__dict__", "__annotations__"),
        *("__mro__", "__bases__", "__slots__", "__defaults__", "__abstractmethods__"),
        *("__init__", "__call__", "__len__", "__iter__", "__next__", "__contains__", "__getitem__"),
        *("__setitem__", "__delitem__", "__bool__", "__hash__", "__repr__", "__str__"),
        *("__enter__", "__exit__", "__class__", "__getattr__", "__setattr__"),
        *(f"__{name.rstrip('_')}__" for name in (*objects.COMPARING, *objects.UNARY)),
        *(f"__{name.rstrip('_')}__" for name in (*objects.BINARY, *objects.IN_PLACE)),
        *(f"__r{name.rstrip('_')}__" for name in objects.BINARY),
    }
)

_PLAIN = (*(t for t in TYPES.values() if t is not object), type(None))


class NotPlain(TypeError):
    """The student's code gave an object of its own where the test expects a plain value."""


class State:
    """What a stand-in knows: its line to the student's process, its number, whose it is."""

    __slots__ = ("expected", "link", "made", "number", "passes", "reads")

    def __init__(self, link: Link, number: int) -> None:
        self.link = link
        self.number = number
        self.expected = False
        """Of a class: the instructor asked for one of this name."""
        self.made = link.trusting
        """The test made it, from such a class: its operators may answer."""
        self.reads = link.trusting
        """Its attributes and items may be read."""
        self.passes = link.trusting
        """What is read of it, or called on it, may be read in turn."""


def state(remote: Remote) -> State:
    """The state of a stand-in, which has no attribute of its own that could be in the way."""
    found: State = object.__getattribute__(remote, "_chainrule_state")
    return found


def is_remote(value: object) -> TypeGuard[Remote]:
    """Whether a value is a stand-in; asks nobody."""
    return issubclass(type(value), Remote)


def class_name(remote: Remote) -> str:
    """The name of an object's class, as the student's process has it."""
    link = state(remote).link
    try:
        name = link.use("getattr", link.use("type", remote), "__name__")
    except Exception:
        return "its own"
    return name if type(name) is str else "its own"


def _use(name: str, remote: Remote, *more: Any, **named: Any) -> Any:
    known = state(remote)
    found = known.link.use(name, remote, *more, **named)
    if known.passes and is_remote(found):
        state(found).reads = state(found).passes = True
    return found


def _attend(remote: Remote, *, soft: bool = False) -> None:
    """Let an object be read only where one of its class was asked for.

    TestFault for an object of a library's, NotPlain for one of the student's; `soft` where the
    caller can do without.
    """
    known = state(remote)
    if known.reads:
        return
    if any(known.link.use("isinstance", remote, one) is True for one in known.link.classes()):
        known.reads = known.passes = True
        return
    name = class_name(remote)
    module = known.link.use("getattr", known.link.use("type", remote), "__module__")
    if module != "__main__":
        text = (
            f"the test reads an object of class {name} of {module}, for which the student's "
            "process would have to be believed; have the function return plain values, or set "
            "c.Judge.trust_objects = True"
        )
        raise TestFault(text) if soft else known.link.note(text)
    raise NotPlain(f"an object of class {name} came from your code where the test expects a value")


def _operate(name: str, left: Any, right: Any) -> Any:
    """A binary operator of which one side at least is a stand-in."""
    sides = [side for side in (left, right) if is_remote(side)]
    made = any(state(side).made for side in sides)
    if len(sides) == 1:
        other = right if sides[0] is left else left
        if other is None and name in ("eq", "ne"):
            return name == "ne"
        if type(other) not in _PLAIN and not type(other).__module__.startswith("numpy"):
            return NotImplemented
        if not made:
            raise NotPlain(
                f"an object of class {class_name(sides[0])} came from your code where the test "
                f"expects a plain value, of type {type(other).__name__}"
            )
    found = state(sides[0]).link.use(name, left, right)
    if made and is_remote(found):
        state(found).made = state(found).reads = state(found).passes = True
    return found


class Remote:
    """An object that stays in the student's process."""

    __slots__ = ("__weakref__", "_chainrule_state")
    __array_ufunc__ = None  # NumPy's arrays leave their operators to ours

    def __init__(self, given: State) -> None:
        object.__setattr__(self, "_chainrule_state", given)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__") and name not in READABLE:
            raise AttributeError(name)
        if name not in ("__name__", "__qualname__", "__module__", "__doc__"):
            _attend(self)
        return _use("getattr", self, name)

    def __setattr__(self, name: str, value: object) -> None:
        _use("setattr", self, name, value)

    def __delattr__(self, name: str) -> None:
        _use("delattr", self, name)

    def __dir__(self) -> Any:
        return _use("dir", self)

    def __bool__(self) -> bool:
        return _use("bool", self) is True

    def __hash__(self) -> int:
        return int(_use("hash", self))

    def __repr__(self) -> str:
        return str(_use("repr", self))

    def __str__(self) -> str:
        return str(_use("str", self))

    def __format__(self, how: str) -> str:
        return str(_use("format", self, how))

    def __len__(self) -> int:
        if not state(self).reads and type(self) is Remote:
            try:
                _attend(self, soft=True)
            except TestFault as fault:  # `list(generator)` asks, and can do without
                raise NotPlain(str(fault)) from None
        return int(_use("len", self))

    def __iter__(self) -> Any:
        if not state(self).reads:
            with contextlib.suppress(TestFault):  # generators and their like may be read through
                _attend(self, soft=True)
        found = _use("iter", self)
        return found if is_remote(found) else iter(found)

    def __next__(self) -> Any:
        return _use("next", self)

    def __reversed__(self) -> Any:
        return _use("reversed", self)

    def __contains__(self, item: object) -> bool:
        _attend(self)
        if state(self).made or is_remote(item):
            return _use("contains", self, item) is True
        return any(found is item or found == item for found in self)

    def __getitem__(self, key: object) -> Any:
        _attend(self)
        return _use("getitem", self, key)

    def __setitem__(self, key: object, value: object) -> None:
        _use("setitem", self, key, value)

    def __delitem__(self, key: object) -> None:
        _use("delitem", self, key)

    def __int__(self) -> int:
        return int(_plain(_use("int", self)))

    def __float__(self) -> float:
        return float(_plain(_use("float", self)))

    def __complex__(self) -> complex:
        return complex(_plain(_use("complex", self)))

    def __round__(self, digits: int | None = None) -> Any:
        return _use("round", self, *(() if digits is None else (digits,)))

    def __enter__(self) -> Any:
        return _use("enter", self)

    def __exit__(self, kind: type | None, error: BaseException | None, _: object) -> bool:
        name = "" if kind is None else kind.__name__
        return _use("leave", self, name, "" if error is None else str(error)) is True

    def __copy__(self) -> Any:
        return _like(self, _use("copy", self))

    def __deepcopy__(self, _: object) -> Any:
        return _like(self, _use("deepcopy", self))

    def __reduce_ex__(self, _: object) -> Any:
        raise TypeError("an object of the student's can't be pickled")


def _plain(found: object) -> Any:
    if is_remote(found):
        raise NotPlain("an object came from your code where the test expects a number")
    return found


def _like(remote: Remote, found: Any) -> Any:
    if is_remote(found):
        state(found).made = state(remote).made
    return found


class RemoteModule(Remote):
    """A module in the student's process."""

    __slots__ = ()


class RemoteFunction(Remote):
    """A function of the student's, or any other object that can be called."""

    __slots__ = ()

    def __call__(self, /, *args: object, **named: object) -> Any:
        return _use("call", self, *args, **named)


class RemoteClass(RemoteFunction):
    """A class of the student's."""

    __slots__ = ()

    def __call__(self, /, *args: object, **named: object) -> Any:
        found = super().__call__(*args, **named)
        if state(self).expected and is_remote(found):
            state(found).made = True
        return found

    def __instancecheck__(self, value: object) -> bool:
        return is_remote(value) and _use("isinstance", value, self) is True

    def __subclasscheck__(self, value: object) -> bool:
        return is_remote(value) and _use("issubclass", value, self) is True


class RemoteError(RemoteClass):
    """A class of exceptions of the student's; a test sees `Link.error_class` of it instead."""

    __slots__ = ()


KINDS: dict[str, type[Remote]] = {
    "object": Remote,
    "module": RemoteModule,
    "function": RemoteFunction,
    "class": RemoteClass,
    "error": RemoteError,
}


def type_of(value: object) -> Any:
    """What `type(value)` gives in a test cell."""
    return _use("type", value) if is_remote(value) else type(value)


def _install(name: str, method: Callable[..., Any]) -> None:
    method.__name__ = method.__qualname__ = name
    setattr(Remote, name, method)


def _operators() -> Iterator[tuple[str, Callable[..., Any]]]:
    for name in (*objects.COMPARING, *objects.BINARY, *objects.IN_PLACE):
        yield (
            f"__{name.rstrip('_')}__",
            lambda self, other, name=name: _operate(name, self, other),
        )
    for name in objects.BINARY:
        yield (
            f"__r{name.rstrip('_')}__",
            lambda self, other, name=name: _operate(name, other, self),
        )
    for name in objects.UNARY:
        yield (
            f"__{name}__",
            lambda self, name=name: _like(self, _use(name, self)),
        )


for _name, _method in _operators():
    _install(_name, _method)
