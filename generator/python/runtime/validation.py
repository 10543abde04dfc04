"""Checks of values against the schemas of a service.

They are those of jsonschema, version 4 or later, where it is installed.
Without it nothing is checked.
"""

from __future__ import annotations

import datetime
import functools
import ipaddress
import json
import math
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Union

if TYPE_CHECKING:
    # Whoever has their type hints and whoever does not see the same.
    jsonschema: Any
    jsonutils: Any
else:
    from oslo_serialization import jsonutils

    try:
        import jsonschema
    except ImportError:
        jsonschema = None

#: True where jsonschema is installed.
AVAILABLE: Final[bool] = hasattr(jsonschema, "Draft202012Validator")

Schema = Union[bool, Mapping[str, Any]]

# Other languages hold larger ones only as ``format: int64``.
_MAX_INTEGER = 2**53 - 1
_MAX_TEXT = 200

#: What is wrong with a value that overflows the stack of who looks at it.
TOO_DEEP: Final = "is nested too deeply"


class InvalidArguments(Exception):
    """An argument is missing, unknown or does not fit its schema."""

    __module__ = "oslo_rpc.exceptions"


class InvalidResult(Exception):
    """What a method returned does not fit the schema of its result."""

    __module__ = "oslo_rpc.exceptions"


class InvalidPayload(Exception):
    """The payload of a notification does not fit its schema."""

    __module__ = "oslo_rpc.exceptions"


#: The classes above, by what a peer calls them.
ERRORS: Final[Mapping[str, type[Exception]]] = {
    "InvalidArguments": InvalidArguments,
    "InvalidResult": InvalidResult,
}


def is_wanted(validate: bool | None) -> bool:
    """Decide whether values are checked.

    :param validate: None checks where jsonschema is installed
    :raises ImportError: it has to and is not
    """
    if validate and not AVAILABLE:
        raise ImportError("validate=True needs jsonschema 4 or later")
    return AVAILABLE if validate is None else validate


class Check:
    """A schema, which is compiled when it is first used."""

    def __init__(
        self,
        schema: Schema,
        definitions: Mapping[str, Any],
        keywords: Mapping[str, Any] | None = None,
    ) -> None:
        """:param keywords: others that are checked, as jsonschema does"""
        self._schema = schema
        self._definitions = definitions
        self._keywords = keywords

    def problem(self, value: Any) -> tuple[str, str] | None:
        """Tell what is wrong with a value.

        :returns: a JSON pointer into the value and what would have been
            right there; None when the value fits
        """
        if self._schema is True or self._schema == {}:
            return None
        try:
            return self._found(value)
        except RecursionError:
            return "", TOO_DEEP

    def _found(self, value: Any) -> tuple[str, str] | None:
        written = jsonutils.to_primitive(value, convert_instances=True)
        for validator in self._validators:
            error = jsonschema.exceptions.best_match(
                validator.iter_errors(written)
            )
            if error is not None:
                return self._told(error)
        return None

    @staticmethod
    def _told(error: Any) -> tuple[str, str]:
        extra = _extra(error)
        if extra is not None:
            return _pointer([*error.absolute_path, extra]), "must not be there"
        return _pointer(error.absolute_path), _expected(error)

    @functools.cached_property
    def _validators(self) -> list[Any]:
        schema = {"$defs": self._definitions, "allOf": [self._schema]}
        classes = [_validator_class()]
        if self._keywords is not None:
            # Beside the first: under `not` or `oneOf`, who asks for more may
            # accept more values.
            classes.append(
                jsonschema.validators.extend(classes[0], self._keywords)
            )
        return [
            each(schema, format_checker=_format_checker()) for each in classes
        ]


def place(pointer: str, expected: str) -> str:
    """Say where a value is wrong, and never what it is."""
    return f"{pointer or '/'}: {expected}"


def _pointer(path: Any) -> str:
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return _short("".join(f"/{part}" for part in parts))


