-- In which form a node writes rows and calls others: nodes of different forms do not work beside each other. 1: of before it was noted.
ALTER TABLE nodes ADD COLUMN protocol int NOT NULL DEFAULT 1;
