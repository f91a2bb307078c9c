"""Run by `python3 -m unittest discover python/tests`, with the command of this repository unless PASOS_COMMAND names another."""

import os
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "python"))

from pasos_testing import Machine, PasosError, by_index, evaluates, fails, handled_by, never, returns  # noqa: E402

SAGA = os.path.join(ROOT, "examples", "order-saga", "order-saga.asl.yaml")
APPROVAL = os.path.join(ROOT, "examples", "approval", "approval.asl.json")


class MachineTest(unittest.TestCase):
    def test_a_run_tells_how_it_ended_and_which_way_it_went(self):
        machine = Machine(SAGA)
        mocks = {
            "Reserve": [fails("Lambda.TooManyRequestsException"), returns({"reservation": 1})],
            "Charge": evaluates({"sum": "{% $states.input.items * 2 %}"}),
            "Ship": handled_by("functions/ship/main.handler"),
        }
        result = machine.run({"order": 17, "items": 2}, mocks)
        self.assertEqual((result.status, result.output, result.seconds), ("SUCCEEDED", {"shipped": 17}, 2))
        self.assertEqual(result.path, ["Reserve", "Charge", "Ship"])
        self.assertLess(machine.coverage.percent(), 100)
        refused = machine.run({}, {"Reserve": fails("Gone")})
        self.assertEqual((refused.status, refused.error, refused.cause), ("FAILED", "OrderFailed", "Gone"))
        self.assertTrue(refused.visited("Failed"))
        self.assertIn("Refund", machine.coverage.missed)
        self.assertEqual(machine.coverage.totals["states"]["covered"], 4)

    def test_weeks_pass_at_once_and_faults_are_data(self):
        result = Machine(APPROVAL).run({"request": "r"}, {"Ask": never(), "Remind": never()})
        self.assertEqual((result.error, result.seconds), ("Expired", 7 * 86_400))
        fault = {"state": "Ask", "error": "Broken"}
        self.assertEqual(Machine(APPROVAL).run({"request": "r"}, {"Ask": never()}, faults=[fault]).error, "Broken")

    def test_ranges_and_expectations(self):
        machine = Machine(APPROVAL)
        approved = {"request": "r", "answer": {"approved": True}}
        self.assertEqual(machine.run(approved, from_="IsApproved", until="Decide").output, approved)
        wrong = machine.run(approved, from_="IsApproved", until="Decide", expect={"output": 1})
        self.assertEqual(len(wrong.problems), 1)

    def test_what_is_wrong_with_a_test_is_raised(self):
        with self.assertRaisesRegex(PasosError, "No mock answers the invocation 1"):
            Machine(APPROVAL).run({"request": "r"})
        with self.assertRaisesRegex(PasosError, "nowhere"):
            Machine(os.path.join(ROOT, "examples", "nowhere.asl.json")).run()
        self.assertEqual(by_index({0: returns(1)}, default=never()), {"byIndex": {"0": {"result": 1}, "default": {"never": True}}})


if __name__ == "__main__":
    unittest.main()
