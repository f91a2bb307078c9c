-- The names of a thousand executions as one text: a part of a name is looked for in a million of them by reading some forty megabytes,
-- forty bytes each, and no start writes an index of its own. `journal/names/name-block.ts` says what is in a block. Blocks of executions
-- from before are made after the folder is opened, one after the other; the setting `names-upto` says up to where.
CREATE TABLE names (block INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;

-- How many executions of a machine have each status, children of Map Runs left out: counted while they come and go, as counting a million
-- takes most of a second.
CREATE TABLE totals (machine TEXT NOT NULL, status TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (machine, status)) STRICT, WITHOUT ROWID;
INSERT INTO totals SELECT machine, status, count(*) FROM executions WHERE map_run IS NULL GROUP BY status, machine;
CREATE TRIGGER totals_of_started AFTER INSERT ON executions WHEN NEW.map_run IS NULL BEGIN
  INSERT INTO totals (machine, status, count) VALUES (NEW.machine, NEW.status, 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER totals_of_changed AFTER UPDATE OF status ON executions WHEN NEW.map_run IS NULL AND NEW.status <> OLD.status BEGIN
  UPDATE totals SET count = count - 1 WHERE machine = OLD.machine AND status = OLD.status;
  INSERT INTO totals (machine, status, count) VALUES (NEW.machine, NEW.status, 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER totals_of_deleted AFTER DELETE ON executions WHEN OLD.map_run IS NULL BEGIN
  UPDATE totals SET count = count - 1 WHERE machine = OLD.machine AND status = OLD.status;
END;
