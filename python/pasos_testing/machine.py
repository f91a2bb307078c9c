"""Runs cases by `pasos test --json` and tells what came of them."""

import json
import os
import shlex
import subprocess
import tempfile
from dataclasses import dataclass, field

SCHEMA = "pasos.test/1"


class PasosError(Exception):
    """The command could not run the case: what it said."""


@dataclass(frozen=True)
class Result:
    """How a run ended; `problems` are the expectations that were not met."""

    status: str
    output: object
    error: str | None
    cause: str | None
    seconds: float | None
    path: list[str]
    problems: list[str] = field(default_factory=list)

    def visited(self, *states):
        return all(state in self.path for state in states)


@dataclass(frozen=True)
class Coverage:
    """What of the definition all runs of a machine have gone through."""

    totals: dict[str, dict[str, float]]
    missed: list[str]

    def percent(self, metric="states"):
        return self.totals[metric]["percent"]


class Machine:
    """A definition in a file, JSON or YAML."""

    def __init__(self, definition, *, type="STANDARD", substitutions=None, validation="STRICT", command=None):
        self._definition = os.path.abspath(definition)
        self._head = {"type": type, "substitutions": substitutions or {}, "validation": validation}
        self._command = shlex.split(command or os.environ.get("PASOS_COMMAND", "pasos"), posix=os.name != "nt")
        self._coverage = None

    def run(self, input=None, mocks=None, *, faults=None, expect=None, **case):
        """Runs one execution, or the range `from_` … `until` of it, to its end."""
        fields = {("from" if name == "from_" else name): value for name, value in case.items()}
        case = {"input": {} if input is None else input, "mocks": mocks or {}, "faults": faults or [], "expect": expect or {}, **fields}
        told = self._test({**self._head, "definition": self._relative(), "tests": [case]})
        test = told["files"][0]["tests"][0]
        self._coverage = _merged(self._coverage, told["coverage"][0])
        run = test.get("run")
        if run is None:
            raise PasosError("\n".join(test["problems"]))
        # Without expectations a failed execution is a result like any other.
        return Result(problems=test["problems"] if expect else [], **run)

    @property
    def coverage(self):
        if self._coverage is None:
            raise PasosError("Nothing has been run yet.")
        missed = [f"{item['state']} {item['what']}".strip() for item in self._coverage["items"] if item["hits"] == 0]
        return Coverage(totals=self._coverage["totals"], missed=missed)

    def _relative(self):
        return os.path.basename(self._definition)

    def _test(self, cases):
        # Beside the definition, so that paths of handlers in mocks are meant from there.
        folder = os.path.dirname(self._definition)
        handle, file = tempfile.mkstemp(suffix=".asltest.json", dir=folder)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as opened:
                json.dump(cases, opened)
            ran = subprocess.run([*self._command, "test", file, "--json"], capture_output=True, text=True, encoding="utf-8", check=False)
        finally:
            os.unlink(file)
        if ran.returncode not in (0, 1) or not ran.stdout:
            raise PasosError(ran.stderr.strip() or f"pasos ended with {ran.returncode}")
        told = json.loads(ran.stdout)
        if told.get("schema") != SCHEMA:
            raise PasosError(f"This module reads {SCHEMA}, and pasos printed {told.get('schema')}.")
        return told


def _merged(known, report):
    if known is None:
        return report
    hits = {(item["metric"], item["state"], item["what"]): item["hits"] for item in known["items"]}
    items = [{**item, "hits": item["hits"] + hits.get((item["metric"], item["state"], item["what"]), 0)} for item in report["items"]]
    totals = {}
    for metric, total in report["totals"].items():
        covered = sum(1 for item in items if item["metric"] == metric and item["hits"] > 0)
        percent = 100 if total["total"] == 0 else 100 * covered / total["total"]
        totals[metric] = {"covered": covered, "total": total["total"], "percent": percent}
    return {**report, "items": items, "totals": totals}
