-- The relay reads logical decoding messages only: no table is published.
create publication payment_relay;

-- How far the relay is known to have come, for the day its replication slot is lost.
create table relay_progress (
  slot          text        primary key,
  -- Every committed payment up to this seq is on the topic, and none with a lower one can still commit.
  published_seq bigint      not null,
  -- The slot was lost, or was never there: what lies above published_seq must be published from the table first.
  healing       boolean     not null,
  updated_at    timestamptz not null default now()
);
