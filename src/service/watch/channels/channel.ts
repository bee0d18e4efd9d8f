import type { AlertMessage } from '../alerts/message.ts';

export const channelNames = ['telegram', 'email', 'webhook'] as const;

export type ChannelName = (typeof channelNames)[number];

/** One way to reach a person. */
export interface AlertChannel {
  readonly name: ChannelName;
  /** @throws ChannelError when nobody was reached, or nobody knows whether anybody was; to be tried again. */
  send(message: AlertMessage): Promise<void>;
}
