-- History in the order of writing: the rows of one batch lie on the same pages, whatever executions they belong to. Kept by execution,
-- every turn would touch a page of its own, and a commit would write three times as much.
CREATE TABLE appended_history (
  sequence INTEGER PRIMARY KEY,
  execution INTEGER NOT NULL,
  first_id INTEGER NOT NULL,
  last_id INTEGER NOT NULL,
  next_frame INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  events TEXT NOT NULL
) STRICT;
INSERT INTO appended_history (execution, first_id, last_id, next_frame, sum, events)
  SELECT execution, first_id, last_id, next_frame, sum, events FROM history ORDER BY execution, first_id;
DROP TABLE history;
ALTER TABLE appended_history RENAME TO history;
CREATE UNIQUE INDEX history_by_execution ON history (execution, first_id);

-- ARNs are found by a checksum: an index of numbers is a tenth of one of texts, so it stays in memory with a million executions.
CREATE TABLE executions_by_sum (
  number INTEGER PRIMARY KEY,
  arn_sum INTEGER NOT NULL,
  arn TEXT NOT NULL,
  machine TEXT NOT NULL,
  status TEXT NOT NULL,
  version TEXT,
  alias TEXT,
  definition TEXT NOT NULL,
  role TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  start_date INTEGER NOT NULL,
  stop_date INTEGER,
  redrive_count INTEGER NOT NULL,
  redrive_date INTEGER,
  parent TEXT,
  trace_header TEXT,
  sum INTEGER NOT NULL,
  error TEXT,
  cause TEXT,
  output TEXT,
  input TEXT NOT NULL
) STRICT;
INSERT INTO executions_by_sum
  SELECT number, crc32(arn), arn, machine, status, version, alias, definition, role, name, type, start_date, stop_date, redrive_count,
    redrive_date, parent, trace_header, sum, error, cause, output, input FROM executions ORDER BY number;
DROP TABLE executions;
ALTER TABLE executions_by_sum RENAME TO executions;
CREATE INDEX executions_by_arn ON executions (arn_sum);
CREATE INDEX executions_by_machine ON executions (machine, number);
CREATE INDEX executions_by_status ON executions (status, machine, number);
CREATE INDEX executions_by_version ON executions (version, number) WHERE version IS NOT NULL;
CREATE INDEX executions_by_alias ON executions (alias, number) WHERE alias IS NOT NULL;
