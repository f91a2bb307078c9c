-- A node that is about to go takes no lanes any more: the others reckon their shares without it, from before it has gone.
ALTER TABLE nodes ADD COLUMN leaving boolean NOT NULL DEFAULT false;
