-- Inbox and feed in one: that a row is here is what makes a redelivered event do nothing.
create table notification (
  payment_id  uuid           primary key,
  id          uuid           not null default uuidv7(),
  user_id     text           not null,
  title       text           not null,
  message     text           not null,
  amount      bigint         not null,
  currency    text           not null,
  description text,
  occurred_at timestamptz(6) not null,
  received_at timestamptz(6) not null,
  -- Place on the topic: the order of a feed and of its cursors. Ids and clocks of several replicas have no order.
  partition   integer        not null,
  "offset"    bigint         not null,
  -- client.id of the member that received it.
  consumer    text           not null
);

create index notification_feed on notification (user_id, partition, "offset");
-- For the purge, which goes by age. Rows come in about this order, so a block range index is enough.
create index notification_occurred_at on notification using brin (occurred_at);

-- Records of the topic that are not valid events, as they were. Names and values of headers are bytes: a record may
-- hold what no text column takes.
create table dead_letter (
  id            bigint         generated always as identity primary key,
  partition     integer        not null,
  "offset"      bigint         not null,
  record_time   timestamptz(3) not null,
  reason        text           not null,
  detail        text           not null,
  record_key    bytea,
  record_value  bytea,
  header_names  bytea[]        not null,
  header_values bytea[]        not null,
  received_at   timestamptz(6) not null,
  consumer      text           not null,
  redriven_at   timestamptz(6),
  redriven_by   text,
  redrives      integer        not null default 0,
  -- What a list shows of a key and a value of any size.
  key_head      bytea          generated always as (substring(record_key for 1024)) virtual,
  value_head    bytea          generated always as (substring(record_value for 4096)) virtual,
  value_bytes   integer        generated always as (octet_length(record_value)) virtual,
  unique (partition, "offset")
);
