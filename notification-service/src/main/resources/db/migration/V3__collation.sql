-- A feed is found by user_id in an index. In the database's default collation the order in that index is the C library's
-- (or ICU's): an update of the server's image or machine may change it under the data, and entries are not found any more.
-- Collation "C" is the order of the bytes, for ever; nobody asks for users in an order of words.
--
-- The table is not rewritten, the index is: nobody reads or writes meanwhile. Whoever has the table for longer than this makes
-- the start fail instead of having all others wait behind it; the version that runs goes on.
set local lock_timeout = '5s';
alter table notification alter column user_id type text collate "C";
