import createClient from 'openapi-fetch';
import { env } from '@/config/env';
import { session } from '@/lib/session/session';
import { NetworkProblem, readProblem } from './problem';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

/** Sends a request with the access token; retries with a new one if it was refused. */
async function send(request: Request): Promise<Response> {
  const token = await session.token();
  const again = request.clone();
  const response = await transmit(request, token);
  if (response.status !== 401 || token === null) return response;
  const renewed = await session.renew(token);
  return renewed === null ? response : transmit(again, renewed);
}

async function transmit(request: Request, token: string | null): Promise<Response> {
  if (token !== null) request.headers.set('Authorization', `Bearer ${token}`);
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new NetworkProblem('The platform cannot be reached.', { cause: error });
  }
}

/** Every path, parameter and response is typed from the platform's OpenAPI document. */
export const api = createClient<paths>({ baseUrl: env.apiBaseUrl, fetch: send });

api.use({
  async onResponse({ response }) {
    if (!response.ok) throw await readProblem(response);
  },
});

/** Unwraps the response; refusals have already been thrown. */
export async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  const { data } = await asked;
  return data as T;
}

/** A key that makes a repeated request idempotent. */
export function idempotencyKey(): string {
  return crypto.randomUUID();
}

export function etag(version: number): string {
  return `"${version}"`;
}
