-- Runs after each migration, so that the relay's user may change: it republishes payments and notes how far it came,
-- nothing else. Where it has no user of its own, it is the application.
do $$
declare
  relay constant text := '${relayUser}';
begin
  -- Two replicas that grant at once would disturb each other.
  perform pg_advisory_xact_lock(hashtext('payment relay user'));
  if exists (select from pg_roles where rolname = relay and not rolsuper)
     and not (has_table_privilege(relay, 'payment', 'select')
              and has_table_privilege(relay, 'relay_progress', 'select')
              and has_table_privilege(relay, 'relay_progress', 'insert')
              and has_table_privilege(relay, 'relay_progress', 'update')) then
    execute format('grant select on payment to %I', relay);
    execute format('grant select, insert, update on relay_progress to %I', relay);
  end if;
end
$$;
