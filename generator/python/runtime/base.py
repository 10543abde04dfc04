"""The bases of the classes for oslo.messaging.

Every package that oslo-gen writes has the same.
"""

from __future__ import annotations

import abc
import copy
import functools
import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from . import validation
from .service import UNSET, MethodRules, Service, Unset

if TYPE_CHECKING:
    # No release of oslo.messaging has type hints.
    messaging: Any
else:
    import oslo_messaging as messaging

LOG = logging.getLogger(__name__)

#: ``control_exchange`` where neither a file nor a program sets it.
_CONTROL_EXCHANGE: Final = "openstack"

_ClientT = TypeVar("_ClientT", bound="ServiceClient")
_NotifierT = TypeVar("_NotifierT", bound="ServiceNotifier")


def exchange_of(service: Service, transport: Any) -> str | None:
    """The exchange of a service's target; None for the configured one.

    As after ``set_transport_defaults``, ``control_exchange`` of the
    configuration counts more than the service's own.
    """
    if service.exchange is not None or service.control_exchange is None:
        return service.exchange
    conf = transport.conf
    amqp = getattr(conf, "oslo_messaging_amqp", None)
    found = conf.get_location("control_exchange")
    if (
        found.location.name == "opt_default"
        and conf.control_exchange == _CONTROL_EXCHANGE
        and not getattr(amqp, "default_rpc_exchange", None)
    ):
        return service.control_exchange
    return None


class ServiceClient:
    """The base of a client, which has a method for each of the service.

    :param transport: one of ``oslo_messaging.get_rpc_transport``
    :param serializer: makes the form on the wire, which is what is checked
    :param validate: check arguments and results; None does where jsonschema
        is installed
    :raises ImportError: validate is True, and jsonschema is not installed
    """

    _service: ClassVar[Service]
    _errors: ClassVar[Mapping[str, type[Exception]]] = {}

    def __init__(
        self,
        transport: Any,
        *,
        timeout: float | None = None,
        call_monitor_timeout: int | None = None,
        version_cap: str | None = None,
        retry: int | None = None,
        serializer: Any = None,
        validate: bool | None = None,
    ) -> None:
        target = messaging.Target(
            exchange=exchange_of(self._service, transport),
            topic=self._service.topic,
            namespace=self._service.namespace,
            version=self._service.version,
        )
        self._rpc = messaging.get_rpc_client(
            transport,
            target,
            version_cap=version_cap,
            retry=retry,
            serializer=_ContextSerializer(serializer) if serializer else None,
        )
        self._serializer = serializer
        self._validates = validation.is_wanted(validate)
        self._overrides: dict[str, Any] = {}
        if timeout is not None:
            self._overrides["timeout"] = timeout
        if call_monitor_timeout is not None:
            self._overrides["call_monitor_timeout"] = call_monitor_timeout

    def prepare(
        self: _ClientT,
        *,
        exchange: str | None | Unset = UNSET,
        topic: str | Unset = UNSET,
        namespace: str | None | Unset = UNSET,
        version: str | Unset = UNSET,
        server: str | None | Unset = UNSET,
        fanout: bool | None | Unset = UNSET,
        timeout: float | None | Unset = UNSET,
        version_cap: str | None | Unset = UNSET,
        retry: int | None | Unset = UNSET,
        call_monitor_timeout: int | None | Unset = UNSET,
        transport_options: Any = UNSET,
    ) -> _ClientT:
        """A client with other options, as ``RPCClient.prepare`` makes one."""
        overrides = {
            "exchange": exchange,
            "topic": topic,
            "namespace": namespace,
            "version": version,
            "server": server,
            "fanout": fanout,
            "timeout": timeout,
            "version_cap": version_cap,
            "retry": retry,
            "call_monitor_timeout": call_monitor_timeout,
            "transport_options": transport_options,
        }
        given = {
            name: value
            for name, value in overrides.items()
            if value is not UNSET
        }
        prepared = copy.copy(self)
        prepared._overrides = {**self._overrides, **given}
        return prepared

    def can_send_version(self, version: str | None = None) -> bool:
        """Whether the version, or the service's own, is within the cap."""
        request = self._rpc.prepare(**self._overrides)
        wanted = version or self._service.version
        return bool(request.can_send_version(wanted))

    def _invoke(
        self,
        ctxt: Any,
        name: str,
        values: Mapping[str, Any],
        cast: bool = False,
    ) -> Any:
        rules = self._service.rules_of[name]
        method = rules.method
        given = rules.written(rules.given(values))
        if self._serializer is not None:
            given = {
                param: self._serializer.serialize_entity(ctxt, value)
                for param, value in given.items()
            }
        version = self._overrides.get("version") or rules.version(
            given, self._validates
        )
        if self._validates:
            rules.check_arguments(given, version)
        options: dict[str, Any] = {"version": version}
        if method.timeout is not None:
            options["timeout"] = method.timeout
        if method.call_monitor_timeout is not None:
            options["call_monitor_timeout"] = method.call_monitor_timeout
        request = self._rpc.prepare(**{**options, **self._overrides})
        if cast or method.cast:
            request.cast(ctxt, name, **given)
            return None
        try:
            result = request.call(ctxt, name, **given)
        except messaging.RemoteError as error:
            declared = self._declared(error.exc_type, method.errors)
            if declared is None:
                raise
            raise declared(error.value) from error
        if self._validates:
            rules.check_result(result)
        if self._serializer is not None:
            result = self._serializer.deserialize_entity(ctxt, result)
        return rules.read_result(result)

    def _declared(
        self, name: str, errors: tuple[str, ...]
    ) -> type[Exception] | None:
        if name in errors:
            return self._errors.get(name)
        return validation.ERRORS.get(name)


