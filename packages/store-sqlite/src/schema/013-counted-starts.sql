-- The writer counts the executions that a batch starts, and adds them to the totals at once. What changes or goes is counted as before.
DROP TRIGGER totals_of_started;
