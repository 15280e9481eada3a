import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { ApiProblem } from '@/lib/api/problem';
import {
  listPushSubscriptions,
  type PushDevice,
  type PushDevices,
} from './list-push-subscriptions';

/** DELETE /api/push-subscriptions/{id}: removed immediately, restored if refused. */
export function useDeletePushSubscription(): UseMutationResult<
  void,
  Error,
  PushDevice,
  { before: PushDevices | undefined }
> {
  const client = useQueryClient();
  const { queryKey } = listPushSubscriptions();
  return useMutation({
    mutationFn: async ({ id }) => {
      try {
        await api.DELETE('/api/push-subscriptions/{id}', { params: { path: { id } } });
      } catch (error) {
        // It was already gone, as requested.
        if (!(error instanceof ApiProblem && error.status === 404)) throw error;
      }
    },
    onMutate: async ({ id }) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData<PushDevices>(queryKey);
      client.setQueryData<PushDevices>(
        queryKey,
        (all) => all && { ...all, items: all.items.filter((one) => one.id !== id) },
      );
      return { before };
    },
    onError: (_error, _device, context) => {
      client.setQueryData(queryKey, context?.before);
    },
  });
}
