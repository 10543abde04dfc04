"""What a service is, and what its definition asks of requests.

Every package that oslo-gen writes has the same.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from . import validation

#: No argument is called so: in JavaScript every object has these already.
_OBJECT_MEMBERS: Final = frozenset(
    {
        "__defineGetter__",
        "__defineSetter__",
        "__lookupGetter__",
        "__lookupSetter__",
        "__proto__",
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    }
)


class Forms(Protocol):
    """Makes the values of programs of those that travel, and back."""

    @property
    def keywords(self) -> Mapping[str, Any]:
        """What it asks of values, as jsonschema has its keywords."""

    def read(self, schema: Any, value: Any) -> Any:
        """What a program has of a value that arrived."""

    def write(self, schema: Any, value: Any) -> Any:
        """The value of a program as it travels."""


class Unset(enum.Enum):
    """The type of ``UNSET``."""

    UNSET = enum.auto()


#: Leaves an argument out where None is one of its values.
UNSET: Final = Unset.UNSET


class ServiceError(Exception):
    """The base of the exceptions that a service declares.

    oslo.messaging sends ``args`` and ``kwargs``, and makes it of them again.
    """

    kwargs: Any

    def __init__(self, message: str = "", **kwargs: Any) -> None:
        super().__init__(message)
        self.kwargs = kwargs


@dataclasses.dataclass(frozen=True)
class Earlier:
    """A schema that a parameter had."""

    #: The last version it holds at.
    until: str
    schema: validation.Schema


@dataclasses.dataclass(frozen=True)
class Param:
    """A parameter of a method."""

    #: On the wire.
    name: str
    schema: validation.Schema
    required: bool = True
    #: None is a value of it, and does not leave it out.
    nullable: bool = False
    #: What a server takes where it is left out.
    default: Any = UNSET
    #: Version it came with.
    since: str | None = None
    #: The last version that has it.
    until: str | None = None
    #: The schemas that it had, the oldest first.
    earlier: tuple[Earlier, ...] = ()
    #: Name in Python, where it is another one.
    alias: str | None = None

    @property
    def identifier(self) -> str:
        return self.alias or self.name


@dataclasses.dataclass(frozen=True)
class Method:
    """A method of a service."""

    #: On the wire.
    name: str
    #: Version it came with.
    since: str
    params: tuple[Param, ...] = ()
    #: Each further argument fits it; None where there are none.
    further: validation.Schema | None = None
    #: None for a call that returns None.
    result: validation.Schema | None = None
    cast: bool = False
    #: Names of the exceptions that it declares.
    errors: tuple[str, ...] = ()
    #: Seconds.
    timeout: float | None = None
    call_monitor_timeout: float | None = None
    #: Name in Python, where it is another one.
    alias: str | None = None

    @property
    def identifier(self) -> str:
        return self.alias or self.name


@dataclasses.dataclass(frozen=True)
class Event:
    """A notification of a service."""

    #: On the wire.
    event_type: str
    #: Name of the methods that send and get it.
    identifier: str
    payload: validation.Schema
    priorities: tuple[str, ...] = ("info",)


@dataclasses.dataclass(frozen=True)
class Service:
    """A service, as its definition describes it."""

    name: str
    topic: str
    version: str
    #: Where servers listen as well, or instead, when they are told to.
    additional_topics: tuple[str, ...] = ()
    exchange: str | None = None
    #: The exchange where no ``control_exchange`` is configured.
    control_exchange: str | None = None
    namespace: str | None = None
    methods: tuple[Method, ...] = ()
    events: tuple[Event, ...] = ()
    #: Schemas that others refer to as ``#/$defs/NAME``.
    definitions: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    #: Makes the values of programs of those that travel; None where they are
    #: the same.
    forms: Forms | None = None

    @functools.cached_property
    def rules_of(self) -> Mapping[str, MethodRules]:
        """The rules of the methods, by their names on the wire."""
        return {
            method.name: MethodRules(method, self.definitions, self.forms)
            for method in self.methods
        }

    @functools.cached_property
    def event_rules_of(self) -> Mapping[str, EventRules]:
        """The rules of the notifications, by their event types."""
        return {
            event.event_type: EventRules(event, self.definitions, self.forms)
            for event in self.events
        }


class MethodRules:
    """What a definition asks of the requests of a method."""

    def __init__(
        self,
        method: Method,
        definitions: Mapping[str, Any],
        forms: Forms | None,
    ) -> None:
        self.method = method
        self._forms = forms
        keywords = None if forms is None else forms.keywords
        self._params = {param.name: param for param in method.params}
        self._checks = {
            param.name: _ParamCheck(param, definitions, keywords)
            for param in method.params
        }
        self._further = (
            None
            if method.further is None
            else validation.Check(method.further, definitions, keywords)
        )
        result = True if method.result is None else method.result
        self._result = validation.Check(result, definitions, keywords)

    def given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments without those that are left out."""
        return {
            name: value
            for name, value in values.items()
            if value is not UNSET
            and (value is not None or self._takes_none(name))
        }

    def written(self, given: dict[str, Any]) -> dict[str, Any]:
        """The arguments of a program as they travel."""
        if self._forms is None:
            return given
        return self._converted(given, self._forms.write)

    def read(self, given: dict[str, Any]) -> dict[str, Any]:
        """The arguments that arrived as a program has them."""
        if self._forms is None:
            return given
        return self._converted(given, self._forms.read)

    def written_result(self, result: Any) -> Any:
        """The result of a program as it travels."""
        if self._forms is None:
            return result
        return self._converted_result(result, self._forms.write)

    def read_result(self, result: Any) -> Any:
        """The result that arrived as a program has it."""
        if self._forms is None:
            return result
        return self._converted_result(result, self._forms.read)

    def version(self, given: Mapping[str, Any], validates: bool) -> str:
        """The first version whose requests may have these arguments.

        :param validates: look at the values, too; without that, they are
            taken for those of the newest version
        """
        passed = [self._params[name] for name in given if name in self._params]
        since = [param.since for param in passed if param.since is not None]
        gone = [
            _next(param.until)
            for param in self.method.params
            if param.required and param.until and param.name not in given
        ]
        least = max([self.method.since, *since, *gone], key=_version_key)
        later = sorted(
            {_next(end) for param in passed for end in _ends(param)},
            key=_version_key,
        )
        if not later:
            return least
        versions = [
            least,
            *(v for v in later if _version_key(v) > _version_key(least)),
        ]
        for version in versions:
            if all(
                self._checks[param.name].holds(
                    given[param.name], version, validates
                )
                for param in passed
            ):
                return version
        return versions[-1]

    def check_arguments(
        self, given: Mapping[str, Any], version: str | None = None
    ) -> None:
        """Check the arguments of a request.

        :param version: that of the request; where it is not known, what some
            version takes is right
        :raises validation.InvalidArguments: they do not fit
        """
        for name, value in given.items():
            param = self._checks.get(name)
            found = None
            if name in _OBJECT_MEMBERS or not (param or self._further):
                self._refuse(f"/{name}", "the method has no such argument")
            elif param is not None:
                found = param.problem(value, version)
            elif self._further is not None:
                found = self._further.problem(value)
            if found is not None:
                self._refuse(f"/{name}{found[0]}", found[1])
        for name, required in self._params.items():
            if name not in given and _is_required(required, version):
                self._refuse(f"/{name}", "is missing")

    def check_result(self, result: Any) -> None:
        """:raises validation.InvalidResult: it does not fit"""
        if self.method.result is not None:
            found = self._result.problem(result)
        elif result is None:
            return
        else:
            found = ("", "must be null, the method declares no result")
        if found is not None:
            self._refuse_result(*found)

    def _converted(
        self, given: dict[str, Any], convert: Callable[[Any, Any], Any]
    ) -> dict[str, Any]:
        converted = {}
        for name, value in given.items():
            for schema in self._schemas(name):
                value = _unless_too_deep(convert, schema, value)
                if value is UNSET:
                    self._refuse(f"/{name}", validation.TOO_DEEP)
            converted[name] = value
        return converted

    def _converted_result(
        self, result: Any, convert: Callable[[Any, Any], Any]
    ) -> Any:
        converted = _unless_too_deep(convert, self.method.result, result)
        if converted is UNSET:
            self._refuse_result("", validation.TOO_DEEP)
        return converted

    def _schemas(self, name: str) -> list[Any]:
        param = self._params.get(name)
        if param is None:
            return [self.method.further]
        return [param.schema, *(each.schema for each in param.earlier)]

    def _takes_none(self, name: str) -> bool:
        param = self._params.get(name)
        if param is None or param.nullable:
            return True
        return param.required and param.until is None

    def _refuse(self, pointer: str, expected: str) -> None:
        raise validation.InvalidArguments(
            f"Invalid arguments of method {self.method.name} "
            f"at {validation.place(pointer, expected)}"
        )

    def _refuse_result(self, pointer: str, expected: str) -> None:
        raise validation.InvalidResult(
            f"Invalid result of method {self.method.name} "
            f"at {validation.place(pointer, expected)}"
        )


