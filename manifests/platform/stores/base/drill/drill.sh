#!/usr/bin/env bash
# Restores the newest backups into scratch databases, asks them for what must be there, and removes
# them again. Prints how long it took and how old the newest row is: the recovery time and the
# recovery point that we really have.
set -euo pipefail

readonly namespace=restore-drill
readonly began=$SECONDS

say() { printf '%(%H:%M:%S)T %s\n' -1 "$*"; }

clean_up() {
  say "removing the scratch databases"
  kubectl --namespace "$namespace" delete clusters.postgresql.cnpg.io,psmdb-restore,psmdb --all --wait --timeout 10m
  kubectl --namespace "$namespace" delete persistentvolumeclaims --all --wait=false
}
trap clean_up EXIT

sql() {
  kubectl --namespace "$namespace" exec restore-drill-1 --container postgres -- psql --no-psqlrc --tuples-only --no-align --set ON_ERROR_STOP=1 learning --command "$1"
}

mongo() {
  # Expanded in the pod, where the operator mounts the users; passwords never come out of it.
  # shellcheck disable=SC2016
  kubectl --namespace "$namespace" exec mongodb-drill-rs0-0 --container mongod -- sh -c \
    'mongosh --quiet --username "$(cat /etc/users-secret/MONGODB_DATABASE_ADMIN_USER)" --password "$(cat /etc/users-secret/MONGODB_DATABASE_ADMIN_PASSWORD)" --authenticationDatabase admin learning --eval "$0"' "$1"
}

exactly() { # what found wanted
  say "$1: $2"
  if [ "$2" -ne "$3" ]; then
    say "FAILED: $1 should be $3"
    exit 1
  fi
}

at_least() { # what found wanted
  say "$1: $2"
  if [ "$2" -lt "$3" ]; then
    say "FAILED: $1 should be at least $3"
    exit 1
  fi
}

say "PostgreSQL: restoring the newest backup and the WAL after it"
kubectl apply --filename /drill/postgres.yaml
kubectl --namespace "$namespace" wait cluster.postgresql.cnpg.io/restore-drill --for=condition=Ready --timeout=90m
at_least "users" "$(sql 'SELECT count(*) FROM users')" 1
at_least "courses in the catalog" "$(sql 'SELECT count(*) FROM catalog')" 1
# Seats are counted twice: in the counter and by the enrollments. They have to agree after a restore.
wrong="$(sql "SELECT count(*) FROM seats WHERE taken <> (SELECT count(*) FROM enrollments e WHERE e.course_id = seats.course_id AND e.status = 'active')")"
exactly "courses whose seats do not agree with their enrollments" "$wrong" 0
age="$(sql "SELECT coalesce(extract(epoch FROM now() - max(happened_at))::bigint, 0) FROM audit_trail")"
say "the newest entry of the audit trail is $age s old"
if [ "$age" -gt 86400 ]; then
  say "FAILED: more than 24 h would be lost"
  exit 1
fi

say "MongoDB: restoring the newest backup"
destination="$(kubectl --namespace data get psmdb-backup --sort-by=.metadata.creationTimestamp --output json |
  jq --raw-output '[.items[] | select(.status.state == "ready")] | last | .status.destination')"
[ "$destination" != null ] || { say "FAILED: there is no MongoDB backup"; exit 1; }
say "from $destination"
sed "s|DESTINATION|$destination|" /drill/mongodb.yaml > /tmp/mongodb.yaml
kubectl apply --filename /tmp/mongodb.yaml --selector learning.org/drill=cluster
kubectl --namespace "$namespace" wait psmdb/mongodb-drill --for=jsonpath='{.status.state}'=ready --timeout=30m
kubectl apply --filename /tmp/mongodb.yaml --selector learning.org/drill=restore
kubectl --namespace "$namespace" wait psmdb-restore/mongodb-drill --for=jsonpath='{.status.state}'=ready --timeout=90m
at_least "course documents" "$(mongo 'db.courses.countDocuments({})')" 1

say "DONE in $((SECONDS - began)) s"
