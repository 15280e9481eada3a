"""The boards of what is underneath: stores, deliveries of releases, cost."""

from __future__ import annotations

from tools.observability.dashboards._board import Board, lines, number

_ALL = 'namespace="learning"'
_DATA = 'namespace="data"'
_MONGODB_BACKUP = "mongodb_backup_completed_timestamp_seconds"
_OBJECTS = 'namespace="learning",store="objects"'
_FUNCTION = 'namespace="learning",container="user-container"'

STORES = Board(
    "stores",
    "Stores",
    "PostgreSQL, MongoDB, Valkey, Kafka, the bucket: queries, pools, replicas, backups, files.",
    (
        lines(
            "Query time, p95",
            "With the wait for a connection; above 0.5 s somebody is told.",
            "s",
            (
                (
                    "histogram_quantile(0.95, sum by (store, query, le)"
                    f" (rate(store_query_duration_seconds_bucket{{{_ALL}}}[5m])))"
                ),
                "{{store}} {{query}}",
            ),
        ),
        lines(
            "Queries per second",
            "By store and outcome.",
            "ops",
            (
                f"sum by (store, outcome) (rate(store_query_duration_seconds_count{{{_ALL}}}[5m]))",
                "{{store}} {{outcome}}",
            ),
        ),
        lines(
            "Connection pools",
            "Over all pods: idle, used, and queries that wait for a connection.",
            "short",
            (f"sum by (store, state) (store_pool_connections{{{_ALL}}})", "{{store}} {{state}}"),
        ),
        lines(
            "PostgreSQL: connections",
            "The limit is 500.",
            "short",
            (f"sum by (pod) (cnpg_backends_total{{{_DATA}}})", "{{pod}}"),
        ),
        lines(
            "Replication lag",
            "PostgreSQL's standbys and Valkey's replicas.",
            "s",
            (f"max by (pod) (cnpg_pg_replication_lag{{{_DATA}}})", "{{pod}}"),
            (f"max by (pod) (redis_connected_slave_lag_seconds{{{_DATA}}})", "{{pod}}"),
        ),
        lines(
            "Broker lag",
            "Events that wait for a trigger.",
            "short",
            ("sum by (consumergroup) (kafka_consumergroup_lag)", "{{consumergroup}}"),
        ),
        lines(
            "Age of the newest backup",
            "PostgreSQL, MongoDB, the cluster, and the last successful restore drill.",
            "s",
            (
                f"time() - max(cnpg_collector_last_available_backup_timestamp{{{_DATA}}})",
                "PostgreSQL",
            ),
            (
                f'time() - max({_MONGODB_BACKUP}{{{_DATA},state="ready"}})',
                "MongoDB",
            ),
            (
                'time() - max(velero_backup_last_successful_timestamp{schedule="cluster"})',
                "cluster",
            ),
            (
                (
                    "time() - max(kube_cronjob_status_last_successful_time"
                    '{namespace="restore-drill",cronjob="restore-drill"})'
                ),
                "restore drill",
            ),
        ),
        lines(
            "Room on the volumes",
            "Share that is free.",
            "percentunit",
            (
                (
                    "min by (namespace, persistentvolumeclaim)"
                    " (kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes)"
                ),
                "{{namespace}} {{persistentvolumeclaim}}",
            ),
        ),
        lines(
            "Faulty records",
            "Stored records that break today's rules, in an hour.",
            "short",
            (
                f"sum by (record, outcome) (increase(stored_records_faulty_total{{{_ALL}}}[1h]))",
                "{{record}} {{outcome}}",
            ),
        ),
        lines(
            "Object store: requests",
            "Of functions, per second; browsers send and fetch files themselves.",
            "reqps",
            (
                (
                    "sum by (query, outcome)"
                    f" (rate(store_query_duration_seconds_count{{{_OBJECTS}}}[5m]))"
                ),
                "{{query}} {{outcome}}",
            ),
        ),
        lines(
            "Object store: request time, p95",
            "Above 0.5 s somebody is told.",
            "s",
            (
                (
                    "histogram_quantile(0.95, sum by (query, le)"
                    f" (rate(store_query_duration_seconds_bucket{{{_OBJECTS}}}[5m])))"
                ),
                "{{query}}",
            ),
        ),
        lines(
            "Signed addresses for browsers",
            "Per second; unavailable: there is no identity to sign with.",
            "cps",
            (
                f"sum by (use, outcome) (rate(lms_object_addresses_total{{{_ALL}}}[5m]))",
                "{{use}} {{outcome}}",
            ),
        ),
        lines(
            "Uploads in an hour",
            "Announced ones alone: browsers do not reach the bucket.",
            "short",
            (
                f"sum by (outcome) (increase(lms_uploads_total{{{_ALL}}}[1h]))",
                "{{outcome}}",
            ),
        ),
        lines(
            "Bytes of files",
            "By what they are for, as they count for quotas.",
            "bytes",
            ("max by (purpose) (files_kept_bytes)", "{{purpose}}"),
        ),
        lines(
            "Number of files",
            "By what they are for.",
            "short",
            ("max by (purpose) (files_kept)", "{{purpose}}"),
        ),
        lines(
            "Files to be collected",
            "Not arrived yet, or deleted; and what was collected in an hour.",
            "short",
            ("max by (state) (files_uncollected_rows)", "{{state}}"),
            (
                f"sum by (outcome) (increase(lms_files_collected_total{{{_ALL}}}[1h]))",
                "collected: {{outcome}}",
            ),
        ),
        lines(
            "Bytes to be collected",
            "Those of announced files may not be there yet.",
            "bytes",
            ("max by (state) (files_uncollected_bytes)", "{{state}}"),
        ),
        lines(
            "Oldest file to be collected",
            "At most a day and an hour; above 27 hours somebody is told.",
            "s",
            ("max by (state) (files_uncollected_oldest_seconds)", "{{state}}"),
        ),
    ),
)

