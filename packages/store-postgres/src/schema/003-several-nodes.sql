-- Where the other nodes reach a node.
ALTER TABLE nodes ADD COLUMN url text;
-- Lane 0 is the home: its owner serves what only one may. The others hold executions, and whichever nodes are there share them. The number of an
-- execution says its lane, so there can never be more or fewer.
INSERT INTO lanes SELECT lane, 0, 0, 0, NULL FROM generate_series(1, 7) lane;

-- What of the catalog has changed, in the order of the commits, as the home alone writes it: nodes that keep a copy read what is newer than theirs.
CREATE SEQUENCE document_revisions;
CREATE TABLE document_changes (
  kind text COLLATE "C",
  key text COLLATE "C",
  revision bigint NOT NULL DEFAULT nextval('document_revisions'),
  PRIMARY KEY (kind, key)
);
CREATE INDEX document_changes_by_revision ON document_changes (revision);
CREATE FUNCTION note_document_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed documents := coalesce(new, old);
BEGIN
  INSERT INTO document_changes VALUES (changed.kind, changed.key)
    ON CONFLICT (kind, key) DO UPDATE SET revision = nextval('document_revisions');
  RETURN NULL;
END $$;
CREATE TRIGGER document_noted AFTER INSERT OR UPDATE OR DELETE ON documents FOR EACH ROW EXECUTE FUNCTION note_document_v1();

-- A node of the version before knows one lane, and would take up what is in the others: it must not write any more.
ALTER FUNCTION commit_batch_v1 RENAME TO commit_batch_v2;
