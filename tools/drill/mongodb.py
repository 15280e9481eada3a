"""MongoDB: a dump in mongodump's own format, so that mongorestore reads it, and this does too.

`DATABASE/COLLECTION.bson` is the documents one after the other, as the server sent them;
`DATABASE/COLLECTION.metadata.json` has options and indexes in Extended JSON. mongodump itself
comes from no package registry; in the cluster, Percona's own backups (with the oplog) exist next to
this dump. Documents are the unit of consistency here: each course carries its outbox, none refers
to another, so a dump that is not from one instant is still consistent.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pymongo
from bson import CodecOptions, json_util
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from tools.drill.errors import StepFailed
from tools.drill.manifest import Contents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pymongo.database import Database

DEFAULT = "learning"
BATCH = 500
WAIT_MS = 10_000
_LENGTH = 4
# mongodump 100.x writes and mongorestore expects canonical Extended JSON.
_JSON = json_util.CANONICAL_JSON_OPTIONS
_RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)
Document = dict[str, Any]


def dump(url: str, folder: Path) -> dict[str, Contents]:
    """Dump every collection into a folder; return its contents. Raises StepFailed."""
    try:
        with _open(url) as client:
            database = client.get_default_database(DEFAULT)
            target = folder / database.name
            target.mkdir(parents=True, exist_ok=True)
            return {info["name"]: _dump(database, info, target) for info in _collections(database)}
    except PyMongoError as error:
        message = f"MongoDB: {error}"
        raise StepFailed(message) from error


def restore(url: str, folder: Path) -> None:
    """Restore every collection of a dump. Raises StepFailed when one already exists."""
    try:
        with _open(url) as client:
            database = client.get_default_database(DEFAULT)
            there = {info["name"] for info in _collections(database)}
            for path in sorted(folder.glob("*/*.metadata.json")):
                name = path.name.removesuffix(".metadata.json")
                if name in there:
                    message = f"the collection {name} already exists: restore into an empty store"
                    raise StepFailed(message)
                metadata = json_util.loads(path.read_text(), json_options=_JSON)
                _restore(database, name, metadata, path.with_name(f"{name}.bson"))
    except PyMongoError as error:
        message = f"MongoDB: {error}"
        raise StepFailed(message) from error


def contents(url: str) -> dict[str, Contents]:
    """Count and sum up every collection."""
    with _open(url) as client:
        database = client.get_default_database(DEFAULT)
        return {
            info["name"]: _sum(_documents(database, info["name"]))
            for info in _collections(database)
        }


def version() -> str:
    """Name what makes the dump."""
    return f"pymongo {pymongo.version}, mongodump's format"


def _dump(database: Database[Document], info: Document, folder: Path) -> Contents:
    name = info["name"]
    metadata = {
        "indexes": [dict(index) for index in database[name].list_indexes()],
        "uuid": "",
        "collectionName": name,
        "type": "collection",
        "options": dict(info.get("options", {})),
    }
    text = json_util.dumps(metadata, json_options=_JSON)
    (folder / f"{name}.metadata.json").write_text(text)
    with (folder / f"{name}.bson").open("wb") as file:

        def written() -> Iterator[bytes]:
            for document in _documents(database, name):
                file.write(document)
                yield document

        return _sum(written())


def _restore(database: Database[Document], name: str, metadata: Document, path: Path) -> None:
    database.create_collection(name, **metadata["options"])
    with path.open("rb") as file:
        batch: list[RawBSONDocument] = []
        while head := file.read(_LENGTH):
            length = int.from_bytes(head, "little")
            batch.append(RawBSONDocument(head + file.read(length - _LENGTH)))
            if len(batch) == BATCH:
                database[name].insert_many(batch)
                batch = []
        if batch:
            database[name].insert_many(batch)
    indexes = [index for index in metadata["indexes"] if index["name"] != "_id_"]
    if indexes:
        database.command("createIndexes", name, indexes=indexes)


def _sum(documents: Iterator[bytes]) -> Contents:
    digest, count = hashlib.sha256(), 0
    for document in documents:
        digest.update(document)
        count += 1
    return Contents(count, digest.hexdigest())


def _documents(database: Database[Document], name: str) -> Iterator[bytes]:
    collection = database[name].with_options(codec_options=_RAW)
    for document in collection.find().sort("_id", 1):
        yield bytes(document.raw)


def _collections(database: Database[Document]) -> list[Document]:
    found = database.list_collections()
    own = (one for one in found if not one["name"].startswith("system."))
    return sorted(map(dict, own), key=lambda one: str(one["name"]))


def _open(url: str) -> MongoClient[Document]:
    return MongoClient(url, serverSelectionTimeoutMS=WAIT_MS)