def _extra(error: Any) -> str | int | None:
    """The first member or item that a schema has no room for."""
    if error.validator_value is not False:
        return None
    if error.validator == "items":
        return len(error.schema.get("prefixItems", ()))
    if error.validator != "additionalProperties":
        return None
    known = error.schema.get("properties", {})
    patterns = error.schema.get("patternProperties", {})
    return next(
        str(name)
        for name in error.instance
        if name not in known
        and not any(re.search(pattern, name) for pattern in patterns)
    )


def _expected(error: Any) -> str:
    keyword, wanted = error.validator, error.validator_value
    if keyword is None:
        return "must not be there"
    if keyword == "programType":
        return str(error.message)
    if keyword == "type":
        names = [wanted] if isinstance(wanted, str) else wanted
        return f"must be {' or '.join(names)}"
    if keyword == "required":
        missing = next(name for name in wanted if name not in error.instance)
        return f"must have required property {missing!r}"
    if keyword == "enum":
        return _short(f"must be one of {json.dumps(wanted)}")
    if keyword == "const":
        return _short(f"must be {json.dumps(wanted)}")
    if keyword in ("additionalProperties", "unevaluatedProperties"):
        return "must not have additional properties"
    if isinstance(wanted, (bool, int, float, str)):
        return _short(f"must keep to {keyword} {json.dumps(wanted)}")
    return f"must keep to {keyword}"


def _short(text: str) -> str:
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"


@functools.lru_cache(maxsize=None)
def _validator_class() -> Any:
    types = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"integer": _is_integer, "int64": _is_int64, "number": _is_number}
    )
    return jsonschema.validators.extend(
        jsonschema.Draft202012Validator, type_checker=types
    )


def _is_integer(_checker: Any, value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return value == value // 1 and abs(value) <= _MAX_INTEGER


def _is_int64(_checker: Any, value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int):
        return False
    return bool(-(2**63) <= value < 2**63)


def _is_number(_checker: Any, value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and _is_integer(_checker, value)


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII | re.IGNORECASE)
    return lambda text: compiled.fullmatch(text) is not None


#: Tells decimals whose exponents another decimal type can hold as well.
is_decimal: Final = _matches(r"-?\d+(?:\.\d+)?(?:e[+-]?\d{1,4})?")

_DATE = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?"
_OFFSET = r"(?:z|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
_DURATION = (
    r"P(?:\d+W|(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?"
    r"(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)"
)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"

_is_local = _matches(
    rf"{_DATE}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{{1,6}})?"
)


def _is_oslo_date_time(text: str) -> bool:
    """Whether it is what oslo.serialization writes for a datetime."""
    if text[10:11] != "T" or not _is_local(text):
        return False
    datetime.date.fromisoformat(text[:10])
    return True


# Those of the format vocabulary that can be told without other packages.
_FORMATS: Mapping[str, Callable[[str], object]] = {
    "date-time": _matches(f"{_DATE}t{_CLOCK}{_OFFSET}"),
    "oslo-date-time": _is_oslo_date_time,
    "oslo-decimal": is_decimal,
    "date": _matches(_DATE),
    "time": _matches(f"{_CLOCK}{_OFFSET}"),
    "duration": _matches(_DURATION),
    "uuid": _matches(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "email": _matches(r"[^\s@]+@[^\s@]+"),
    "hostname": _matches(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*"),
    "ipv4": ipaddress.IPv4Address,
    "ipv6": ipaddress.IPv6Address,
    "uri": _matches(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]*"),
    "json-pointer": _matches(r"(?:/(?:[^~/]|~[01])*)*"),
}


@functools.lru_cache(maxsize=None)
def _format_checker() -> Any:
    checker = jsonschema.FormatChecker(formats=())
    for name, is_right in _FORMATS.items():
        checker.checks(name, raises=ValueError)(_of_text(is_right))
    return checker


def _of_text(is_right: Callable[[str], object]) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:
        return not isinstance(value, str) or bool(is_right(value))

    return check
