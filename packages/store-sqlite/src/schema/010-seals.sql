-- A seal is a checksum of what no other checksum of the row is of; `sealedRows` in the program says of which columns. Histories from before
-- have none: to give them some would write all of them again.
ALTER TABLE data ADD COLUMN seal INTEGER;
UPDATE data SET seal = row_sum(space, key, value);
ALTER TABLE tasks ADD COLUMN seal INTEGER;
UPDATE tasks SET seal = row_sum(place >> 27, place & 134217727, resume, body, submitted);
ALTER TABLE timers ADD COLUMN seal INTEGER;
UPDATE timers SET seal = row_sum(execution, timer, at);
ALTER TABLE settings ADD COLUMN seal INTEGER;
UPDATE settings SET seal = row_sum(name, value);
ALTER TABLE deaths ADD COLUMN seal INTEGER;
UPDATE deaths SET seal = row_sum(execution, event, count);
ALTER TABLE map_runs ADD COLUMN seal INTEGER;
UPDATE map_runs SET seal = row_sum(number, arn_sum, arn, parent, child, phase, asked, outcome);
ALTER TABLE map_items ADD COLUMN seal INTEGER;
UPDATE map_items SET seal = row_sum(map_run, first, sum);
ALTER TABLE history ADD COLUMN seal INTEGER;
ALTER TABLE packed_history ADD COLUMN seal INTEGER;
