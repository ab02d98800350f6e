"""Runs scenarios side by side, each on the route it is given, and prints what became of each as one line of JSON.

    python openai_client.py SERVICE TOKEN SIMULATOR scenario:route ...

A line is {"scenario": "plain:by-gpt", "failure": null}; a failure is the traceback. The process ends with 0 once every scenario has its line.
"""

import json
import sys
import time
import traceback
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

SCENARIOS = {}
SOON_SECONDS = 20
BETWEEN_LOOKS_SECONDS = 0.05


@dataclass(frozen=True)
class Context:
    """Where a scenario plays: addresses without a slash at their ends."""

    service: str
    token: str
    simulator: str
    route: str

    def calls_about(self, question):
        """The calls that providers saw of this question, which nobody else asks."""
        with urllib.request.urlopen(self.simulator + "/simulator/calls") as answer:
            calls = json.load(answer)["calls"]
        return [call for call in calls if question in json.dumps(call["body"])]

    def await_call_about(self, question):
        self._await(question, lambda call: True, "no provider was asked")

    def await_hang_up_about(self, question):
        self._await(question, lambda call: call["clientGone"], "the call to the provider goes on")

    def _await(self, question, expected, otherwise):
        until = time.monotonic() + SOON_SECONDS
        while not any(expected(call) for call in self.calls_about(question)):
            if time.monotonic() > until:
                raise AssertionError(otherwise + ": " + question)
            time.sleep(BETWEEN_LOOKS_SECONDS)


def scenario(play):
    """Makes a function of a context a scenario of its name."""
    SCENARIOS[play.__name__] = play
    return play


def equal(found, expected):
    if found != expected:
        raise AssertionError(f"expected {expected!r}, but found {found!r}")


def contains(text, part):
    if part not in text:
        raise AssertionError(f"expected {part!r} in {text!r}")


def raises(kind, act):
    """The error of this very kind that the act ends with."""
    try:
        found = act()
    except kind as error:
        return error
    raise AssertionError(f"expected {kind.__name__}, but found {found!r}")


def main():
    """Plays what the command line asks for."""
    service, token, simulator, *asked = sys.argv[1:]

    def play(name):
        try:
            scenario, route = name.split(":")
            SCENARIOS[scenario](Context(service, token, simulator, route))
            return name, None
        except BaseException:
            return name, traceback.format_exc()

    with ThreadPoolExecutor(max_workers=4) as players:
        for name, failure in players.map(play, asked):
            print(json.dumps({"scenario": name, "failure": failure}), flush=True)
