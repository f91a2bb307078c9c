-- Nodes are processes with a lease, by the server's clock. A lane is an ordered stream of batches with one owner: `epoch` grows with every
-- owner, so that a former one is refused; `seq` is its last batch, so that one sent again after a lost connection is not written twice;
-- `feed` counts the rows of history, so that the feed has places without gaps in the order of commits.
CREATE TABLE nodes (node bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, until timestamptz NOT NULL);
CREATE TABLE lanes (lane int PRIMARY KEY, epoch bigint NOT NULL, seq bigint NOT NULL, feed bigint NOT NULL, node bigint) WITH (fillfactor = 10);
INSERT INTO lanes VALUES (0, 0, 0, 0, NULL);
-- Numbers of executions and Map Runs come in blocks, so that giving one asks nobody.
CREATE SEQUENCE numbers INCREMENT 65536 MINVALUE 1 START 1;
CREATE TABLE settings (name text COLLATE "C" PRIMARY KEY, value text NOT NULL);

-- Written once and never changed: a start touches few indexes, and an end none of these.
CREATE TABLE executions (
  number bigint PRIMARY KEY,
  arn_hash uuid NOT NULL,
  start_date bigint NOT NULL,
  machine text COLLATE "C" NOT NULL,
  version text COLLATE "C",
  alias text COLLATE "C",
  definition text COLLATE "C" NOT NULL,
  is_express boolean NOT NULL,
  map_run bigint,
  map_index bigint,
  item_count bigint,
  scope int,
  sum int NOT NULL,
  facts text NOT NULL,
  input text NOT NULL
);
CREATE UNIQUE INDEX executions_by_arn ON executions (arn_hash);
CREATE INDEX executions_by_machine ON executions (machine, number) WHERE map_run IS NULL;
CREATE INDEX executions_by_version ON executions (version, number) WHERE version IS NOT NULL AND map_run IS NULL;
CREATE INDEX executions_by_alias ON executions (alias, number) WHERE alias IS NOT NULL AND map_run IS NULL;
CREATE UNIQUE INDEX executions_by_map_run ON executions (map_run, map_index) WHERE map_run IS NOT NULL;

-- Those that run: small, and small again.
CREATE TABLE live (
  number bigint PRIMARY KEY,
  machine text COLLATE "C" NOT NULL,
  version text COLLATE "C",
  alias text COLLATE "C",
  is_express boolean NOT NULL,
  map_run bigint,
  map_index bigint,
  redrive_count int NOT NULL,
  redrive_date bigint
);
CREATE INDEX live_by_machine ON live (machine, number) WHERE map_run IS NULL;
CREATE INDEX live_by_version ON live (version, number) WHERE version IS NOT NULL AND map_run IS NULL;
CREATE INDEX live_by_alias ON live (alias, number) WHERE alias IS NOT NULL AND map_run IS NULL;
CREATE INDEX live_by_map_run ON live (map_run, map_index) WHERE map_run IS NOT NULL;

-- Those that have ended; a redrive takes the row away again. `outcome`: JSON of what may hold any character, such as a cause.
CREATE TABLE ends (
  number bigint PRIMARY KEY,
  machine text COLLATE "C" NOT NULL,
  version text COLLATE "C",
  alias text COLLATE "C",
  map_run bigint,
  map_index bigint,
  status text COLLATE "C" NOT NULL,
  stop_date bigint,
  redrive_count int NOT NULL,
  redrive_date bigint,
  sum int NOT NULL,
  outcome text NOT NULL
);
CREATE INDEX ends_by_machine ON ends (machine, status, number) WHERE map_run IS NULL;
CREATE INDEX ends_by_version ON ends (version, status, number) WHERE version IS NOT NULL AND map_run IS NULL;
CREATE INDEX ends_by_alias ON ends (alias, status, number) WHERE alias IS NOT NULL AND map_run IS NULL;
CREATE INDEX ends_by_map_run ON ends (map_run, status, map_index) WHERE map_run IS NOT NULL;

-- The few that were ever redriven, for lists of them.
CREATE TABLE redriven (number bigint PRIMARY KEY, machine text COLLATE "C" NOT NULL, version text COLLATE "C", alias text COLLATE "C");
CREATE INDEX redriven_by_machine ON redriven (machine, number);
CREATE INDEX redriven_by_version ON redriven (version, number) WHERE version IS NOT NULL;
CREATE INDEX redriven_by_alias ON redriven (alias, number) WHERE alias IS NOT NULL;

