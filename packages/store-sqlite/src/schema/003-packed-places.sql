-- Frames and tasks under one number, `execution << 27 | frame` (or task): 2^27 of them in one execution, 2^36 executions. As the key of
-- a WITHOUT ROWID table, a pair was compared with whole neighbours, whatever their size: a frame of 200 KB (the items of a Map, the input
-- of another execution) was read for every frame written beside it. Frame 0 holds the next frame's id when a turn changed it without
-- writing history.
CREATE TABLE placed_frames (place INTEGER PRIMARY KEY, sum INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
INSERT INTO placed_frames SELECT execution << 27 | max(frame, 0), sum, body FROM frames ORDER BY execution, frame;
DROP TABLE frames;
ALTER TABLE placed_frames RENAME TO frames;

CREATE TABLE placed_tasks (place INTEGER PRIMARY KEY, resume INTEGER NOT NULL, body TEXT NOT NULL, submitted TEXT) STRICT;
INSERT INTO placed_tasks SELECT execution << 27 | task, resume, body, submitted FROM tasks ORDER BY execution, task;
DROP TABLE tasks;
ALTER TABLE placed_tasks RENAME TO tasks;
CREATE INDEX tasks_to_resume ON tasks (resume) WHERE resume = 1;
