-- A Map Run: what it was asked to do, written once, and its state, which says what its children's rows do not. `asked` is what the parent
-- wants of it and `outcome` what the parent has still to learn: each is written in one transaction with the turn that it belongs to.
CREATE TABLE map_runs (
  number INTEGER PRIMARY KEY,
  arn_sum INTEGER NOT NULL,
  arn TEXT NOT NULL,
  parent INTEGER NOT NULL,
  child INTEGER NOT NULL,
  phase TEXT NOT NULL,
  asked TEXT,
  outcome TEXT,
  spec_sum INTEGER NOT NULL,
  state_sum INTEGER NOT NULL,
  state TEXT NOT NULL,
  spec TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX map_runs_by_parent ON map_runs (parent, child);
CREATE INDEX map_runs_by_arn ON map_runs (arn_sum);
CREATE INDEX map_runs_open ON map_runs (number) WHERE phase <> 'ended' OR asked IS NOT NULL OR outcome IS NOT NULL;

-- Items that came with a state's input, some hundred a row.
CREATE TABLE map_items (id INTEGER PRIMARY KEY, map_run INTEGER NOT NULL, first INTEGER NOT NULL, sum INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX map_items_by_run ON map_items (map_run, first);

-- A child is an execution with a place in its Map Run: no item ever has two.
ALTER TABLE executions ADD COLUMN map_run INTEGER;
ALTER TABLE executions ADD COLUMN map_index INTEGER;
ALTER TABLE executions ADD COLUMN item_count INTEGER;
ALTER TABLE executions ADD COLUMN scope INTEGER;
CREATE UNIQUE INDEX executions_by_map_run ON executions (map_run, map_index) WHERE map_run IS NOT NULL;
CREATE INDEX executions_by_map_status ON executions (map_run, status, map_index) WHERE map_run IS NOT NULL;
-- Children are listed by their Map Run alone; so they cost two of these four indexes each.
DROP INDEX executions_by_machine;
DROP INDEX executions_by_status;
CREATE INDEX executions_by_machine ON executions (machine, number) WHERE map_run IS NULL;
CREATE INDEX executions_by_status ON executions (status, machine, number) WHERE map_run IS NULL;

-- Children of distributed Maps were frames of their parents. Their tasks had one row for all executions, so they are begun again.
DELETE FROM tasks WHERE place < 0;
DELETE FROM timers WHERE timer LIKE '-%';
INSERT INTO settings SELECT 'children-in-frames', 'yes' WHERE EXISTS (SELECT 1 FROM frames);
