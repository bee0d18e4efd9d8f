import { useRead } from './use-api.ts';

/** Whether who is signed in may do more than look: buttons that the service would refuse are not shown. */
export function useMayOperate(): boolean {
  const role = useRead('session', {}).data?.role;
  return role === 'operate' || role === 'fleet';
}
