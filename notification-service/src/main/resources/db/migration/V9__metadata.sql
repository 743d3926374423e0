-- What the client added to its payment: a JSON object of strings, null when there is none. Entries that the version before
-- received have none, whatever their events had.
--
-- No row is rewritten. Whoever has the table for longer than this makes the start fail instead of having all others wait
-- behind it; the version that runs goes on.
set local lock_timeout = '5s';
alter table notification add column metadata jsonb;
