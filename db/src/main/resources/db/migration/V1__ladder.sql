-- The memory of the ladder. Facts (requests, attempts, answers) stand apart from contents (prompts, answers, raw errors), so
-- that erasing a request's contents, or all contents before a date, is one statement on one table.

-- A route's policy, for ever, under the hash of its canonical JSON. Texts it refers to stand beside it, by their own hash.
create table policies (
    hash text primary key,
    route text not null,
    -- canonical JSON: what the hash is of
    document text not null,
    created_at timestamptz not null default now()
);

create table policy_texts (
    hash text primary key,
    text text not null
);

create table requests (
    id uuid primary key,
    tenant text not null,
    route text not null,
    policy_hash text not null references policies (hash),
    -- SHA-256 of tenant and Idempotency-Key; null where the caller sent none
    key_hash text,
    -- SHA-256 of route and canonical request: tells a repeated key from a reused one, and is the heart of the cache key
    body_hash text not null,
    workflow_id text not null,
    received_at timestamptz not null,
    deadline_at timestamptz not null,
    -- which part of the route's deadline the caller allowed (0..1]
    share double precision not null,
    trace_parent text,
    -- when the sweep last saw to it that the workflow runs
    swept_at timestamptz,
    -- set once, together with the row in answers: this is what the compare-and-set compares
    concluded_at timestamptz,
    unique (tenant, key_hash)
);

create index requests_open on requests (received_at) where concluded_at is null;

create table contents (
    request_id uuid not null references requests (id),
    -- request: the canonical request; answer: in OpenAI's form; error: status, headers and body as they came
    kind text not null check (kind in ('request', 'answer', 'error')),
    -- 0 for what belongs to no attempt: the request, a cached or canned answer
    attempt int not null,
    body bytea not null,
    created_at timestamptz not null default now(),
    primary key (request_id, kind, attempt)
);

create index contents_age on contents (created_at);

create table attempts (
    request_id uuid not null references requests (id),
    number int not null,
    rung int not null,
    tier text not null,
    provider text not null,
    model text not null,
    -- how often it was sent: above 1 only after a lost worker
    sends int not null default 1,
    sent_at timestamptz not null,
    finished_at timestamptz,
    -- whole, refused, failed
    outcome text,
    error_class text,
    status int,
    detail text,
    first_content_ms bigint,
    total_ms bigint,
    input_tokens bigint,
    output_tokens bigint,
    cost_usd numeric(20, 8),
    -- JSON array: the caller's parameters that the format does not know
    dropped text,
    -- JSON: the result as the workflow gets it
    result text,
    primary key (request_id, number)
);

create table answers (
    request_id uuid primary key references requests (id),
    outcome text not null check (outcome in ('answered', 'failed', 'cancelled')),
    tier text,
    provider text,
    model text,
    -- where the content is: contents (request_id, 'answer', attempt), or the error shown to the caller
    attempt int,
    degraded boolean not null,
    notice text,
    error_class text,
    reason text,
    attempts int not null,
    -- JSON arrays: "tier:CLASS" in the order met; "tier: why it was passed over"; parameters dropped by the rung that served
    classes text not null,
    skipped text not null,
    dropped text not null,
    cost_usd numeric(20, 8),
    concluded_at timestamptz not null default now()
);

create index answers_age on answers (concluded_at);

-- Whole, undegraded answers by what was asked: the same tenant, policy (and with it route and prompts) and canonical request.
-- A row points at the answer it serves, so that erasing that answer's contents also takes it out of the cache.
create table cache (
    tenant text not null,
    policy_hash text not null,
    body_hash text not null,
    request_id uuid not null references requests (id),
    attempt int not null,
    stored_at timestamptz not null,
    fresh_until timestamptz not null,
    kept_until timestamptz not null,
    primary key (tenant, policy_hash, body_hash)
);

create index cache_age on cache (kept_until);
