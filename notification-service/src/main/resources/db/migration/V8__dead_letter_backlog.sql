-- Rejected records of a poll that had many of them, until they are dead letters. In one row, because a row of dead_letter for each
-- keeps all users of their partition waiting.
create table dead_letter_backlog (
  id          bigint         generated always as identity primary key,
  records     integer        not null,
  -- As DeadLetterBacklog writes them; at most 1 MB, or one record.
  content     bytea          not null,
  received_at timestamptz(6) not null,
  -- client.id of the member that received them.
  consumer    text           not null
);
