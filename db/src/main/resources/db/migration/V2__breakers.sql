-- The memory of breakers, judges and status pages. No contents: a judge's reasons stand in contents, with what they quote.

create table breakers (
    provider text primary key,
    -- grows with each change; a write of an older version changes nothing
    version bigint not null,
    -- JSON: all that the workflow would need to start anew
    state text not null,
    -- JSON: what nodes follow and the API shows
    view text not null,
    updated_at timestamptz not null
);

create table breaker_transitions (
    provider text not null,
    circuit text not null,
    generation bigint not null,
    at timestamptz not null,
    from_phase text not null,
    to_phase text not null,
    reason text,
    cause text not null,
    -- JSON object of numbers
    numbers text not null,
    author text,
    note text,
    primary key (provider, circuit, generation)
);

create index breaker_transitions_age on breaker_transitions (provider, at);

-- What each circuit heard, in stretches of 10 s, as totals: writing one again changes nothing.
create table breaker_windows (
    provider text not null,
    circuit text not null,
    bucket timestamptz not null,
    good bigint not null,
    bad bigint not null,
    minor bigint not null,
    pending bigint not null,
    slow bigint not null,
    timed bigint not null,
    rate_limited bigint not null,
    invalid bigint not null,
    scores bigint not null,
    score_sum double precision not null,
    primary key (provider, circuit, bucket)
);

create index breaker_windows_age on breaker_windows (bucket);

-- Calls that nobody waited for, accounted apart from requests.
create table probes (
    id uuid primary key,
    provider text not null,
    circuit text not null,
    generation bigint not null,
    model text not null,
    -- the request that was copied; null for the canary's prompt
    request_id uuid references requests (id),
    sent_at timestamptz not null,
    -- whole, refused, failed, not-sent
    outcome text not null,
    error_class text,
    status int,
    detail text,
    first_content_ms bigint,
    total_ms bigint not null,
    input_tokens bigint,
    output_tokens bigint,
    cost_usd numeric(20, 8),
    score double precision
);

create index probes_age on probes (provider, sent_at);

-- What judges said of answers. One row for each answer and judge version; a judge's cost stands here, apart from the request's.
create table judgements (
    request_id uuid not null references requests (id),
    attempt int not null,
    judged_at timestamptz not null,
    route text not null,
    tier text not null,
    -- of the rung that answered
    rung_version text not null,
    provider text not null,
    model text not null,
    judge_version text not null,
    judge_provider text not null,
    judge_model text not null,
    -- the hash of the rubric, whose text stands in policy_texts
    rubric text not null,
    -- 0..1; null where there is none
    score double precision,
    -- why there is no score: failed, unreadable, quarantined
    missing text,
    -- whether the breaker heard it
    counted boolean not null,
    total_ms bigint not null,
    input_tokens bigint,
    output_tokens bigint,
    cost_usd numeric(20, 8),
    primary key (request_id, attempt, judge_version)
);

create index judgements_age on judgements (route, tier, judged_at);

-- How far a judge is from anchors of known score.
create table judges (
    version text primary key,
    provider text not null,
    model text not null,
    rubric text not null,
    anchors text not null,
    -- when a node last took it upon itself to ask; at most one does at a time
    asked_at timestamptz not null,
    checked_at timestamptz,
    -- mean distance from the anchors' scores, 0..1
    distance double precision,
    quarantined boolean not null default false,
    input_tokens bigint not null default 0,
    output_tokens bigint not null default 0,
    cost_usd numeric(20, 8) not null default 0
);

create table status_pages (
    -- the page's name: see docs/status-pages.md
    page text primary key,
    kind text not null,
    url text not null,
    -- UNKNOWN, OPERATIONAL, DEGRADED, PARTIAL_OUTAGE, MAJOR_OUTAGE: the worst of the components
    level text not null,
    -- JSON: components with their levels, incidents under way, why it is unknown
    document text not null,
    -- since when the level is what it is
    since timestamptz not null,
    -- when the page last gave an answer that could be read; null for never
    read_at timestamptz,
    -- when it was last asked
    asked_at timestamptz not null,
    failures int not null
);

alter table contents drop constraint contents_kind_check;
alter table contents add constraint contents_kind_check check (kind in ('request', 'answer', 'error', 'judgement'));
