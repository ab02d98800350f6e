#!/bin/sh
# Creates or upgrades Temporal's tables; does nothing where they are up to date. The databases must exist.
# Needs SQL_HOST, SQL_PORT, SQL_USER and SQL_PASSWORD; SQL_TOOL names the program.
set -eu
tool=${SQL_TOOL:-temporal-sql-tool}
export SQL_PLUGIN=postgres12
"$tool" --db temporal setup-schema -v 0.0
"$tool" --db temporal update-schema --schema-name postgresql/v12/temporal
"$tool" --db temporal_visibility setup-schema -v 0.0
"$tool" --db temporal_visibility update-schema --schema-name postgresql/v12/visibility
