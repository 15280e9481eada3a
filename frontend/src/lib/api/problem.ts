import type { components } from './schema';

type ProblemBody = components['schemas']['Problem'];
export type FieldErrors = Readonly<Record<string, string>>;

/** A request that the platform refused, with its problem (RFC 9457). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** The last part of the problem's type: `course-full`, `wrong-credentials`. */
  readonly slug: string;
  readonly fields: FieldErrors;
  readonly retryAfterSeconds: number | null;
  /** What people quote to us: operators search logs and traces by it. */
  readonly traceId: string | null;

  constructor(status: number, body: Partial<ProblemBody>, headers: Headers) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.status = status;
    this.slug = body.type?.split('/').at(-1) ?? '';
    this.fields = Object.fromEntries((body.errors ?? []).map((one) => [one.field, one.message]));
    const seconds = Number(headers.get('Retry-After') ?? Number.NaN);
    this.retryAfterSeconds = Number.isFinite(seconds) ? seconds : null;
    this.traceId = body.trace_id ?? headers.get('X-Request-Id');
  }
}

/** A request that got no response. */
export class NetworkProblem extends Error {
  override readonly name = 'NetworkProblem';
}

export async function readProblem(response: Response): Promise<ApiProblem> {
  const body = (await response.json().catch(() => ({}))) as Partial<ProblemBody>;
  return new ApiProblem(response.status, body, response.headers);
}

export function fieldErrors(error: unknown): FieldErrors {
  return error instanceof ApiProblem ? error.fields : {};
}

export function isProblem(error: unknown, slug: string): error is ApiProblem {
  return error instanceof ApiProblem && error.slug === slug;
}

/** The message for a field or for something inside it, as `price.amount`. */
export function faultOf(faults: FieldErrors, name: string): string | undefined {
  const key = Object.keys(faults).find(
    (one) => one === name || one.startsWith(`${name}.`) || one.startsWith(`${name}[`),
  );
  return key === undefined ? undefined : faults[key];
}
