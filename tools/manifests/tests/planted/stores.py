"""Stores with too few copies, open doors, or users that may do too much."""

from __future__ import annotations

from tools.manifests.tests.planted.spoil import Faults, drop, edit, gone, put

POSTGRES = "Cluster/data/postgres"
HBA = "spec/postgresql/pg_hba"
PARAMETERS = "spec/postgresql/parameters"
MONGODB = "PerconaServerMongoDB/data/mongodb"
MEMBERS = "spec/replsets/0"
KAFKA = "Kafka/kafka/kafka"
CONFIG = "spec/kafka/config"
POOL = "KafkaNodePool/kafka/combined"
TOPIC = "KafkaTopic/kafka/learning-dead-letters"
BROKER = "ConfigMap/knative-eventing/kafka-broker-config"

FAULTS: Faults = {
    "one PostgreSQL": ("postgres-copies", put(POSTGRES, "spec/instances", 1)),
    "two PostgreSQLs": ("postgres-copies", put(POSTGRES, "spec/instances", 2)),
    "a drain that takes PostgreSQL": ("postgres-copies", put(POSTGRES, "spec/enablePDB", False)),
    "PostgreSQL in one zone": (
        "postgres-copies",
        put(POSTGRES, "spec/affinity/topologyKey", "kubernetes.io/hostname"),
    ),
    "PostgreSQL in one zone when it is tight": (
        "postgres-copies",
        put(POSTGRES, "spec/affinity/podAntiAffinityType", "preferred"),
    ),
    "writes that one server has": (
        "postgres-copies",
        drop(POSTGRES, "spec/postgresql/synchronous"),
    ),
    "tables without checksums": (
        "postgres-copies",
        put(POSTGRES, "spec/bootstrap/initdb/dataChecksums", False),
    ),
    "writes that are not on disk": ("postgres-copies", put(POSTGRES, f"{PARAMETERS}/fsync", "off")),
    "commits that wait for nobody": (
        "postgres-copies",
        put(POSTGRES, f"{PARAMETERS}/synchronous_commit", "off"),
    ),
    "the superuser over the network": (
        "postgres-copies",
        put(POSTGRES, "spec/enableSuperuserAccess", True),
    ),
    "no PostgreSQL": ("postgres-copies", gone(POSTGRES)),
    "pg_hba trust": ("pg-hba", put(POSTGRES, f"{HBA}/0", "hostssl all all all trust")),
    "pg_hba trust in another line": (
        "pg-hba",
        put(POSTGRES, f"{HBA}/-", "host all all 10.0.0.0/8 trust"),
    ),
    "pg_hba without TLS": ("pg-hba", put(POSTGRES, f"{HBA}/0", "host all all all scram-sha-256")),
    "pg_hba with md5 for the whole world": (
        "pg-hba",
        put(POSTGRES, f"{HBA}/-", "host all all 0.0.0.0/0 md5"),
    ),
    "pg_hba with passwords in plain": (
        "pg-hba",
        put(POSTGRES, f"{HBA}/0", "hostssl all all all password"),
    ),
    "no pg_hba": ("pg-hba", drop(POSTGRES, HBA)),
    "passwords stored for md5": (
        "pg-hba",
        put(POSTGRES, f"{PARAMETERS}/password_encryption", "md5"),
    ),
    "functions that may take all connections": (
        "postgres-role",
        put(POSTGRES, "spec/managed/roles/0/connectionLimit", 800),
    ),
    "functions as the superuser": (
        "postgres-role",
        put(POSTGRES, "spec/managed/roles/0/superuser", True),
    ),
    "functions without a password": (
        "postgres-role",
        drop(POSTGRES, "spec/managed/roles/0/passwordSecret"),
    ),
    "one MongoDB": ("mongodb-copies", put(MONGODB, f"{MEMBERS}/size", 1)),
    "four MongoDBs": ("mongodb-copies", put(MONGODB, f"{MEMBERS}/size", 4)),
    "MongoDB in one zone": (
        "mongodb-copies",
        put(MONGODB, f"{MEMBERS}/affinity/antiAffinityTopologyKey", "none"),
    ),
    "a drain that takes MongoDB": (
        "mongodb-copies",
        put(MONGODB, f"{MEMBERS}/podDisruptionBudget/maxUnavailable", 2),
    ),
    "MongoDB with unsafe flags": (
        "mongodb-copies",
        put(MONGODB, "spec/unsafeFlags", {"replsetSize": True}),
    ),
    "MongoDB without TLS": ("mongodb-copies", put(MONGODB, "spec/tls/mode", "disabled")),
    "MongoDB that also takes plain text": (
        "mongodb-copies",
        put(MONGODB, "spec/tls/mode", "allowTLS"),
    ),
    "MongoDB that updates itself": (
        "mongodb-copies",
        put(MONGODB, "spec/upgradeOptions/apply", "Latest"),
    ),
    "MongoDB that takes its data along": (
        "mongodb-copies",
        put(MONGODB, "metadata/finalizers/-", "percona.com/delete-psmdb-pvc"),
    ),
    "MongoDB's authority is gone": ("mongodb-tls", gone("ClusterIssuer/internal")),
    "MongoDB's authority is another's": (
        "mongodb-tls",
        put(MONGODB, "spec/tls/issuerConf/name", "letsencrypt"),
    ),
    "no MongoDB": ("mongodb-copies", gone(MONGODB)),
    "functions as root of MongoDB": (
        "mongodb-role",
        put(MONGODB, "spec/users/0/roles/0", {"name": "root", "db": "admin"}),
    ),
    "functions in every database": (
        "mongodb-role",
        put(MONGODB, "spec/users/0/roles/0", {"name": "readWriteAnyDatabase", "db": "admin"}),
    ),
    "a user of MongoDB without a password": (
        "mongodb-role",
        drop(MONGODB, "spec/users/0/passwordSecretRef"),
    ),
    "one Kafka": ("kafka-copies", put(POOL, "spec/replicas", 1)),
    "events that go with the pool": (
        "kafka-copies",
        put(POOL, "spec/storage/volumes/0/deleteClaim", True),
    ),
    "events in memory": ("kafka-copies", put(POOL, "spec/storage/volumes/0/type", "ephemeral")),
    "nodes of no cluster": (
        "kafka-copies",
        put(POOL, "metadata/labels/strimzi.io~1cluster", "events"),
    ),
    "no nodes of Kafka": ("kafka-copies", gone(POOL)),
    "events on one broker": ("kafka-copies", put(KAFKA, f"{CONFIG}/default.replication.factor", 1)),
    "events that one broker confirms": (
        "kafka-copies",
        put(KAFKA, f"{CONFIG}/min.insync.replicas", 1),
    ),
    "offsets on one broker": (
        "kafka-copies",
        put(KAFKA, f"{CONFIG}/offsets.topic.replication.factor", 1),
    ),
    "misspelt topics": ("kafka-copies", put(KAFKA, f"{CONFIG}/auto.create.topics.enable", True)),
    "a leader that is behind": (
        "kafka-copies",
        put(KAFKA, f"{CONFIG}/unclean.leader.election.enable", True),
    ),
    "Kafka in one zone": ("kafka-copies", drop(KAFKA, "spec/kafka/rack")),
    "a drain that takes Kafka": (
        "kafka-copies",
        put(KAFKA, "spec/kafka/template/podDisruptionBudget/maxUnavailable", 2),
    ),
    "Kafka that leads outside": (
        "kafka-open",
        put(KAFKA, "spec/kafka/listeners/0/type", "loadbalancer"),
    ),
    "Kafka for everybody": ("kafka-open", drop(KAFKA, "spec/kafka/listeners/0/networkPolicyPeers")),
    "Kafka for every namespace": (
        "kafka-open",
        put(KAFKA, "spec/kafka/listeners/0/networkPolicyPeers", [{}]),
    ),
    "dead letters on one broker": ("kafka-copies", put(TOPIC, "spec/replicas", 1)),
    "dead letters for a day": ("kafka-copies", put(TOPIC, "spec/config/retention.ms", 86_400_000)),
    "dead letters that one broker confirms": (
        "kafka-copies",
        put(TOPIC, "spec/config/min.insync.replicas", 1),
    ),
    "a broker's topic with one copy": (
        "broker-copies",
        put(BROKER, "data/default.topic.replication.factor", "1"),
    ),
    "a broker's topic that one confirms": (
        "broker-copies",
        put(BROKER, "data/default.topic.config.min.insync.replicas", "1"),
    ),
    "a broker's topic of an hour": (
        "broker-copies",
        put(BROKER, "data/default.topic.config.retention.ms", "3600000"),
    ),
    "a broker at another Kafka": (
        "broker-copies",
        edit(BROKER, "data/bootstrap.servers", "kafka-kafka-bootstrap", "events-kafka-bootstrap"),
    ),
    "a broker at a port where nobody listens": (
        "broker-copies",
        edit(BROKER, "data/bootstrap.servers", ":909", ":707"),
    ),
    "no settings of the broker": ("broker-copies", gone(BROKER)),
}