DELIVERY = Board(
    "delivery",
    "Delivery",
    "Releases on their way: Argo CD, revisions, canaries, restarts.",
    (
        number(
            "Applications out of sync",
            "What the cluster runs is not what Git says.",
            "short",
            'count(argocd_app_info{sync_status!="Synced"}) or vector(0)',
        ),
        lines(
            "Applications by health",
            "As Argo CD sees them.",
            "short",
            ("count by (health_status) (argocd_app_info)", "{{health_status}}"),
        ),
        lines(
            "Syncs in an hour",
            "Deployments by Argo CD, by how they ended.",
            "short",
            ("sum by (name, phase) (increase(argocd_app_sync_total[1h]))", "{{name}} {{phase}}"),
        ),
        lines(
            "Requests by revision",
            "Two revisions of one function are a roll-out.",
            "reqps",
            (
                f"sum by (service, revision) (rate(http_requests_total{{{_ALL}}}[2m]))",
                "{{revision}}",
            ),
        ),
        lines(
            "Errors (5xx) by revision",
            "What the canary stops for.",
            "reqps",
            (
                f"sum by (service, revision) (rate(http_errors_total{{{_ALL}}}[2m]))",
                "{{revision}}",
            ),
        ),
        lines(
            "Restarts in five minutes",
            "Of containers, in every namespace of the platform.",
            "short",
            (
                (
                    "sum by (namespace, pod)"
                    " (increase(kube_pod_container_status_restarts_total[5m])) > 0"
                ),
                "{{namespace}} {{pod}}",
            ),
        ),
    ),
)

COST = Board(
    "cost",
    "Cost",
    "What is reserved and what is used: nodes, functions, volumes.",
    (
        number(
            "Nodes",
            "Each is paid for by the hour.",
            "short",
            "count(node_memory_MemTotal_bytes)",
        ),
        lines(
            "Processor of the nodes in use",
            "Share; what is idle is paid for, too.",
            "percentunit",
            (
                '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
                "{{instance}}",
            ),
        ),
        lines(
            "Memory limits and use of functions",
            "All pods together; far apart, the limits are too high.",
            "bytes",
            (
                'sum(kube_pod_container_resource_limits{namespace="learning",resource="memory"})',
                "limits",
            ),
            (f"sum(container_memory_working_set_bytes{{{_FUNCTION}}})", "in use"),
        ),
        lines(
            "Pods of functions",
            "Those that are awake: what scale to zero does not save.",
            "short",
            ('count(kube_pod_status_ready{namespace="learning",condition="true"} == 1)', "pods"),
        ),
        lines(
            "Volumes",
            "Size by namespace; paid for whether it is used or not.",
            "bytes",
            (
                "sum by (namespace) (kubelet_volume_stats_capacity_bytes)",
                "{{namespace}}",
            ),
        ),
        lines(
            "Requests for each running pod",
            "Per second; low numbers are pods kept awake for little.",
            "reqps",
            (
                (
                    f"sum by (service) (rate(http_requests_total{{{_ALL}}}[5m]))"
                    f" / count by (service) (http_requests_in_flight{{{_ALL}}})"
                ),
                "{{service}}",
            ),
        ),
    ),
)