-- One row per turn: a JSON array of its events. `sum` goes on from the former row's. (lane, place) is the feed.
CREATE TABLE history (
  execution bigint NOT NULL,
  first_id int NOT NULL,
  last_id int NOT NULL,
  next_frame int NOT NULL,
  sum int NOT NULL,
  lane int NOT NULL,
  place bigint NOT NULL,
  events text NOT NULL,
  PRIMARY KEY (execution, first_id)
);
CREATE INDEX history_by_place ON history (lane, place);

-- Room on each page lets a changed row stay there (a HOT update), so that no index is touched. Frame 0 holds the next frame's id when a turn
-- changed it without writing history.
CREATE TABLE frames (
  execution bigint NOT NULL,
  frame int NOT NULL,
  sum int NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (execution, frame)
) WITH (fillfactor = 60);

-- By slot, not by task: the next task of a chain takes the row of the former one. Inserted and deleted per turn, this table grew to gigabytes
-- of dead rows in a minute. `resume` false: someone outside holds the token, nothing is to be done at start-up.
CREATE TABLE tasks (
  execution bigint NOT NULL,
  slot bigint NOT NULL,
  task int NOT NULL,
  resume boolean NOT NULL,
  body text NOT NULL,
  submitted text,
  PRIMARY KEY (execution, slot)
) WITH (fillfactor = 50);

CREATE TABLE timers (execution bigint NOT NULL, timer text COLLATE "C" NOT NULL, at bigint NOT NULL, PRIMARY KEY (execution, timer));
CREATE INDEX timers_by_time ON timers (at);

CREATE TABLE definitions (id text COLLATE "C" PRIMARY KEY, body text NOT NULL);
CREATE TABLE documents (kind text COLLATE "C", key text COLLATE "C", body text NOT NULL, sum int NOT NULL, PRIMARY KEY (kind, key));
CREATE TABLE deaths (execution bigint, event int, count int NOT NULL, PRIMARY KEY (execution, event));

-- Keys are bytes: any text, in the order of its UTF-8.
CREATE TABLE data (
  space text COLLATE "C" NOT NULL,
  key bytea NOT NULL,
  is_text boolean NOT NULL,
  value bytea NOT NULL,
  PRIMARY KEY (space, key)
);

CREATE TABLE map_runs (
  number bigint PRIMARY KEY,
  arn_hash uuid NOT NULL,
  arn text NOT NULL,
  parent bigint NOT NULL,
  child int NOT NULL,
  phase text NOT NULL,
  asked text,
  outcome text,
  spec_sum int NOT NULL,
  state_sum int NOT NULL,
  state text NOT NULL,
  spec text NOT NULL
);
CREATE UNIQUE INDEX map_runs_by_parent ON map_runs (parent, child);
CREATE INDEX map_runs_by_arn ON map_runs (arn_hash);
CREATE INDEX map_runs_open ON map_runs (number) WHERE phase <> 'ended' OR asked IS NOT NULL OR outcome IS NOT NULL;
CREATE TABLE map_items (map_run bigint, first bigint, sum int NOT NULL, body text NOT NULL, PRIMARY KEY (map_run, first));

-- Contents of objects, in parts. `epoch`: of the owner that wrote it; what an earlier one wrote and never named is removed at an opening.
CREATE TABLE contents (id uuid PRIMARY KEY, epoch bigint NOT NULL, bytes bigint NOT NULL);
CREATE TABLE content_parts (id uuid, part int, bytes bytea NOT NULL, PRIMARY KEY (id, part));
ALTER TABLE content_parts ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE log_streams (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  log_group text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  creation_time bigint NOT NULL,
  first_timestamp bigint,
  last_timestamp bigint,
  last_ingestion bigint,
  bytes bigint NOT NULL DEFAULT 0,
  UNIQUE (log_group, name)
);
CREATE TABLE log_events (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  log_group text COLLATE "C" NOT NULL,
  stream bigint NOT NULL,
  timestamp bigint NOT NULL,
  ingestion bigint NOT NULL,
  request_id text,
  message bytea NOT NULL
);
CREATE INDEX log_events_by_stream ON log_events (stream, timestamp, sequence);
CREATE INDEX log_events_by_group ON log_events (log_group, timestamp, sequence);
