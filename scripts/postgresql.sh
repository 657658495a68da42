#!/bin/sh
# The programs of a PostgreSQL server, which the tests start for themselves. No server of the system's is set up or started.
# Where they cannot be had, the tests that need them say so and are skipped.
set -u

has_server() {
    command -v postgres >/dev/null 2>&1 && return
    for program in /usr/lib/postgresql/*/bin/postgres; do [ -x "$program" ] && return; done
    return 1
}

has_server && exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "no PostgreSQL server here; tests that need one are skipped. Install your system's package for it." >&2
    exit 0
fi

echo "installing the programs of PostgreSQL, for the tests (once)" >&2
as_root=; [ "$(id -u)" = 0 ] || as_root=sudo
no_cluster=/etc/postgresql-common/createcluster.d/marsad-tests.conf
$as_root mkdir -p "$(dirname $no_cluster)"
echo "create_main_cluster = false" | $as_root tee $no_cluster >/dev/null
$as_root apt-get update -qq
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
$as_root rm -f $no_cluster
has_server || echo "PostgreSQL could not be installed (apt-get install postgresql); tests that need it are skipped." >&2
