-- Rows of one execution hang on its number, which grows with every start: newest first is a walk backwards over a key.
CREATE TABLE executions (
  number INTEGER PRIMARY KEY,
  arn TEXT NOT NULL UNIQUE,
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
CREATE INDEX executions_by_machine ON executions (machine, number);
CREATE INDEX executions_by_status ON executions (status, machine, number);
CREATE INDEX executions_by_version ON executions (version, number) WHERE version IS NOT NULL;
CREATE INDEX executions_by_alias ON executions (alias, number) WHERE alias IS NOT NULL;

-- Frame -1 holds the next frame's id when a turn changed it without writing history.
CREATE TABLE frames (
  execution INTEGER NOT NULL,
  frame INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (execution, frame)
) STRICT, WITHOUT ROWID;

-- One row per turn: a JSON array of its events. `sum` goes on from the former row's, so a lost or changed row is found.
CREATE TABLE history (
  execution INTEGER NOT NULL,
  first_id INTEGER NOT NULL,
  last_id INTEGER NOT NULL,
  next_frame INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  events TEXT NOT NULL,
  PRIMARY KEY (execution, first_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE timers (
  execution INTEGER NOT NULL,
  timer TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (execution, timer)
) STRICT, WITHOUT ROWID;
CREATE INDEX timers_by_time ON timers (at);

-- Tasks under way. `resume` = 0: someone outside holds the token, nothing is to be done at start-up.
CREATE TABLE tasks (
  execution INTEGER NOT NULL,
  task INTEGER NOT NULL,
  resume INTEGER NOT NULL,
  body TEXT NOT NULL,
  submitted TEXT,
  PRIMARY KEY (execution, task)
) STRICT, WITHOUT ROWID;
CREATE INDEX tasks_to_resume ON tasks (execution, task) WHERE resume = 1;

CREATE TABLE definitions (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE documents (kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID;
-- How often the process died while it worked on an event of an execution.
CREATE TABLE deaths (execution INTEGER NOT NULL, event INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (execution, event)) STRICT, WITHOUT ROWID;
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
