import {
  exchangeHttp,
  type HttpAnswer,
  type HttpContext,
  type HttpRequest,
} from '../../../amocrm/http/http-exchange.ts';
import { type AddressSetting, ChannelError, channelErrors } from './errors.ts';

/** Long enough for a slow line, short enough for a service that wants to end. */
const timeoutMs = 15_000;

/**
 * One call, answered with whatever status.
 *
 * @throws ChannelError ALERT_UNREACHABLE.
 */
export async function call(
  request: Pick<HttpRequest, 'url' | 'method' | 'body'>,
  setting: AddressSetting,
  http: HttpContext,
): Promise<HttpAnswer> {
  const headers = { 'user-agent': 'ident-amocrm' };
  const exchange = await exchangeHttp({ ...request, headers, timeoutMs }, http);
  if (exchange.kind === 'answer') return exchange;
  const cause = exchange.kind === 'unreachable' ? exchange.cause : exchange.kind;
  throw new ChannelError(channelErrors.unreachable({ setting, cause }));
}

/**
 * One call that has to be answered with a success.
 *
 * @throws ChannelError ALERT_UNREACHABLE, ALERT_REFUSED.
 */
export async function callWell(...of: Parameters<typeof call>): Promise<void> {
  const { status } = await call(...of);
  // A redirect is no success: the secret is in the address, and goes nowhere else.
  if (status < 200 || status > 299) {
    throw new ChannelError(channelErrors.refused({ setting: of[1], status }));
  }
}
