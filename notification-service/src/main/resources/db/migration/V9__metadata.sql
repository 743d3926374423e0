-- What the client added to its payment: a JSON object of strings, null when there is none. Entries that the version before
-- received have none, whatever their events had.
--
-- No row is rewritten. Whoever has the table for longer than this makes the start fail instead of having all others wait
-- behind it; the version that runs goes on. Its consumers wait 300 ms for a lock.
set local lock_timeout = '200ms';
alter table notification add column metadata jsonb;
