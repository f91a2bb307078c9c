-- Frames whose row has the task that they wait for: a start hands those out again, and reads no others for it. A frame is here or in `frames`.
-- `sum` is of the body, `seal` of the rest.
CREATE TABLE task_frames (
  place INTEGER PRIMARY KEY,
  sum INTEGER NOT NULL,
  body TEXT NOT NULL,
  task INTEGER NOT NULL,
  command TEXT NOT NULL,
  submitted TEXT,
  seal INTEGER NOT NULL
) STRICT;
-- Tasks had rows of their own. Whoever opens the journal moves them to the frames that wait for them, which it alone can read when they are
-- encrypted; the table is empty from then on.
DROP INDEX tasks_to_resume;
