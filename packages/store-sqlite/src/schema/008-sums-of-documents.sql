-- A changed document is found, not served: `documentSum` in the program says of what the checksum is.
ALTER TABLE documents ADD COLUMN sum INTEGER;
UPDATE documents SET sum = crc32(kind || char(10) || key || char(10) || body);
