-- What a client added to its payment: a JSON object of strings, null when there is none. As text and not as jsonb, for the
-- answer to a repeated request is the same to the byte: the keys are sorted, and nothing here may sort them otherwise.
--
-- No row is rewritten. Whoever has the table for longer than this makes the start fail instead of having all others wait
-- behind it; the version that runs goes on. Its writer waits 300 ms for a lock, so no payment is refused.
set local lock_timeout = '200ms';
alter table payment add column metadata text;
