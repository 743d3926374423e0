-- That a key makes one payment, and a user's list, depend on indexes of text. In the database's default collation the order in
-- them is the C library's (or ICU's): an update of the server's image or machine may change it under the data, and a key that
-- is there is not found any more: two payments. Collation "C" is the order of the bytes, for ever; nobody asks for users or
-- keys in an order of words.
--
-- The tables are not rewritten, these indexes are: payments wait meanwhile, or are refused with 503. Whoever has the table for
-- longer than this makes the start fail instead of having all others wait behind it; the version that runs goes on.
set local lock_timeout = '5s';
alter table payment
  alter column caller          type text collate "C",
  alter column idempotency_key type text collate "C",
  alter column user_id         type text collate "C";
alter table relay_progress alter column slot type text collate "C";
