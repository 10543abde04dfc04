"""Calls each method of a client class of OpenStack, and says on stdout what came of it, a JSON value a line."""
import inspect
import json
import sys


def say(**line):
    print(json.dumps(line, default=repr), flush=True)


def told(function):
    """What a call came to; a request that a server refuses is an exception."""
    try:
        return {"returned": repr(function())[:200]}
    except Exception as error:
        return {"failed": "%s.%s" % (type(error).__module__, type(error).__name__), "message": str(error)[:400]}


def arguments(function, values, own, given):
    """Values for the parameters of a method by name: its own, and those of all, for what may be left out only if `given`."""
    parameters = list(inspect.signature(function).parameters.values())[2:]
    chosen = {}
    for parameter in parameters:
        name = parameter.name
        if name in own:
            chosen[name] = own[name]
        elif parameter.default is parameter.empty or given:
            chosen[name] = values[name]
    return chosen


def serve(api, context, values, own, skipped):
    """For each line of stdin, the names of methods or an empty list for all: calls them, with all arguments and with no
    more than they need.

    :param own: values of one method, which it always gets
    :param skipped: methods that send nothing
    """
    methods = [
        (name, function)
        for name, function in inspect.getmembers(type(api), inspect.isfunction)
        if not name.startswith("_") and name not in skipped
    ]
    say(event="ready", versions={})
    for line in sys.stdin:
        chosen_names = json.loads(line)
        for name, function in methods:
            if chosen_names and name not in chosen_names:
                continue
            for given in (True, False):
                chosen = arguments(function, values, own.get(name, {}), given)
                say(event="called", method=name, given=given, **told(lambda: getattr(api, name)(context, **chosen)))
        say(event="done")
