-- What is durable beside executions and configuration: messages, items, events. A table with row numbers and an index of keys, not one by
-- key: values may be large, and neighbours of a key must not be read to compare it.
CREATE TABLE data (id INTEGER PRIMARY KEY, space TEXT NOT NULL, key TEXT NOT NULL, value ANY NOT NULL) STRICT;
CREATE UNIQUE INDEX data_by_key ON data (space, key);
-- What was kept as configuration before, for want of a better place.
INSERT INTO data (space, key, value) SELECT 'sts.session', key, body FROM documents WHERE kind = 'temporaryCredential';
INSERT INTO data (space, key, value) SELECT 'lambda.async-invocation', key, body FROM documents WHERE kind = 'asyncInvocation';
DELETE FROM documents WHERE kind IN ('temporaryCredential', 'asyncInvocation');