class ServiceCasts:
    """The base of a client's casts of methods that are called, too."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def _cast(self, ctxt: Any, name: str, values: Mapping[str, Any]) -> None:
        self._client._invoke(ctxt, name, values, cast=True)


class ServiceEndpoint(abc.ABC):
    """The base of an endpoint, which has a method for each of the service.

    Arguments and results are checked as the class keyword ``validate`` says:
    ``class Mine(ThisEndpoint, validate=False)``. Without it they are where
    jsonschema is installed.
    """

    _service: ClassVar[Service]
    _validate: ClassVar[bool | None] = None

    def __init_subclass__(
        cls, *, validate: bool | None | Unset = UNSET, **kwargs: Any
    ) -> None:
        super().__init_subclass__(**kwargs)
        if not isinstance(validate, Unset):
            cls._validate = validate
        _serve(cls, cls._service, validation.is_wanted(cls._validate))


def _serve(cls: type, service: Service, validates: bool) -> None:
    """Put checks around the methods of an endpoint.

    oslo.messaging calls them by their names on the wire, with arguments that
    are so called too, and leaves out those that the caller did.
    """
    for method in service.methods:
        function = getattr(cls, method.identifier, None)
        if function is None or getattr(
            function, "__isabstractmethod__", False
        ):
            continue
        if getattr(function, "_validates", None) != validates:
            rules = service.rules_of[method.name]
            function = _served(function, rules, validates)
            setattr(cls, method.identifier, function)
        if method.alias is not None and not hasattr(object, method.name):
            setattr(cls, method.name, function)


def _served(
    function: Callable[..., Any], rules: MethodRules, validates: bool
) -> Callable[..., Any]:
    params = rules.method.params
    order = tuple(param.name for param in params)
    wire_names = {param.identifier: param.name for param in params}
    identifiers = {param.name: param.identifier for param in params}
    defaults = {
        param.name: param.default
        for param in params
        if param.default is not UNSET
    }

    @functools.wraps(function)
    def served(self: Any, ctxt: Any, /, *args: Any, **kwargs: Any) -> Any:
        given = dict(zip(order, args))
        for name, value in kwargs.items():
            given[wire_names.get(name, name)] = value
        if validates:
            rules.check_arguments(given)
        for name, default in defaults.items():
            if name not in given:
                given[name] = copy.deepcopy(default)
        values = {
            identifiers.get(name, name): value
            for name, value in rules.read(given).items()
        }
        result = rules.written_result(function(self, ctxt, **values))
        if validates and not rules.method.cast:
            rules.check_result(result)
        return result

    vars(served)["_validates"] = validates
    return served


class ServiceNotifier:
    """The base of a notifier, which has a method for each event.

    :param notifier: an ``oslo_messaging.Notifier``
    :param validate: check payloads; None does where jsonschema is installed
    :raises ImportError: validate is True, and jsonschema is not installed
    """

    _service: ClassVar[Service]

    def __init__(self, notifier: Any, *, validate: bool | None = None) -> None:
        self._notifier = notifier
        self._validates = validation.is_wanted(validate)

    def prepare(self: _NotifierT, **overrides: Any) -> _NotifierT:
        """A notifier with other options, as ``Notifier.prepare`` makes one."""
        prepared = copy.copy(self)
        prepared._notifier = self._notifier.prepare(**overrides)
        return prepared

    def _emit(
        self, ctxt: Any, event_type: str, payload: Any, priority: str
    ) -> None:
        rules = self._service.event_rules_of[event_type]
        payload = rules.written(payload)
        problem = rules.problem(payload) if self._validates else None
        if problem is not None:
            raise validation.InvalidPayload(problem)
        getattr(self._notifier, priority)(ctxt, event_type, payload)


class ServiceNotificationEndpoint:
    """The base of an endpoint that listens, with a method for each event.

    A payload that does not fit is logged and acknowledged: it would come
    again as it is. The class keyword ``validate`` is that of an endpoint.
    """

    _service: ClassVar[Service]
    _validate: ClassVar[bool | None] = None

    def __init_subclass__(
        cls, *, validate: bool | None | Unset = UNSET, **kwargs: Any
    ) -> None:
        super().__init_subclass__(**kwargs)
        if not isinstance(validate, Unset):
            cls._validate = validate
        validation.is_wanted(cls._validate)

    def _notified(
        self,
        priority: str,
        ctxt: Any,
        publisher_id: str,
        event_type: str,
        payload: Any,
        metadata: dict[str, Any],
    ) -> Any:
        rules = self._service.event_rules_of.get(event_type)
        if rules is None or priority not in rules.event.priorities:
            return None
        if validation.is_wanted(self._validate):
            problem = rules.problem(payload)
            if problem is not None:
                LOG.warning("%s; it is left out", problem)
                return None
        try:
            read = rules.read(payload)
        except validation.InvalidPayload as error:
            LOG.warning("%s; it is left out", error)
            return None
        method = getattr(self, rules.event.identifier)
        return method(ctxt, publisher_id, read, metadata)


class _ContextSerializer:
    """Leaves values to the client, which checks them in their wire form."""

    def __init__(self, serializer: Any) -> None:
        self._serializer = serializer

    def serialize_entity(self, ctxt: Any, entity: Any) -> Any:
        return entity

    def deserialize_entity(self, ctxt: Any, entity: Any) -> Any:
        return entity

    def serialize_context(self, ctxt: Any) -> Any:
        return self._serializer.serialize_context(ctxt)

    def deserialize_context(self, ctxt: Any) -> Any:
        return self._serializer.deserialize_context(ctxt)
