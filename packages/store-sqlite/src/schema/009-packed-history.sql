-- Histories of executions that have ended, each compressed as a whole: a sixth to a sixteenth of their size. A redriven execution has the
-- part from before packed and goes on in `history`. Place: `execution << 27 | first event`. `journal/packed-history.ts` says what is in a
-- pack; `sum` is that of its last row of `history`, so that the chain of checksums goes on.
CREATE TABLE packed_history (
  place INTEGER PRIMARY KEY,
  last_id INTEGER NOT NULL,
  next_frame INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  pack_sum INTEGER NOT NULL,
  pack BLOB NOT NULL
) STRICT;
