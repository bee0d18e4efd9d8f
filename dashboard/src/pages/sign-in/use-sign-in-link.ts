import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import type { ApiError } from '../../api/client.ts';
import { useDo } from '../../api/use-api.ts';

/** Uses the one-time link in the address, if there is one, and takes it out of the address at once. */
export function useSignInLink(): { readonly isPending: boolean; readonly error: ApiError | null } {
  const [, navigate] = useLocation();
  const { mutate, isPending, error } = useDo('signInByLink', { outdates: ['session'] });
  const isUsed = useRef(false);
  useEffect(() => {
    const token = /^#token=([^&]+)/.exec(location.hash)?.[1];
    // Once, whatever React does: a link works once.
    if (token === undefined || isUsed.current) return;
    isUsed.current = true;
    navigate('/', { replace: true });
    mutate({ body: { token: decodeURIComponent(token) } });
  }, [mutate, navigate]);
  return { isPending, error };
}
