#!/bin/sh
# Runs once, when PostgreSQL's volume is new: a role and its databases for Temporal, and the same for Downclimb.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" \
  --set=temporal="$TEMPORAL_DATABASE_PASSWORD" --set=downclimb="$DOWNCLIMB_DATABASE_PASSWORD" <<'SQL'
create role temporal login password :'temporal';
create role downclimb login password :'downclimb';
create database temporal owner temporal;
create database temporal_visibility owner temporal;
create database downclimb owner downclimb;
SQL
