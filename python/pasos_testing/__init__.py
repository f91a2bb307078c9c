"""Tests of state machines from Python: the `pasos` command runs them, in process and on a virtual clock; this module speaks its JSON.

    from pasos_testing import Machine, returns, fails

    order = Machine("order.asl.yaml")
    result = order.run(input={"id": 7}, mocks={"Charge": [fails("Busy"), returns({"sum": 10})]})
    assert result.output == {"sum": 10} and result.path == ["Charge", "Done"]

Needs nothing but the standard library, and `pasos` on the PATH (or PASOS_COMMAND, e.g. "npx pasos").
"""

from .machine import Coverage, Machine, PasosError, Result
from .mocks import by_index, evaluates, fails, handled_by, never, returns

__all__ = ["Coverage", "Machine", "PasosError", "Result", "by_index", "evaluates", "fails", "handled_by", "never", "returns"]
