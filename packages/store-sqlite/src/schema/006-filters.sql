-- An index for every filter of a list, so that a page costs what it shows. Few executions are redriven, so theirs are small.
CREATE INDEX executions_by_version_status ON executions (version, status, number) WHERE version IS NOT NULL;
CREATE INDEX executions_by_alias_status ON executions (alias, status, number) WHERE alias IS NOT NULL;
CREATE INDEX executions_redriven ON executions (machine, number) WHERE redrive_count > 0;
CREATE INDEX executions_redriven_by_version ON executions (version, number) WHERE redrive_count > 0 AND version IS NOT NULL;
CREATE INDEX executions_redriven_by_alias ON executions (alias, number) WHERE redrive_count > 0 AND alias IS NOT NULL;