class _ParamCheck:
    """What a definition asks of a parameter, version by version."""

    def __init__(
        self,
        param: Param,
        definitions: Mapping[str, Any],
        keywords: Mapping[str, Any] | None,
    ) -> None:
        self._param = param
        self._check = validation.Check(param.schema, definitions, keywords)
        self._earlier = [
            (each.until, validation.Check(each.schema, definitions, keywords))
            for each in param.earlier
        ]

    def holds(self, value: Any, version: str, validates: bool) -> bool:
        """Whether requests of the version may have the value."""
        if not validates:
            return self._has_ended(version) is None and not any(
                _is_within(version, until) for until, _ in self._earlier
            )
        return self.problem(value, version) is None

    def problem(
        self, value: Any, version: str | None
    ) -> tuple[str, str] | None:
        """What is wrong with the value, and where; None when nothing is."""
        if version is None:
            problem = self._check.problem(value)
            others = (check.problem(value) for _, check in self._earlier)
            return None if None in others else problem
        end = self._has_ended(version)
        if end is not None:
            return "", f"the method has it up to version {end} only"
        for until, check in self._earlier:
            if _is_within(version, until):
                return check.problem(value)
        return self._check.problem(value)

    def _has_ended(self, version: str) -> str | None:
        end = self._param.until
        return end if end and not _is_within(version, end) else None


