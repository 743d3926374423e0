-- Who gets what: an endpoint is a target of deliveries, for all users. Its number is short, for it is in every delivery.
create table webhook_endpoint (
  id                    uuid             primary key default uuidv7(),
  -- Numbers below 100 are for channels that have one target, such as e-mail.
  number                integer          not null unique generated always as identity (start with 100),
  -- Client that made it; no other client sees it.
  owner                 text collate "C" not null,
  url                   text             not null,
  description           text,
  -- Only payments that these clients posted; null for all.
  callers               text[] collate "C",
  enabled               boolean          not null default true,
  -- Why it was disabled by itself; null if it is enabled or a client disabled it.
  disabled_reason       text,
  -- As SigningSecrets writes them: encrypted where a key is configured.
  secret                bytea            not null,
  previous_secret       bytea,
  previous_secret_until timestamptz(3),
  created_at            timestamptz(3)   not null default now(),
  -- Begin of a time without one success; null after a success.
  failing_since         timestamptz(3),
  -- The latest changes of its state, for its client: [{"at", "what"}].
  log                   jsonb            not null default '[]',
  -- Its lanes and deliveries are deleted in small batches before it is.
  deleted_at            timestamptz(3)
);
create index webhook_endpoint_of_owner on webhook_endpoint (owner, id);

-- One target and one user: what is delivered in order. The consumer counts, the workers set when the lane is due.
create table lane (
  target        integer          not null,
  user_id       text collate "C" not null,
  last_sequence bigint           not null,
  -- Feed entry of the delivery with that sequence.
  last_id       uuid             not null,
  -- When a worker may take it: the next attempt, or the end of the lease of the worker that has it. Null if nothing waits.
  due_at        timestamptz(3),
  -- Of the worker that has it until due_at; null once the worker has released it. A worker that was frozen longer than its
  -- lease finds another one here.
  lease         uuid,
  primary key (target, user_id)
) with (fillfactor = 80);
-- The only way to claim: by target, so that a million lanes of one that is down are not in the way of another.
create index lane_due on lane (target, due_at) where due_at is not null;

create table delivery (
  id          uuid             primary key default uuidv7(),
  target      integer          not null,
  user_id     text collate "C" not null,
  sequence    bigint           not null,
  payment_id  uuid             not null,
  previous_id uuid,
  -- 0 waiting, 1 delivered, 2 dead: no further attempt is made.
  state       smallint         not null default 0,
  -- Since it was last queued, by the consumer or by a request to send it again.
  tries       integer          not null default 0,
  -- The latest ones: [{"at", "status", "durationMs", "error"}].
  attempts    jsonb            not null default '[]',
  finished_at timestamptz(3)
);
-- The head of a lane, and no number twice among those that wait.
create unique index delivery_waiting on delivery (target, user_id, sequence) where state = 0;
-- For lists of a target, and of a user there: newest first, by state. Deliveries of others, or in another state, are not read.
-- A change of the state is never a HOT update, because delivery_waiting has the state in its condition, so the state in these
-- indexes makes no update dearer.
create index delivery_of_target on delivery (target, state, id);
create index delivery_of_lane on delivery (target, user_id, state, id);
