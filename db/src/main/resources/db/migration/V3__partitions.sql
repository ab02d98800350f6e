-- Weeks. What a request leaves behind lies in partitions by the week that its id tells (ids are UUIDv7: time first), so that what is
-- past its time is dropped and not deleted. Partitions are made and dropped by the nodes: see docs/operations.md. What came before, and
-- what comes where a partition is missing, lies in the default partitions.

-- Each cost a row lock and a look-up for each insert, and would keep a week from being dropped. Rows come from statements that select
-- their request, and go with its week.
alter table contents drop constraint contents_request_id_fkey;
alter table attempts drop constraint attempts_request_id_fkey;
alter table answers drop constraint answers_request_id_fkey;
alter table cache drop constraint cache_request_id_fkey;
alter table probes drop constraint probes_request_id_fkey;
alter table judgements drop constraint judgements_request_id_fkey;
alter table requests drop constraint requests_policy_hash_fkey;

-- Which request a tenant's Idempotency-Key names. Uniqueness cannot span partitions, so it has a table of its own.
create table request_keys (
    tenant text not null,
    -- SHA-256 of tenant and Idempotency-Key
    key_hash text not null,
    request_id uuid not null,
    accepted_at timestamptz not null,
    primary key (tenant, key_hash)
);
insert into request_keys (tenant, key_hash, request_id, accepted_at)
select tenant, key_hash, id, received_at from requests where key_hash is not null;
create index request_keys_age on request_keys (accepted_at);
alter table requests drop constraint requests_tenant_key_hash_key;

-- Who gave the answer stands with it, so that to look it up is to read one row.
alter table cache add column provider text, add column model text;
update cache c set provider = a.provider, model = a.model
from attempts a where a.request_id = c.request_id and a.number = c.attempt;
delete from cache where provider is null;
alter table cache alter column provider set not null, alter column model set not null;

-- Large contents are compressed with what costs least, where the server was built with it.
do $$
begin
    alter table contents alter column body set compression lz4;
exception when feature_not_supported then
    null;
end $$;

alter table requests rename to requests_default;
alter table requests_default rename constraint requests_pkey to requests_default_pkey;
alter index requests_open rename to requests_default_open;
create table requests (like requests_default including all) partition by range (id);
alter table requests attach partition requests_default default;

alter table contents rename to contents_default;
alter table contents_default rename constraint contents_pkey to contents_default_pkey;
alter index contents_age rename to contents_default_age;
create table contents (like contents_default including all) partition by range (request_id);
alter table contents attach partition contents_default default;

alter table attempts rename to attempts_default;
alter table attempts_default rename constraint attempts_pkey to attempts_default_pkey;
create table attempts (like attempts_default including all) partition by range (request_id);
alter table attempts attach partition attempts_default default;

-- By age only where no week is dropped: in the default partition.
alter table answers rename to answers_default;
alter table answers_default rename constraint answers_pkey to answers_default_pkey;
alter index answers_age rename to answers_default_age;
create table answers (like answers_default including all) partition by range (request_id);
do $$
declare
    age text;
begin
    select indexrelid::regclass::text into age from pg_index where indrelid = 'answers'::regclass and not indisprimary;
    execute 'drop index ' || age;
end $$;
alter table answers attach partition answers_default default;

-- By age, for retention.
create index breaker_transitions_time on breaker_transitions (at);
create index probes_time on probes (sent_at);
drop index judgements_age;
create index judgements_age on judgements (judged_at);
