-- ARNs come in no order: kept up with every start, their index wrote a page of its own for each, once there was a past. Now the newest
-- executions are found through memory, and the index takes them in by the ten thousand, sorted. `arns-upto` in the settings is the
-- highest execution that is surely in it.
CREATE TABLE arns (arn_sum INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (arn_sum, number)) STRICT, WITHOUT ROWID;
INSERT INTO arns SELECT arn_sum, number FROM executions ORDER BY arn_sum, number;
INSERT INTO settings SELECT 'arns-upto', max(number) FROM executions HAVING max(number) IS NOT NULL;
DROP INDEX executions_by_arn;
