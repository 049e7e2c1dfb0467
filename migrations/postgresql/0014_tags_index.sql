-- radar: outside a transaction
-- Tasks without tags, most of them, are left out.

DROP INDEX CONCURRENTLY IF EXISTS tasks_tags;
CREATE INDEX CONCURRENTLY tasks_tags ON tasks USING gin (tags) WHERE cardinality(tags) > 0;
