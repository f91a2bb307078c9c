-- Up to which schema a node's program knows the database: what an older one beside it could not read is not written until it has gone.
ALTER TABLE nodes ADD COLUMN schema int NOT NULL DEFAULT 4;

-- Histories of executions that have ended, each compressed as a whole, by the day of that end, so that what is old goes with whole tables. A
-- redriven execution has the part from before here and goes on in `history`. `sum` is that of the last row in the pack, so that the chain of
-- checksums goes on.
CREATE TABLE packed_history (
  execution bigint NOT NULL,
  first_id int NOT NULL,
  last_id int NOT NULL,
  next_frame int NOT NULL,
  sum int NOT NULL,
  stopped bigint NOT NULL,
  pack_sum int NOT NULL,
  pack bytea NOT NULL,
  PRIMARY KEY (execution, first_id, stopped)
) PARTITION BY RANGE (stopped);
-- It is compressed already.
ALTER TABLE packed_history ALTER COLUMN pack SET STORAGE EXTERNAL;

-- Makes the table of a day, counted from 1970. Attached rather than made as a part, which would wait for whoever reads.
CREATE FUNCTION keep_packed_day_v1(p_day bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  part text := 'packed_history_' || to_char(date '1970-01-01' + p_day::int, 'YYYYMMDD');
BEGIN
  IF to_regclass(part) IS NOT NULL THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(7778);
  IF to_regclass(part) IS NOT NULL THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE %I (LIKE packed_history INCLUDING ALL)', part);
  EXECUTE format('ALTER TABLE packed_history ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', part, p_day * 86400000, (p_day + 1) * 86400000);
END $$;

-- Puts packs in the place of the rows that they are made of, which never change. An execution that was deleted meanwhile, or was packed by
-- the lane's owner before, has none of them any more.
CREATE FUNCTION pack_history_v1(
  p_lane int, p_upto bigint, p_execution bigint[], p_first int[], p_last int[], p_next int[], p_sum int[], p_rows int[], p_stopped bigint[],
  p_pack_sum int[], p_pack bytea[]
) RETURNS int LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  gone int;
  packed int := 0;
BEGIN
  PERFORM keep_packed_day_v1(day) FROM (SELECT DISTINCT stopped / 86400000 AS day FROM unnest(p_stopped) u(stopped)) days;
  FOR i IN 1 .. cardinality(p_execution) LOOP
    DELETE FROM history WHERE execution = p_execution[i] AND first_id >= p_first[i] AND first_id <= p_last[i];
    GET DIAGNOSTICS gone = ROW_COUNT;
    CONTINUE WHEN gone = 0;
    IF gone <> p_rows[i] THEN
      RAISE EXCEPTION 'execution % has % rows where % were packed', p_execution[i], gone, p_rows[i];
    END IF;
    INSERT INTO packed_history VALUES (p_execution[i], p_first[i], p_last[i], p_next[i], p_sum[i], p_stopped[i], p_pack_sum[i], p_pack[i]);
    packed := packed + 1;
  END LOOP;
  INSERT INTO settings VALUES ('packed:' || p_lane, p_upto::text)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE settings.value::bigint < excluded.value::bigint;
  RETURN packed;
END $$;

-- Drops the days that are over before a time, and with them the packs of executions that are deleted. Days go whole: what was redriven since
-- goes to the day of its new end, or to today's while it runs, and a day with others that are still to be deleted waits.
-- Nobody waits for it: where somebody reads for long, such as a backup, it is tried again later.
CREATE FUNCTION drop_packed_days_v1(p_before bigint, p_now bigint) RETURNS int
  LANGUAGE plpgsql SET enable_seqscan = off SET lock_timeout = '200ms' AS $$
DECLARE
  part text;
  waits boolean;
  dropped int := 0;
BEGIN
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'packed_history'::regclass
      AND (to_date(right(c.relname, 8), 'YYYYMMDD') - date '1970-01-01' + 1) * 86400000::bigint <= p_before ORDER BY 1
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I p JOIN ends n ON n.number = p.execution WHERE n.stop_date < $1)', part) INTO waits USING p_before;
    CONTINUE WHEN waits;
    BEGIN
      EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', part);
      EXECUTE format($move$
        SELECT count(keep_packed_day_v1(day)) FROM (SELECT DISTINCT coalesce(n.stop_date, $1) / 86400000 AS day
          FROM %I p JOIN executions e ON e.number = p.execution LEFT JOIN ends n ON n.number = p.execution) d $move$, part) USING p_now;
      EXECUTE format($move$
        INSERT INTO packed_history
          SELECT p.execution, p.first_id, p.last_id, p.next_frame, p.sum, coalesce(n.stop_date, $1), p.pack_sum, p.pack
          FROM %I p JOIN executions e ON e.number = p.execution LEFT JOIN ends n ON n.number = p.execution $move$, part) USING p_now;
      EXECUTE format('DROP TABLE %I', part);
      dropped := dropped + 1;
    EXCEPTION WHEN lock_not_available THEN
      RETURN dropped;
    END;
  END LOOP;
  RETURN dropped;
END $$;
