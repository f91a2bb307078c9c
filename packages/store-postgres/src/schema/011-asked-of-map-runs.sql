-- What a parent has asked of a Map Run last is told apart from what it asked before, by how many redrives there were: taking the one in leaves the
-- other where it is, and whoever finds only the last knows what came before. Nodes of the version before ask without a number, and take in what
-- there is (`hasTaken`).
ALTER TABLE map_runs ADD COLUMN asked_redrives int;
CREATE OR REPLACE FUNCTION write_rare_v1(operations jsonb) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  o jsonb;
BEGIN
  FOR o IN SELECT value FROM jsonb_array_elements(operations) LOOP
    CASE o ->> 'op'
    WHEN 'putDefinition' THEN
      LOOP
        INSERT INTO definitions VALUES (o ->> 'id', o ->> 'body') ON CONFLICT DO NOTHING;
        EXIT WHEN FOUND;
        PERFORM 1 FROM definitions WHERE id = o ->> 'id' FOR KEY SHARE;
        EXIT WHEN FOUND;
      END LOOP;
    WHEN 'dropDefinition' THEN
      PERFORM 1 FROM definitions WHERE id = o ->> 'id' FOR UPDATE SKIP LOCKED;
      -- Newer executions are few, so they are looked at here; those up to `after` have been.
      IF FOUND THEN
        DELETE FROM definitions WHERE id = o ->> 'id'
          AND NOT EXISTS (SELECT 1 FROM executions WHERE number > (o ->> 'after')::bigint AND definition = o ->> 'id');
      END IF;
    WHEN 'putDocument' THEN
      INSERT INTO documents VALUES (o ->> 'kind', o ->> 'key', o ->> 'body', (o ->> 'sum')::int)
        ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body, sum = excluded.sum;
    WHEN 'dropDocument' THEN
      DELETE FROM documents WHERE kind = o ->> 'kind' AND key = o ->> 'key';
    WHEN 'putSetting' THEN
      INSERT INTO settings VALUES (o ->> 'name', o ->> 'value') ON CONFLICT (name) DO UPDATE SET value = excluded.value;
    WHEN 'countDeath' THEN
      INSERT INTO deaths VALUES ((o ->> 'execution')::bigint, (o ->> 'event')::int, 1)
        ON CONFLICT (execution, event) DO UPDATE SET count = deaths.count + 1;
    WHEN 'startMapRun' THEN
      INSERT INTO map_runs (number, arn_hash, arn, parent, child, phase, spec_sum, state_sum, state, spec)
        VALUES ((o ->> 'number')::bigint, (o ->> 'hash')::uuid, o ->> 'arn', (o ->> 'parent')::bigint, (o ->> 'child')::int, o ->> 'phase',
          (o ->> 'specSum')::int, (o ->> 'stateSum')::int, o ->> 'state', o ->> 'spec');
    WHEN 'putMapItems' THEN
      INSERT INTO map_items VALUES ((o ->> 'number')::bigint, (o ->> 'first')::bigint, (o ->> 'sum')::int, o ->> 'body');
    WHEN 'askMapRun' THEN
      UPDATE map_runs SET asked = o ->> 'asked', asked_redrives = (o ->> 'redriveCount')::int
        WHERE parent = (o ->> 'parent')::bigint AND child = (o ->> 'child')::int;
    WHEN 'changeMapRun' THEN
      UPDATE map_runs SET phase = o ->> 'phase', state_sum = (o ->> 'stateSum')::int, state = o ->> 'state', outcome = o ->> 'outcome',
        asked = CASE
          WHEN (o ->> 'hasTaken')::boolean
            OR (asked = o -> 'taken' ->> 'what' AND asked_redrives IS NOT DISTINCT FROM (o -> 'taken' ->> 'redriveCount')::int) THEN NULL
          ELSE asked
        END
        WHERE number = (o ->> 'number')::bigint;
    WHEN 'takeOutcome' THEN
      UPDATE map_runs SET outcome = NULL WHERE parent = (o ->> 'parent')::bigint AND child = (o ->> 'child')::int;
    END CASE;
  END LOOP;
END $$;