class EventRules:
    """What a definition asks of the payloads of a notification."""

    def __init__(
        self,
        event: Event,
        definitions: Mapping[str, Any],
        forms: Forms | None,
    ) -> None:
        self.event = event
        self._forms = forms
        keywords = None if forms is None else forms.keywords
        self._payload = validation.Check(event.payload, definitions, keywords)

    def written(self, payload: Any) -> Any:
        """The payload of a program as it travels.

        :raises validation.InvalidPayload: it is nested too deeply
        """
        if self._forms is None:
            return payload
        return self._converted(payload, self._forms.write)

    def read(self, payload: Any) -> Any:
        """The payload that arrived as a program has it.

        :raises validation.InvalidPayload: it is nested too deeply
        """
        if self._forms is None:
            return payload
        return self._converted(payload, self._forms.read)

    def problem(self, payload: Any) -> str | None:
        """What is wrong with a payload; None when nothing is."""
        found = self._payload.problem(payload)
        return None if found is None else self._told(*found)

    def _converted(
        self, payload: Any, convert: Callable[[Any, Any], Any]
    ) -> Any:
        converted = _unless_too_deep(convert, self.event.payload, payload)
        if converted is UNSET:
            told = self._told("", validation.TOO_DEEP)
            raise validation.InvalidPayload(told)
        return converted

    def _told(self, pointer: str, expected: str) -> str:
        place = validation.place(pointer, expected)
        return f"Invalid payload of {self.event.event_type} at {place}"


def _unless_too_deep(
    convert: Callable[[Any, Any], Any], schema: Any, value: Any
) -> Any:
    """The converted value; ``UNSET`` where it is nested too deeply."""
    try:
        return convert(schema, value)
    except RecursionError:
        return UNSET


def _ends(param: Param) -> list[str]:
    """The versions that it, or one of its schemas, ends with."""
    ends = [each.until for each in param.earlier]
    return ends if param.until is None else [*ends, param.until]


def _is_required(param: Param, version: str | None) -> bool:
    if not param.required or param.until is None:
        return param.required
    return version is not None and _is_within(version, param.until)


def _next(version: str) -> str:
    major, minor = version.split(".")
    return f"{major}.{int(minor) + 1}"


def _is_within(version: str, until: str) -> bool:
    return _version_key(version)[:2] <= _version_key(until)


def _version_key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
