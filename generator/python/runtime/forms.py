"""Values that programs have in another form than they travel in.

JSON has no octets and no decimals: both are texts on the wire, whose schemas
say by ``programType`` what programs have in their place.
"""

from __future__ import annotations

import base64
import decimal
import re
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from . import validation

#: What is done with the values of a schema that is marked.
_Leaf = Callable[[Any, Mapping[str, Any]], Any]

_REF: Final = "#/$defs/"
_MAPS: Final = ("properties", "patternProperties", "dependentSchemas")
_LISTS: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
_PARTS: Final = (
    *("additionalProperties", "unevaluatedProperties"),
    *("items", "contains", "unevaluatedItems", "if", "then", "else"),
)


def problems(
    _validator: Any, _type: Any, value: Any, schema: Any
) -> Iterator[Any]:
    """Tell jsonschema of texts that say no value."""
    if isinstance(value, str) and isinstance(_read(value, schema), str):
        yield validation.jsonschema.ValidationError(
            f"must be encoded as {schema['contentEncoding'].lower()}"
            if schema["programType"] == "bytes"
            else "must be a decimal number"
        )


#: What the marks ask of texts, as jsonschema has its keywords.
KEYWORDS: Final[Mapping[str, Any]] = {"programType": problems}


class Forms:
    """Goes through values by the schemas of a service."""

    #: Others that the checks of the values have.
    keywords: Final[Mapping[str, Any]] = KEYWORDS

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions
        self._known: dict[int, tuple[Any, bool]] = {}

    def read(self, schema: Any, value: Any) -> Any:
        """What a program has of a value that arrived.

        A text that says no value stays a text.
        """
        return _Walk(self, _read).value(schema, value)

    def write(self, schema: Any, value: Any) -> Any:
        """The value of a program as it travels."""
        return _Walk(self, _write).value(schema, value)

    def target(self, ref: str) -> Any:
        """What a reference leads to."""
        name = urllib.parse.unquote(ref[len(_REF) :])
        name = name.replace("~1", "/").replace("~0", "~")
        return self._definitions.get(name, True)

    def is_marked(self, schema: Any) -> bool:
        """Whether the schema, or one that it leads to, is marked."""
        if not isinstance(schema, Mapping):
            return False
        known = self._known.get(id(schema))
        if known is None:
            found = any("programType" in each for each in self._all(schema))
            # Kept with the schema, whose id is that of no other then.
            known = self._known[id(schema)] = (schema, found)
        return known[1]

    def _all(self, schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        pending, seen = [schema], {id(schema)}
        while pending:
            found = pending.pop()
            yield found
            for inner in _inner(found, self.target):
                if isinstance(inner, Mapping) and id(inner) not in seen:
                    seen.add(id(inner))
                    pending.append(inner)


class _Walk:
    """One value on its way."""

    def __init__(self, forms: Forms, leaf: _Leaf) -> None:
        self._forms = forms
        self._leaf = leaf
        # Two parts of a schema may speak of the same member: anew for each,
        # the work would double at every level. What is kept keeps its id.
        self._made: dict[tuple[int, int], tuple[Any, Any]] = {}

    def value(self, schema: Any, value: Any) -> Any:
        if not self._forms.is_marked(schema):
            return value
        key = (id(schema), id(value))
        if key not in self._made:
            made = self._converted(schema, value)
            self._made[key] = (value, made)
            if made is not value:
                self._made[id(schema), id(made)] = (made, made)
        return self._made[key][1]

    def _converted(self, schema: Mapping[str, Any], value: Any) -> Any:
        if isinstance(value, Mapping):
            value = self._members(schema, value)
        elif isinstance(value, (list, tuple)):
            value = self._items(schema, value)
        if "$ref" in schema:
            value = self.value(self._forms.target(schema["$ref"]), value)
        for keyword in ("allOf", "anyOf", "oneOf"):
            for inner in schema.get(keyword, ()):
                value = self.value(inner, value)
        for keyword in ("if", "then", "else"):
            value = self.value(schema.get(keyword), value)
        return self._leaf(value, schema) if "programType" in schema else value

    def _members(
        self, schema: Mapping[str, Any], value: Mapping[str, Any]
    ) -> Any:
        members = {
            name: self._member(schema, name, member)
            for name, member in value.items()
        }
        made: Any = value
        if any(members[name] is not value[name] for name in value):
            made = members
        for name, inner in schema.get("dependentSchemas", {}).items():
            if name in value:
                made = self.value(inner, made)
        return made

    def _member(
        self, schema: Mapping[str, Any], name: Any, member: Any
    ) -> Any:
        patterns = schema.get("patternProperties", {})
        parts = [
            inner
            for pattern, inner in patterns.items()
            if isinstance(name, str) and re.search(pattern, name)
        ]
        if name in schema.get("properties", {}):
            parts.append(schema["properties"][name])
        if not parts:
            parts.append(schema.get("additionalProperties"))
            parts.append(schema.get("unevaluatedProperties"))
        for inner in parts:
            member = self.value(inner, member)
        return member

    def _items(self, schema: Mapping[str, Any], value: Any) -> Any:
        prefix = schema.get("prefixItems", ())
        rest = [schema.get("items"), schema.get("contains")]
        if "items" not in schema:
            rest.append(schema.get("unevaluatedItems"))
        made = []
        for index, item in enumerate(value):
            parts = rest
            if index < len(prefix):
                parts = [prefix[index], schema.get("contains")]
            for inner in parts:
                item = self.value(inner, item)
            made.append(item)
        if all(one is other for one, other in zip(made, value)):
            return value
        return made


def _inner(
    schema: Mapping[str, Any], target: Callable[[str], Any]
) -> Iterator[Any]:
    """The schemas inside a schema that say something of its values."""
    if "$ref" in schema:
        yield target(schema["$ref"])
    for keyword in _MAPS:
        yield from schema.get(keyword, {}).values()
    for keyword in _LISTS:
        yield from schema.get(keyword, ())
    for keyword in _PARTS:
        yield schema.get(keyword)


def _read(value: Any, schema: Mapping[str, Any]) -> Any:
    if not isinstance(value, str):
        return value
    try:
        if schema["programType"] == "Decimal":
            is_decimal = validation.is_decimal(value)
            return decimal.Decimal(value) if is_decimal else value
        octets = base64.b64decode(value, _alphabet(schema), validate=True)
    except ValueError:
        return value
    # A decoder lets bits pass that are left over.
    return octets if _encoded(octets, schema) == value else value


def _write(value: Any, schema: Mapping[str, Any]) -> Any:
    if schema["programType"] == "Decimal":
        return str(value) if isinstance(value, decimal.Decimal) else value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _encoded(value, schema)
    return value


def _encoded(
    octets: bytes | bytearray | memoryview, schema: Mapping[str, Any]
) -> str:
    return base64.b64encode(octets, _alphabet(schema)).decode()


def _alphabet(schema: Mapping[str, Any]) -> bytes | None:
    is_url_safe = str(schema["contentEncoding"]).lower() == "base64url"
    return b"-_" if is_url_safe else None
