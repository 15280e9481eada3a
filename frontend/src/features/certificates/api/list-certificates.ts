import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';

export type Certificate = Schemas['CertificateRecord'];

/** What a learner has; more than one page of them is nobody's first view. */
const OWN = { limit: 100 } as const;

/** GET /api/certificates */
export function listCertificates() {
  return queryOptions({
    queryKey: [requestPath('/api/certificates', OWN)],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/certificates', { params: { query: OWN }, signal })),
  });
}
