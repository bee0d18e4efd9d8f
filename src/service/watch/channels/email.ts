import type { EmailConfig } from '../../../config/parts/alert-config.ts';
import { isLoopback } from '../../../network/loopback.ts';
import type { AlertChannel } from './channel.ts';
import { ChannelError, channelErrors } from './errors.ts';
import { headline } from './headline.ts';

const timeoutMs = 15_000;

/** A message to everybody on the list, through the clinic's mail server. */
export function emailChannel(
  { smtpUrl, from, to }: EmailConfig,
  clinic: string | undefined,
): AlertChannel {
  return {
    name: 'email',
    send: async (message) => {
      // Lazily: most installations never need it.
      const { createTransport } = await import('nodemailer');
      const transport = createTransport({
        url: smtpUrl,
        // A password goes over the network encrypted or not at all.
        requireTLS: !isLoopback(new URL(smtpUrl).hostname),
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        dnsTimeout: timeoutMs,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      try {
        await transport.sendMail({
          from,
          to: [...to],
          subject: headline(message, clinic),
          text: message.body.join('\n\n'),
          // No holiday answers, please.
          headers: { 'auto-submitted': 'auto-generated' },
        });
      } catch (error) {
        throw explain(error);
      } finally {
        transport.close();
      }
    },
  };
}

/** By nodemailer's code alone: its messages repeat what the server said, and that may hold anything. */
function explain(error: unknown): ChannelError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
  switch (code) {
    case 'EAUTH':
    case 'ENOAUTH':
      return new ChannelError(channelErrors.mailLogin);
    case 'ETLS':
      return new ChannelError(channelErrors.mailEncryption);
    case 'EENVELOPE':
      return new ChannelError(channelErrors.mailAddress);
    case 'ESOCKET':
      return isCertificate(error)
        ? new ChannelError(channelErrors.mailEncryption)
        : unreachable(code);
    case 'ECONNECTION':
    case 'ETIMEDOUT':
    case 'EDNS':
      return unreachable(code);
    default:
      return new ChannelError(
        channelErrors.mailRefused({ cause: /^E\w+$/.test(code) ? code : 'UNKNOWN' }),
      );
  }
}

function unreachable(cause: string): ChannelError {
  return new ChannelError(channelErrors.unreachable({ setting: 'ALERT_SMTP_URL', cause }));
}

/** What OpenSSL has against a certificate or a server that does not speak TLS comes as a failure of the socket. */
function isCertificate(error: unknown): boolean {
  return error instanceof Error && /certificate|ssl|tls/i.test(error.message);
}
