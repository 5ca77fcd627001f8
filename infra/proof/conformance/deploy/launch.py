"""Starts MiniStack with what it needs to serve like AWS; it is not changed on disk.

usage: launch.py, with MiniStack's own settings in the environment
"""

import asyncio.selector_events
import importlib.util
import runpy
import socket
import sys

# Without TCP_NODELAY every answer with a body waits 40 ms.
begin = asyncio.selector_events._SelectorSocketTransport.__init__


def hurried(self, loop, sock, *arguments, **named):
    if sock.family in (socket.AF_INET, socket.AF_INET6):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    begin(self, loop, sock, *arguments, **named)


asyncio.selector_events._SelectorSocketTransport.__init__ = hurried


def mend(name, *changes):
    """Loads a module with pieces of its source replaced."""
    spec = importlib.util.find_spec(name)
    with open(spec.origin) as file:
        source = file.read()
    for old, new in changes:
        if old not in source:
            sys.exit(f"{name} has no {old!r} any more: look at what it does now")
        source = source.replace(old, new)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    exec(compile(source, spec.origin, "exec"), module.__dict__)
    package, _, short = name.rpartition(".")
    setattr(importlib.import_module(package), short, module)


MENDS = {
    # A function hears the host of a domain of its own, as on AWS, not that of execute-api.
    "ministack.services.apigateway": [
        (
            '"domainName": f"{api_id}.execute-api.{_HOST}",\n            "http"',
            '"domainName": headers.get("host", "").partition(":")[0],\n            "http"',
        ),
    ],
}

if __name__ == "__main__":
    for module, changes in MENDS.items():
        mend(module, *changes)
    sys.argv = ["ministack"]
    runpy.run_module("ministack", run_name="__main__")
