-- A user's e-mail. A row with enabled is what makes the consumer queue deliveries.
create table subscription (
  user_id           text collate "C" primary key,
  address           text             not null,
  enabled           boolean          not null,
  -- Tag of the language of the mails.
  language          text             not null,
  -- 128 random bits in base64url. Whoever has it can turn the mails off, and nothing else; another address gets another one.
  unsubscribe_token text collate "C" not null unique,
  created_at        timestamptz(3)   not null default now(),
  updated_at        timestamptz(3)   not null default now()
);
